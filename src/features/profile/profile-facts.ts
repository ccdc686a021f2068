import type { Sidebar } from '../../../contract/customers.schema.ts'
import { daysSince, exactText } from '../../utils/date-text.ts'
import { moneyText } from '../../utils/money-text.ts'
import { tierWords } from '../../ui/first-view/words.ts'
import { sceneWords } from './words.ts'

interface ProfileFact { label: string, text: string }

/** What is known of a customer and not changed here. Unknown is said with what to do about it. */
export function profileFacts({ profile, orders }: Pick<Sidebar, 'profile' | 'orders'>, nowMs: number): ProfileFact[] {
  const { consumption } = profile
  const said = [consumption.type, consumption.need, ...consumption.attention].filter(Boolean).join('、')
  return [
    { label: '微信名', text: profile.name || '未知，客户没有公开' },
    { label: '分层', text: [tierWords[profile.tier], profile.highValue && '高价值', profile.oneToOne && '1V1·禁群发'].filter(Boolean).join(' · ') },
    { label: '场景', text: sceneWords[profile.scene] },
    { label: '消费', text: orders.count > 0 ? `${moneyText(profile.lifetimeSpendFen)}，全渠道 ${orders.count} 笔，已减退款` : '没有对上的订单' },
    { label: '上次下单', text: since(profile.lastOrderAt, nowMs, '没有对上的订单') },
    { label: '上次联系', text: since(profile.lastTouchAt, nowMs, '还没联系过') },
    { label: '上次回复', text: since(profile.lastReplyAt, nowMs, '未知，客户回了就标一下') },
    { label: '加微', text: `${exactText(profile.addedAt)} · ${profile.addWay}` },
    { label: '渠道码', text: profile.channel ?? '没有用渠道码' },
    { label: '归属', text: profile.ownerName ?? '未知，请主管分配' },
    { label: '生日', text: profile.birthdayOn ? birthdayText(profile.birthdayOn) : '未知，聊到时记一笔' },
    { label: '怎么吃', text: said || '未知，首聊三问答了就有' },
    ...(profile.lostAt ? [{ label: '删了我', text: exactText(profile.lostAt) }] : []),
  ]
}

function since(at: string | null, nowMs: number, never: string): string {
  if (!at) return never
  const days = daysSince(at, nowMs)
  return `${days <= 0 ? '今天' : `${days} 天前`}（${exactText(at)}）`
}

function birthdayText(day: string): string {
  const [, month, date] = day.split('-').map(Number)
  return `${month}月${date}日`
}
