import type { OrderState } from '../../../contract/words.ts'

/** Status words of all platforms without punctuation. A platform's own reading of a word wins over the shared one. */
const shared: Record<OrderState, readonly string[]> = {
  unpaid: ['等待买家付款', '待付款', '等待付款', '待支付', '付款确认中', '未付款', '定金已付尾款未付', '待付尾款', 'unpaid'],
  paid: [
    '买家已付款等待卖家发货', '等待卖家发货', '卖家部分发货', '等待出库', '等待发货', '待发货', '待成团', '备货中', '部分发货', '已付款', '待揽收', '待接单', '礼物待收下', '待收下',
    '待配货', '锁定', '暂停', '已成团待发货', 'paid',
  ],
  shipped: [
    '卖家已发货等待买家确认', '等待买家收货', '等待买家确认收货', '等待确认收货', '已发货', '已发货待签收', '待收货', '已出库', '等待收货', '卖家已发货', '已发货待收货', '待自提', 'shipped',
  ],
  completed: ['交易成功', '完成', '已完成', '交易完成', '已签收', '已收货', '部分退款', '已结算', '已送达', 'completed'],
  closed: ['交易关闭', '已关闭', '已取消', '取消', '交易取消', '交易已关闭', '订单取消', '已作废', '用户取消', '超时取消', '关闭', 'closed'],
  refunded: ['退款成功', '已退款', '全额退款', '已全额退款', '未发货退款成功', '已发货退款成功', '已收货退款成功', '已签收退款成功', 'refunded'],
}

const byWord = new Map(Object.entries(shared).flatMap(([state, list]) => list.map(word => [word, state as OrderState] as const)))
const plain = (text: string): string => text.replace(/[\s,，。、.:：;；|]/g, '').replace(/[(（].*?[)）]/g, '').toLowerCase()

/** Null: a word that nobody taught us, the row is refused rather than guessed. JD writes (删除) before what was deleted. */
export function readState(text: string, own: Readonly<Record<string, OrderState>> = {}): OrderState | null {
  if (/^[(（]删除[)）]/.test(text)) return 'closed'
  const word = plain(text)
  return own[word] ?? byWord.get(word) ?? null
}

/** After-sale columns: did a refund of this line go through? */
export const isRefunded = (text: string): boolean => /退款成功|退款完成|已退款|售后完成|已全额退款|退货退款成功/.test(text) && !/未|取消|失败|关闭/.test(text.replace(/未发货|未收到货/g, ''))
