import type { Source, SourceCredentials, SourceKind } from '../../../contract/sources.schema.ts'
import { dateText } from '../../utils/date-text.ts'

export const kindWords: Record<SourceKind, { name: string, about: string }> = {
  webhook: { name: '自家商城推送', about: '商城按文档把订单推到知客给的地址，用密钥签名。' },
  youzan: { name: '有赞推送', about: '有赞开放平台的自用型应用，订阅交易消息，推送地址填知客给的。' },
  wangdiantong: { name: '旺店通推送', about: '往旺店通推订单的系统，同样的格式再推一份到知客给的地址。' },
  jushuitan: { name: '聚水潭拉取', about: '知客每 5 分钟去聚水潭取一次有变化的订单。淘宝天猫的订单聚水潭不给，请导入文件。' },
  events: { name: '客户行为推送', about: '浏览、点击、领取、问关键词：推来后打标签，半小时内提醒销售。' },
}
export const allKinds = Object.keys(kindWords) as SourceKind[]

export interface KeyField { key: keyof SourceCredentials, label: string, isOptional?: true }
/** What is copied from each platform's console. */
export const keyFields: Record<SourceKind, readonly KeyField[]> = {
  webhook: [], events: [],
  youzan: [{ key: 'clientId', label: 'client_id' }, { key: 'clientSecret', label: 'client_secret' }, { key: 'grantId', label: '店铺 kdt_id' }],
  wangdiantong: [{ key: 'sid', label: 'sid（卖家账号）' }, { key: 'appKey', label: 'appkey' }, { key: 'appSecret', label: 'appsecret' }],
  jushuitan: [{ key: 'appKey', label: 'app_key' }, { key: 'appSecret', label: 'app_secret' }, { key: 'accessToken', label: 'access_token（自研应用可不填）', isOptional: true }],
}

/** The one line under a source's name: what matters most first. */
export function stateText(source: Source, nowMs: number): { text: string, isUrgent: boolean } {
  if (!source.isEnabled) return { text: source.address ? '已停用，推来的会被拒收' : '已停用，不再去取', isUrgent: false }
  const { lastError, lastErrorAt, lastDoneAt, lastReceivedAt } = source
  if (lastError && lastErrorAt && (!lastDoneAt || lastDoneAt < lastErrorAt)) return { text: `${dateText(lastErrorAt, nowMs)}出错：${lastError}`, isUrgent: true }
  if (lastReceivedAt) return { text: `最近收到：${dateText(lastReceivedAt, nowMs)}`, isUrgent: false }
  if (lastDoneAt) return { text: `${dateText(lastDoneAt, nowMs)}取过，没有新订单`, isUrgent: false }
  return { text: source.address ? '还没有收到过' : '还没有取过，几分钟内会取', isUrgent: false }
}

/** How long the old secret is still taken. */
export const overlaps = [{ hours: 24, label: '再用 1 天' }, { hours: 72, label: '再用 3 天' }, { hours: 168, label: '再用 7 天' }, { hours: 0, label: '立刻停用' }] as const
