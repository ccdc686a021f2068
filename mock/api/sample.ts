import type { Profile, Sidebar, Situation } from '../../contract/customers.schema.ts'
import type { AnswerId, CustomerId, NoteId, OrderId, ReminderId, RepId, ScriptId, TouchId } from '../../contract/ids.ts'
import type { Order } from '../../contract/orders.schema.ts'
import type { Question } from '../../contract/questions.schema.ts'
import type { Reminder } from '../../contract/reminders.schema.ts'
import type { FilledScript } from '../../contract/scripts.schema.ts'
import type { Touch } from '../../contract/touches.schema.ts'

/** A whole sidebar as the server would send it, with what a test or a lone front end wants to be different. */
const sampleNow = '2026-06-15T10:00:00.000Z'
export const sampleCustomerId = 'wmSample0001' as CustomerId
const sampleRepId = 'rep-chen' as RepId
export const sampleOutboxKey = 'c2FtcGxlLW91dGJveC1rZXktMzItYnl0ZXMtbG9uZyE='

const sampleQuestions: Question[] = [
  { key: 'kinds', version: 1, title: '平时吃哪种', multiple: true, options: [{ value: 'birdnest', label: '燕窝' }, { value: 'fishmaw', label: '花胶' }, { value: 'ginseng', label: '人参' }] },
  { key: 'duration', version: 1, title: '吃了多久', multiple: false, options: [{ value: 'new', label: '刚开始' }, { value: 'year', label: '一年左右' }, { value: 'years', label: '两年以上' }] },
  { key: 'family', version: 1, title: '家里谁在吃', multiple: true, options: [{ value: 'self', label: '自己' }, { value: 'spouse', label: '先生' }, { value: 'parents', label: '父母' }] },
]

export const aScript = (change: Partial<FilledScript> = {}): FilledScript => ({
  scriptId: 'reorder-note' as ScriptId, title: '补货：接上次的话', kind: 'care', parts: [{ text: '王姐，上次说先生嫌甜，这批有无糖的，给您留两盒？' }],
  reason: '约剩 3–6 天', questionKey: null, replies: { known: 40, replied: 12, few: false }, ...change,
})

export const anOrder = (change: Partial<Order> = {}): Order => ({
  orderId: '1' as OrderId, platform: 'taobao', shop: '知客滋补旗舰店', orderNo: '2930679858170647', state: 'completed', placedAt: '2026-05-03T03:00:00.000Z', paidAt: '2026-05-03T03:01:00.000Z',
  paidFen: 198_000, refundFen: 0, refundSeenAt: null, matchedBy: 'phone', use: 'self', useReason: '收货人是本人', recipient: '王* 138****1234', logistics: { company: '顺丰', number: 'SF1234567890', shippedAt: '2026-05-04T03:00:00.000Z', signedAt: '2026-05-06T03:00:00.000Z' },
  lines: [{ title: '即食燕窝 70g×6', productName: '即食燕窝', spec: '70g×6', quantity: 6, paidFen: 198_000, refundFen: 0, isGift: false, isService: false }], ...change,
})

export const aReminder = (change: Partial<Reminder> = {}): Reminder => ({
  reminderId: 'f0000000-0000-4000-8000-000000000001' as ReminderId, rule: 'replenishment', contactClass: 'proactive', state: 'open', title: '该补货了',
  reason: '5月3日的 30 天装大约还剩 3–6 天；平时 34 天左右买一次', moreReasons: ['21 天没联系'], changes: ['客户说还有，就按她说的日子改'], dueAt: '2026-06-15T01:00:00.000Z', windowEndAt: '2026-06-22T01:00:00.000Z',
  snoozedUntil: null, ...change,
})

export const aTouch = (change: Partial<Touch> = {}): Touch => ({
  touchId: 'f0000000-0000-4000-8000-000000000002' as TouchId, channel: 'chat', contactClass: 'proactive', startedAt: '2026-06-14T03:00:00.000Z', lastAt: '2026-06-14T03:00:00.000Z',
  sendCount: 1, byUserId: sampleRepId, byName: '陈晓', reply: { state: 'unknown', source: null, at: null }, ...change,
})

export const aProfile = (change: Partial<Profile> = {}): Profile => ({
  externalUserId: sampleCustomerId, name: '王敏', remark: '王姐', description: '', avatarUrl: null, region: '杭州', ageBand: '40_49', birthdayOn: null, addedAt: '2024-06-01T03:00:00.000Z',
  addWay: '扫描二维码', channel: '抖店包裹卡', tags: [{ tagId: 't1', name: '老客', group: '关系' }], tier: 'vip', scene: 'active', highValue: true, oneToOne: true, optOut: false,
  lifetimeSpendFen: 3_860_000, lastOrderAt: '2026-05-03T03:00:00.000Z', lastTouchAt: '2026-06-03T03:00:00.000Z', lastReplyAt: '2026-06-03T05:00:00.000Z', lostAt: null,
  ownerUserId: sampleRepId, ownerName: '陈晓', isFollowedByMe: true, isWaitingForWecom: false,
  consumption: { type: '长期自用', need: '燕窝', attention: ['先生嫌甜，推荐无糖'] }, otherAccounts: [], ...change,
})

export const supplyEnding = (change: Partial<Extract<Situation, { kind: 'supply_ending' }>> = {}): Situation => ({
  kind: 'supply_ending', why: ['5月3日买的 6 盒，按一人一天一瓶'], script: aScript(), reminderId: aReminder().reminderId, productName: '即食燕窝', leftDays: { min: 3, max: 6 },
  usualGapDays: 34, takers: '夫妻', lastNote: '先生嫌甜', ...change,
})

export const aSidebar = (change: Partial<Sidebar> = {}): Sidebar => ({
  session: { userId: sampleRepId, name: '陈晓', role: 'rep', now: sampleNow, outboxKey: sampleOutboxKey },
  profile: aProfile(),
  situation: supplyEnding(),
  questions: sampleQuestions,
  answers: [{
    answerId: 'f0000000-0000-4000-8000-000000000003' as AnswerId, questionKey: 'kinds', questionVersion: 1, state: 'answered', source: 'said', options: ['birdnest'], note: '',
    byUserId: sampleRepId, byName: '陈晓', answeredAt: '2024-06-01T05:00:00.000Z',
  }],
  notes: [{ noteId: 'f0000000-0000-4000-8000-000000000004' as NoteId, text: '先生嫌甜', kind: 'dislike', byUserId: sampleRepId, byName: '陈晓', notedAt: '2026-05-03T05:00:00.000Z', isMine: true }],
  orders: {
    count: 12, totalFen: 3_860_000, averageFen: 321_600, firstOrderAt: '2024-06-02T03:00:00.000Z', lastOrderAt: '2026-05-03T03:00:00.000Z', usualGapDays: 34,
    supply: { productName: '即食燕窝', boughtAt: '2026-05-03T03:00:00.000Z', leftDays: { min: 3, max: 6 }, reason: '6 盒，一天一瓶' }, lastFive: [anOrder()],
  },
  scripts: [aScript(), aScript({ scriptId: 'chat-on' as ScriptId, title: '接着聊', parts: [{ text: '上次您说先生嫌甜，' }, { missing: '后来' }, { text: '怎么样了？' }], reason: '接上次聊到' })],
  reminder: aReminder(),
  askReply: null,
  ...change,
})
