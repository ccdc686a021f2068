import Type, { type Static } from 'typebox'

/** What a member is told through WeCom, and what of it may be switched off. */
export const PushChoice = Type.Object({
  /** The morning's 今日该跟. */
  digest: Type.Boolean(),
  /** When it comes, HH:MM in the company's zone: a setting of the company. */
  digestAt: Type.String(),
})
export type PushChoice = Static<typeof PushChoice>

export const getPushChoiceWire = { summary: 'What the one who asks is told through WeCom', reply: PushChoice, errors: ['not-signed-in', 'not-allowed'] } as const
export const changePushChoiceWire = {
  summary: 'Switch the morning digest on or off for oneself', body: Type.Object({ digest: Type.Boolean() }, { additionalProperties: false }), reply: PushChoice,
  errors: ['not-signed-in', 'not-allowed', 'wrong-origin', 'idempotency-mismatch'],
} as const
