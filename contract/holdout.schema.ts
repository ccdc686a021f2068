import Type, { type Static } from 'typebox'
import { Day, Fen, Rate } from './schema.ts'

/** A figure with the range in which it lies with 95 % certainty. */
const Ranged = Type.Object({ value: Type.Number(), from: Type.Number(), to: Type.Number() })
const RangedRate = Type.Object({ value: Rate, from: Rate, to: Rate })

export const HoldoutGroup = Type.Object({
  customers: Type.Integer(),
  /** Of them: with a kept purchase in the period. */
  buyers: Type.Integer(),
  buyRate: RangedRate,
  /** Net of refunds, all channels. */
  revenueFen: Fen,
  revenuePerCustomerFen: Ranged,
  /** Proactive conversations begun in the period. */
  proactiveTouches: Type.Integer(),
})
export type HoldoutGroup = Static<typeof HoldoutGroup>

/** What proactive touching brought: those it was proposed for against the tenth it was held back from. */
export const Holdout = Type.Object({
  from: Day,
  to: Day,
  share: Rate,
  touched: HoldoutGroup,
  heldOut: HoldoutGroup,
  /** Touched minus held out; buyers as a share of customers, money a customer. */
  difference: Type.Object({ buyRate: Ranged, revenuePerCustomerFen: Ranged }),
  /** `more`, `less`: the range of money a customer leaves zero out; `unclear`: it does not; `few`: under 100 customers held out. */
  verdict: Type.Unsafe<'more' | 'less' | 'unclear' | 'few'>({ type: 'string', enum: ['more', 'less', 'unclear', 'few'] }),
})
export type Holdout = Static<typeof Holdout>

export const getHoldoutWire = {
  summary: 'What proactive touching brought in the last days: customers it is proposed for against those held out at random, in the scope of who asks',
  query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 14, maximum: 365 })) }), reply: Holdout, errors: ['bad-request', 'not-signed-in', 'not-allowed'],
} as const
