import Type, { type Static } from 'typebox'
import { ServiceCase } from './cases.schema.ts'
import type { CustomerId, ReminderId, RepId } from './ids.ts'
import { OtherAccount } from './joins.schema.ts'
import { Note } from './notes.schema.ts'
import { OrderSummary } from './orders.schema.ts'
import { Answer, Consumption, Question } from './questions.schema.ts'
import { Reminder } from './reminders.schema.ts'
import { Cursor, Day, DayRange, Fen, idOf, Instant, line, orNull, words } from './schema.ts'
import { FilledScript } from './scripts.schema.ts'
import { Session } from './session.schema.ts'
import { Touch } from './touches.schema.ts'
import { ageBands, scenes, tiers } from './words.ts'

export const Profile = Type.Object({
  externalUserId: idOf<CustomerId>(),
  /** The customer's own name in WeChat, shown as it is, beside a remark. */
  name: Type.String(),
  /** The viewer's own remark in WeCom (the owner's, where the viewer does not follow). */
  remark: Type.String(),
  description: Type.String(),
  avatarUrl: orNull(Type.String()),
  region: orNull(Type.String()),
  ageBand: orNull(words(ageBands)),
  birthdayOn: orNull(Day),
  addedAt: Instant,
  /** How the customer was added, Chinese label of WeCom's add_way. */
  addWay: Type.String(),
  /** Channel label behind the contact way's `state`; null: no channel code. */
  channel: orNull(Type.String()),
  tags: Type.Array(Type.Object({ tagId: Type.String(), name: Type.String(), group: Type.String() })),
  tier: words(tiers),
  scene: words(scenes),
  highValue: Type.Boolean(),
  /** 1V1·禁群发: lifetime spend has reached ¥5,000 (or the figure the company has set); stays once given. */
  oneToOne: Type.Boolean(),
  optOut: Type.Boolean(),
  /** Net of refunds, all channels. */
  lifetimeSpendFen: Fen,
  lastOrderAt: orNull(Instant),
  lastTouchAt: orNull(Instant),
  lastReplyAt: orNull(Instant),
  /** The customer deleted the viewer. */
  lostAt: orNull(Instant),
  ownerUserId: orNull(idOf<RepId>()),
  ownerName: orNull(Type.String()),
  /** May the viewer write remark and description back to WeCom (follows the customer). */
  isFollowedByMe: Type.Boolean(),
  /** Writes to WeCom that still wait in the outbox. */
  isWaitingForWecom: Type.Boolean(),
  consumption: Consumption,
  /** 同一人的另一个微信: orders, answers, notes and figures count over all. */
  otherAccounts: Type.Array(OtherAccount),
})
export type Profile = Static<typeof Profile>

/** Every card: the figures behind it (▸为什么) and the words to send. */
const card = { why: Type.Array(Type.String()), script: orNull(FilledScript), reminderId: orNull(idOf<ReminderId>()) }

export const Situation = Type.Union([
  Type.Object({
    kind: Type.Literal('just_added'), ...card, addedAt: Instant, deadlineAt: Instant, channel: orNull(Type.String()),
    /** What the order that brought her was for, if one is known. */
    orderTitle: orNull(Type.String()), questionKey: Type.String(),
  }),
  Type.Object({ kind: Type.Literal('asked'), ...card, questionKey: Type.String(), askedAt: Instant, deadlineAt: Instant }),
  Type.Object({
    kind: Type.Literal('supply_ending'), ...card, productName: Type.String(), leftDays: DayRange,
    usualGapDays: orNull(Type.Integer()), takers: orNull(Type.String()), lastNote: orNull(Type.String()),
  }),
  Type.Object({ kind: Type.Literal('silent'), ...card, silentDays: Type.Integer(), usualDays: orNull(Type.Integer()), lastNote: orNull(Type.String()) }),
  Type.Object({ kind: Type.Literal('case_open'), ...card, case: ServiceCase }),
  Type.Object({
    kind: Type.Literal('nothing_due'), ...card,
    /** The parcel under way or just signed for; null: nothing known. */
    parcel: orNull(Type.Object({ title: Type.String(), company: Type.String(), number: Type.String(), state: words(['shipped', 'signed', 'unknown'] as const), at: orNull(Instant) })),
  }),
])
export type Situation = Static<typeof Situation>

/** The one response of the hot path (design.md §4). */
export const Sidebar = Type.Object({
  session: Session,
  profile: Profile,
  situation: Situation,
  questions: Type.Array(Question),
  answers: Type.Array(Answer),
  /** Newest first, at most ten. */
  notes: Type.Array(Note),
  orders: OrderSummary,
  /** Three to five that fit now, best first. */
  scripts: Type.Array(FilledScript),
  reminder: orNull(Reminder),
  /** A touch whose reply is unknown and was not asked for yet. */
  askReply: orNull(Touch),
})
export type Sidebar = Static<typeof Sidebar>

export const CustomerRow = Type.Object({
  externalUserId: idOf<CustomerId>(),
  name: Type.String(),
  remark: Type.String(),
  avatarUrl: orNull(Type.String()),
  tier: words(tiers),
  scene: words(scenes),
  oneToOne: Type.Boolean(),
  lifetimeSpendFen: Fen,
  lastOrderAt: orNull(Instant),
  lastTouchAt: orNull(Instant),
  addedAt: Instant,
  ownerName: orNull(Type.String()),
  /** The viewer's own contact: only then is there a chat to open. */
  isFollowedByMe: Type.Boolean(),
  lostAt: orNull(Instant),
})
export type CustomerRow = Static<typeof CustomerRow>

export const ChangeCustomer = Type.Object({
  /** WeCom's limit: 20 characters. */
  remark: Type.Optional(line(20)),
  /** WeCom's limit: 150 characters. */
  description: Type.Optional(line(150)),
  region: Type.Optional(orNull(line(40))),
  ageBand: Type.Optional(orNull(words(ageBands))),
  optOut: Type.Optional(Type.Boolean()),
}, { additionalProperties: false })
export type ChangeCustomer = Static<typeof ChangeCustomer>

const params = Type.Object({ id: idOf<CustomerId>() })

export const getSidebarWire = {
  summary: 'All that the first view of a chat needs, in one response', params, reply: Sidebar,
  errors: ['not-signed-in', 'customer-not-found', 'database-away'],
} as const
export const searchCustomersWire = {
  summary: 'Customers in scope by name, remark, last digits of a phone number or order number; newest activity first without a word',
  body: Type.Object({ q: Type.String({ maxLength: 60 }), cursor: Type.Optional(Cursor), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) }),
  reply: Type.Object({ items: Type.Array(CustomerRow), nextCursor: orNull(Cursor), total: Type.Integer() }),
  errors: ['bad-request', 'not-signed-in'],
} as const
export const changeCustomerWire = {
  summary: 'Change remark and description (written back to WeCom through the outbox), region, age band, opt-out', params, body: ChangeCustomer, reply: Profile,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const fetchCustomerWire = {
  summary: 'Fetch a customer from WeCom now, before the synchronisation reached it (only if the platform says that the viewer follows it)', params,
  reply: Type.Object({ externalUserId: idOf<CustomerId>() }),
  errors: ['not-signed-in', 'customer-not-found', 'wecom-away', 'wecom-refused', 'wrong-origin'],
} as const
