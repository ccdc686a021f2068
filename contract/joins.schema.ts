import Type, { type Static } from 'typebox'
import type { CustomerId } from './ids.ts'
import { idOf, orNull } from './schema.ts'

/** Another WeChat account of the same person. */
export const OtherAccount = Type.Object({
  /** Null: not in the viewer's scope, so it can't be opened, and its names are empty. */
  externalUserId: orNull(idOf<CustomerId>()),
  name: Type.String(),
  remark: Type.String(),
  ownerName: orNull(Type.String()),
})
export type OtherAccount = Static<typeof OtherAccount>

const params = Type.Object({ id: idOf<CustomerId>(), otherId: idOf<CustomerId>() })
const errors = ['not-signed-in', 'not-allowed', 'customer-not-found', 'invalid-value', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'] as const

export const joinCustomersWire = {
  summary: 'Two customers are one person with two WeChat accounts: orders, answers, notes, figures and rules of contact count over both', params,
  reply: Type.Object({ accounts: Type.Array(idOf<CustomerId>()) }), errors,
} as const
export const partCustomersWire = { summary: 'The other one is a person of its own again, each with its own', params, reply: null, errors } as const
