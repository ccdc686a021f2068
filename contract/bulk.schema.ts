import Type, { type Static } from 'typebox'
import type { CustomerId, RepId } from './ids.ts'
import { Cursor, Day, idOf, Instant, line, orNull, words } from './schema.ts'
import { tiers } from './words.ts'

/** Why a customer is left out of a mass message: the first that holds, in this order. */
export const bulkReasons = [
  'customer-not-found', 'lost', 'no-sender', 'other-account', 'one-to-one', 'opted-out', 'case-open', 'case-calm', 'onboarding', 'cooling', 'cadence', 'held-out',
] as const
export type BulkReason = (typeof bulkReasons)[number]

/** 1V1 任务: who was left out and is to be written to alone by her owner. `noRoom`: no day of the next weeks is free for her; `hasOne`: has one of an earlier message still to be done. */
export const BulkTasks = Type.Object({ count: Type.Integer(), /** Distinct days they are spread over. */ days: Type.Integer(), noRoom: Type.Integer(), hasOne: Type.Integer() })
export type BulkTasks = Static<typeof BulkTasks>

const figures = {
  /** Distinct customers asked for. */
  total: Type.Integer(),
  reachable: Type.Integer(),
  excluded: Type.Array(Type.Object({
    reason: words(bulkReasons), text: Type.String(), count: Type.Integer(),
    /** The first hundred. */
    customerIds: Type.Array(idOf<CustomerId>()),
  })),
  tasks: BulkTasks,
  /** One sentence with the figures. */
  summary: Type.String(),
}

/** A customer by name, as the viewer may see it (masked for an operator). */
export const BulkCustomer = Type.Object({ customerId: idOf<CustomerId>(), name: Type.String(), tier: words(tiers) })
export type BulkCustomer = Static<typeof BulkCustomer>

export const BulkPreview = Type.Object({
  ...figures,
  /** It is quiet now, and may be sent from then on. */
  earliestAt: orNull(Instant),
  /** By name, the first hundred of each; `reason` null: who can be reached. */
  named: Type.Array(Type.Object({ reason: orNull(words(bulkReasons)), customers: Type.Array(BulkCustomer) })),
})
export type BulkPreview = Static<typeof BulkPreview>
export const BulkSent = Type.Object({ ...figures, bulkId: Type.String() })
export type BulkSent = Static<typeof BulkSent>

const body = Type.Object({
  customerIds: Type.Array(idOf<CustomerId>(), { minItems: 1, maxItems: 5000 }),
  text: line(4000, 1),
}, { additionalProperties: false })
const errors = ['not-signed-in', 'not-allowed', 'invalid-value', 'script-has-gaps', 'wrong-origin', 'idempotency-mismatch'] as const

export const previewBulkWire = { summary: 'Whom a mass message would reach, and who is left out and why; changes nothing', body, reply: BulkPreview, errors } as const
export const sendBulkWire = {
  summary: 'Have the owning members send a mass message, which each confirms in WeCom; every customer is decided anew. `state-conflict` in quiet hours, with `details.earliestAt`',
  body, reply: BulkSent, status: 202, errors: [...errors, 'state-conflict'],
} as const

/** Why a message that was asked for did not arrive. `left-out`: decided against at the last moment, `refused` says why. */
export const notSentReasons = ['not-friend', 'full', 'unconfirmed', 'refused-by-wecom', 'left-out'] as const
export type NotSentReason = (typeof notSentReasons)[number]

/** Where the platform's task of one member stands: asked for, waiting for the member's confirmation, over, or not made. */
export const bulkTaskStates = ['waiting', 'created', 'settled', 'failed'] as const

const outcomes = { sent: Type.Integer(), pending: Type.Integer(), notSent: Type.Integer(), refused: Type.Integer() }
export const BulkLine = Type.Object({
  bulkId: Type.String(), byName: Type.String(), createdAt: Instant, text: Type.String(),
  /** Customers asked for; the four below and the unknown make it up. */
  total: Type.Integer(), notFound: Type.Integer(), ...outcomes,
})
export type BulkLine = Static<typeof BulkLine>

/** Where a 1V1 任务 stands; `done`: she was written to proactively since. The last two never had a day. */
export const personalTaskStates = ['open', 'done', 'skipped', 'expired', 'withdrawn', 'no-room', 'has-one'] as const
export type PersonalTaskState = (typeof personalTaskStates)[number]
/** The same figures, and what has become of those that have a day. */
export const BulkTaskResult = Type.Object({ ...BulkTasks.properties, open: Type.Integer(), done: Type.Integer(), skipped: Type.Integer(), expired: Type.Integer(), withdrawn: Type.Integer() })
export type BulkTaskResult = Static<typeof BulkTaskResult>

