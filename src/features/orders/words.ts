import type { OrderMatch, OrderUse } from '../../../contract/words.ts'

export const useWords: Record<OrderUse, string> = { self: '自用', gift: '送人', relative: '给家人', unknown: '不清楚' }
/** What a rep can say it was for. */
export const sayableUses = ['self', 'gift', 'relative'] as const
/** How the order came to this customer. */
export const matchWords: Record<OrderMatch, string> = {
  wecom: '按导出里的企业微信客户对上的', unionid: '按微信账号对上的', buyer: '按平台的买家账号对上的', phone: '按手机号对上的', person: '按两个微信共有的手机号对上的', hand: '手工对上的',
}
