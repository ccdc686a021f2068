import type {
  AnswerSource, AnswerState, CaseKind, CaseMeans, NoteKind, OrderPlatform, OrderState, OrderUse, OverLimitReason, ReplySource, SkipReason, TouchChannel,
} from '../../contract/words.ts'

/** Chinese labels of the words that the server puts into texts of its own (reasons, the time line). GLOSSARY.md has the terms. */
export const answerStateLabels: Record<AnswerState, string> = { not_asked: '未问', asked: '已问', answered: '已答', declined: '不愿说' }
export const answerSourceLabels: Record<AnswerSource, string> = { said: '客户说的', by_phone: '电话里', guessed: '我猜的' }
export const replySourceLabels: Record<ReplySource, string> = { rep: '销售标记', platform: '企业微信记录', order: '下了单', click: '点了链接', parcel: '签收了包裹' }
export const touchChannelLabels: Record<TouchChannel, string> = { chat: '聊天', call: '电话', sms: '短信', parcel: '寄件', visit: '到店' }
export const noteKindLabels: Record<NoteKind, string> = { appetite: '胃口', dislike: '不喜欢', temper: '脾气', family: '家里', plan: '打算', other: '其他' }
export const caseKindLabels: Record<CaseKind, string> = { complaint: '投诉', return: '退货', exchange: '换货' }
export const caseMeansLabels: Record<CaseMeans, string> = { apology: '道歉', resend: '补发', refund_difference: '退差价', return: '退货', gift: '赠品', other: '其他' }
export const orderStateLabels: Record<OrderState, string> = { unpaid: '未付款', paid: '已付款', shipped: '已发货', completed: '已完成', closed: '已关闭', refunded: '已退款' }
export const orderUseLabels: Record<OrderUse, string> = { self: '自用', gift: '送人', relative: '给家里人', unknown: '不清楚' }
export const skipReasonLabels: Record<SkipReason, string> = { just_talked: '刚聊过', not_needed: '客户不需要', bad_time: '时候不对', customer_asked: '客户说先别联系', other: '其他原因' }
export const overLimitLabels: Record<OverLimitReason, string> = { customer_arranged: '客户约的', logistics: '物流', urgent: '急事', other: '其他原因' }
export const profileFieldLabels = { remark: '备注', description: '描述', region: '地区', ageBand: '年龄段', optOut: '先别打扰', tags: '标签' } as const
export const platformLabels: Record<OrderPlatform, string> = {
  'taobao': '淘宝天猫', 'jd': '京东', 'youzan': '有赞', 'wechat_shop': '微信小店', 'douyin': '抖店', 'pdd': '拼多多', '1688': '1688', 'generic': '其他渠道', 'webhook': '商城',
}

/** WeCom's add_way (data/wecom/add_way.json of the platform's documents). */
const addWays: Record<number, string> = {
  0: '未知来源', 1: '扫描二维码', 2: '搜索手机号', 3: '名片分享', 4: '群聊', 5: '手机通讯录', 6: '微信联系人', 7: '微信好友申请', 8: '第三方应用客服', 9: '搜索邮箱', 10: '视频号添加',
  11: '日程参与人', 12: '会议参与人', 13: '微信好友对应的企业微信', 14: '智慧硬件专属客服', 15: '上门服务客服', 16: '获客链接', 17: '定制开发', 18: '需求回复', 201: '内部成员共享', 202: '管理员/负责人分配',
}
export const addWayLabel = (addWay: number): string => addWays[addWay] ?? '其他方式'

/** ¥1,280 or ¥398.50 from integer fen. */
export function yuan(fen: number): string {
  const whole = Math.trunc(Math.abs(fen) / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = Math.abs(fen) % 100
  return `${fen < 0 ? '−' : ''}¥${whole}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`}`
}