export const BulkResult = Type.Object({
  ...BulkLine.properties,
  tasks: BulkTaskResult,
  members: Type.Array(Type.Object({
    userId: idOf<RepId>(), name: Type.String(), state: words(bulkTaskStates), sent: Type.Integer(), pending: Type.Integer(), notSent: Type.Integer(),
  })),
  refusedBy: Type.Array(Type.Object({ reason: words(bulkReasons), text: Type.String(), count: Type.Integer() })),
  notSentBy: Type.Array(Type.Object({ reason: words(notSentReasons), text: Type.String(), count: Type.Integer() })),
})
export type BulkResult = Static<typeof BulkResult>

export const bulkOutcomes = ['sent', 'pending', 'not_sent', 'refused'] as const
export type BulkOutcome = (typeof bulkOutcomes)[number]
export const BulkRecipient = Type.Object({
  ...BulkCustomer.properties,
  /** Whose task it is; null where she was left out. */
  memberName: orNull(Type.String()),
  outcome: words(bulkOutcomes),
  /** Chinese; null where she was reached, or may be. */
  why: orNull(Type.String()),
})
export type BulkRecipient = Static<typeof BulkRecipient>

export const PersonalTask = Type.Object({
  ...BulkCustomer.properties,
  /** Who owns her now; null: nobody. */
  ownerName: orNull(Type.String()),
  state: words(personalTaskStates),
  dueOn: orNull(Day),
  /** Chinese: why the mass message left her out. */
  why: Type.String(),
})
export type PersonalTask = Static<typeof PersonalTask>

/** All of what is given must fit; empty means all. */
export const BulkChoice = Type.Object({
  tiers: Type.Array(words(tiers), { maxItems: 5, uniqueItems: true }),
  /** Any of them, by anybody who follows her. */
  tagIds: Type.Array(line(64, 1), { maxItems: 100, uniqueItems: true }),
  /** Has bought (and kept) something of any of these product families. */
  families: Type.Optional(Type.Array(line(64, 1), { maxItems: 30, uniqueItems: true })),
  /** Last order more than `from` (null: any) and at most `to` days ago; who never bought is in none. */
  lastOrder: Type.Optional(Type.Object({ fromDays: orNull(Type.Integer({ minimum: 0, maximum: 3650 })), toDays: orNull(Type.Integer({ minimum: 0, maximum: 3650 })) }, { additionalProperties: false })),
}, { additionalProperties: false })
export type BulkChoice = Static<typeof BulkChoice>

const readErrors = ['not-signed-in', 'not-allowed'] as const
const byId = Type.Object({ bulkId: Type.String({ maxLength: 64 }) })
const paged = { cursor: Type.Optional(Cursor), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) }

export const getBulkTagsWire = {
  summary: 'The company tags and product families by which a mass message\'s customers may be chosen',
  reply: Type.Object({ families: Type.Array(Type.Object({ key: Type.String(), label: Type.String() })), groups: Type.Array(Type.Object({ groupId: Type.String(), name: Type.String(), tags: Type.Array(Type.Object({ tagId: Type.String(), name: Type.String() })) })) }), errors: readErrors,
} as const
export const chooseBulkCustomersWire = {
  summary: 'Customers in scope by tier, tag, family bought and last order, the most recently active first; `customerIds` is empty when there are more than one mass message takes',
  body: BulkChoice, reply: Type.Object({ total: Type.Integer(), customerIds: Type.Array(idOf<CustomerId>()) }), errors: [...readErrors, 'invalid-value', 'wrong-origin'],
} as const
export const listBulkWire = {
  summary: 'Mass messages, newest first, with what came of them: of a lead the own ones, of operators and admins all',
  query: Type.Object(paged), reply: Type.Object({ items: Type.Array(BulkLine), nextCursor: orNull(Cursor), total: Type.Integer() }), errors: ['bad-request', ...readErrors],
} as const
export const getBulkWire = { summary: 'One mass message: which member has confirmed what, who was left out and why', params: byId, reply: BulkResult, errors: [...readErrors, 'not-found'] } as const
export const listBulkRecipientsWire = {
  summary: 'The customers of a mass message that are in scope, by what became of it', params: byId, query: Type.Object({ outcome: words(bulkOutcomes), ...paged }),
  reply: Type.Object({ items: Type.Array(BulkRecipient), nextCursor: orNull(Cursor), total: Type.Integer() }), errors: ['bad-request', ...readErrors, 'not-found'],
} as const
export const listPersonalTasksWire = {
  summary: 'Who was left out of a mass message and became a task of her owner, in scope, by day; then who had no day', params: byId, query: Type.Object(paged),
  reply: Type.Object({ items: Type.Array(PersonalTask), nextCursor: orNull(Cursor), total: Type.Integer() }), errors: ['bad-request', ...readErrors, 'not-found'],
} as const
export const changePersonalTasksWire = {
  summary: 'Take back the tasks of a mass message that are still to be done, or give back those taken back; who has another by now gets none', params: byId,
  body: Type.Object({ withdrawn: Type.Boolean() }, { additionalProperties: false }), reply: BulkTaskResult,
  errors: [...readErrors, 'not-found', 'wrong-origin', 'idempotency-mismatch'],
} as const
