import type { OrderPlatform, OrderState } from '../../contract/words.ts'
import type { Order } from '../../contract/orders.schema.ts'

export const stateWords: Record<OrderState, string> = { unpaid: '还没付款', paid: '待发货', shipped: '已发货', completed: '已完成', closed: '已关闭', refunded: '已退款' }
export const platformWords: Record<OrderPlatform, string> = {
  'taobao': '淘宝天猫', 'jd': '京东', 'youzan': '有赞', 'wechat_shop': '微信小店', 'douyin': '抖店', 'pdd': '拼多多', '1688': '1688', 'generic': '其他渠道', 'webhook': '商城',
}

/** 即食燕窝×6 等 2 样; what is known where the export has no lines. */
export function orderTitle({ lines }: Order): string {
  const goods = lines.filter(({ isGift, isService }) => !isGift && !isService)
  const first = goods[0] ?? lines[0]
  if (!first) return '明细未知'
  return `${first.productName ?? first.title}${first.quantity > 1 ? `×${first.quantity}` : ''}${goods.length > 1 ? ` 等 ${goods.length} 样` : ''}`
}
