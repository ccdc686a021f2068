import Type, { type Static } from 'typebox'
import type { RepId } from './ids.ts'
import { idOf, Instant, words } from './schema.ts'
import { roles } from './words.ts'

export const Session = Type.Object({
  userId: idOf<RepId>(),
  name: Type.String(),
  role: words(roles),
  /** The server's time: the page counts from it, never from the device's own clock. */
  now: Instant,
  /** Key (base64, 32 bytes) of the encrypted outbox of unsent writes on this device; changes with the session. */
  outboxKey: Type.String(),
})
export type Session = Static<typeof Session>

export const getSessionWire = {
  summary: 'Who is signed in',
  reply: Session,
  errors: ['not-signed-in'],
} as const

export const AgentSignature = Type.Object({
  corpId: Type.String(),
  agentId: Type.String(),
  timestamp: Type.Integer({ description: 'Seconds since 1970.' }),
  nonceStr: Type.String(),
  signature: Type.String(),
  /** After this instant the ticket behind the signature may be gone. */
  expiresAt: Instant,
})
export type AgentSignature = Static<typeof AgentSignature>

export const getSignatureWire = {
  summary: 'Agent signature of the JS-SDK for one exact URL of this host',
  query: Type.Object({ url: Type.String({ maxLength: 2048 }) }),
  reply: AgentSignature,
  errors: ['bad-request', 'not-signed-in', 'wecom-away'],
} as const
