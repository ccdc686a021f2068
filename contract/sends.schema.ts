import Type, { type Static } from 'typebox'
import type { CustomerId, ReminderId, ScriptId, SendId, TouchId } from './ids.ts'
import { idOf, line, orNull, words } from './schema.ts'
import { contactClasses, overLimitReasons, sendOutcomes } from './words.ts'

export const NewSend = Type.Object({
  scriptId: orNull(idOf<ScriptId>()),
  /** The text as it will stand in the chat (WeCom's limit is in bytes, checked by the server). */
  text: line(2000, 1),
  /** The question that this text asks. */
  questionKey: Type.Optional(Type.String({ maxLength: 40 })),
  reminderId: Type.Optional(idOf<ReminderId>()),
  /** Given in one tap after `reason-required`. */
  overLimitReason: Type.Optional(words(overLimitReasons)),
  /** After `words-need-check`: the rep read the warning and sends it all the same (logged). */
  wordsAccepted: Type.Optional(Type.Boolean()),
})
export type NewSend = Static<typeof NewSend>

/** Details of `words-need-check`. `instead` is advice for who writes (写产地和做法), no text to put in the word's place. */
export const WordHit = Type.Object({ word: Type.String(), why: Type.String(), instead: orNull(Type.String()) })
export type WordHit = Static<typeof WordHit>

export const PreparedSend = Type.Object({
  sendId: idOf<SendId>(),
  text: Type.String(),
  contactClass: words(contactClasses),
})
export type PreparedSend = Static<typeof PreparedSend>

export const SendResult = Type.Object({
  sendId: idOf<SendId>(),
  outcome: words(sendOutcomes),
  /** The touch it joined or opened; null unless sent. */
  touchId: orNull(idOf<TouchId>()),
})
export type SendResult = Static<typeof SendResult>

export const prepareSendWire = {
  summary: 'First step of a send: checks gaps, words and rules of contact', params: Type.Object({ id: idOf<CustomerId>() }), body: NewSend,
  reply: PreparedSend, status: 201,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'script-has-gaps', 'words-need-check', 'reason-required', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const reportSendWire = {
  summary: 'Second step: what the client said. `sent` after `copied` is the rep confirming; the same outcome twice is harmless',
  params: Type.Object({ sendId: idOf<SendId>() }), body: Type.Object({ outcome: words(sendOutcomes), detail: Type.Optional(line(200)) }), reply: SendResult,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'customer-not-found', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
