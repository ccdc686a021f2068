import Type, { type Static } from 'typebox'
import type { CustomerId } from './ids.ts'
import { idOf } from './schema.ts'

const TagId = Type.String({ minLength: 1, maxLength: 64 })

/** The company's tags, and which of them the viewer and colleagues have put on the customer. */
export const CustomerTags = Type.Object({
  groups: Type.Array(Type.Object({ groupId: Type.String(), name: Type.String(), tags: Type.Array(Type.Object({ tagId: TagId, name: Type.String() })) })),
  /** The viewer's own; only these can be changed here. */
  mine: Type.Array(TagId),
  /** Put on by colleagues who follow the customer too. */
  others: Type.Array(TagId),
  /** WeCom's limit for one member and one customer (document/path/92118). */
  most: Type.Integer(),
  /** Writes to WeCom that still wait in the outbox. */
  isWaitingForWecom: Type.Boolean(),
})
export type CustomerTags = Static<typeof CustomerTags>

export const ChangeCustomerTags = Type.Object({
  add: Type.Array(TagId, { maxItems: 100, uniqueItems: true }),
  remove: Type.Array(TagId, { maxItems: 100, uniqueItems: true }),
}, { additionalProperties: false })
export type ChangeCustomerTags = Static<typeof ChangeCustomerTags>

const params = Type.Object({ id: idOf<CustomerId>() })

export const getCustomerTagsWire = {
  summary: 'The company tags to choose from, and those of the customer', params, reply: CustomerTags, errors: ['not-signed-in', 'customer-not-found'],
} as const
export const changeCustomerTagsWire = {
  summary: 'Put company tags on the customer and take them off (written to WeCom through the outbox)', params, body: ChangeCustomerTags, reply: CustomerTags,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
