import Type, { type Static } from 'typebox'
import type { CustomerId, ScriptId } from './ids.ts'
import { idOf, orNull, words } from './schema.ts'
import { scriptKinds } from './words.ts'

/** Text as parts: what could not be filled is a marked gap, never a raw template. */
export const TextPart = Type.Union([Type.Object({ text: Type.String() }), Type.Object({ missing: Type.String({ description: 'Chinese name of the variable.' }) })])
export type TextPart = Static<typeof TextPart>

export const FilledScript = Type.Object({
  scriptId: idOf<ScriptId>(),
  title: Type.String(),
  kind: words(scriptKinds),
  parts: Type.Array(TextPart),
  /** Why it fits now, one line. */
  reason: Type.String(),
  /** The question this script asks, if it asks one. */
  questionKey: orNull(Type.String()),
  /** Replies to sends with a known outcome; `few` below 30. */
  replies: Type.Object({ known: Type.Integer(), replied: Type.Integer(), few: Type.Boolean() }),
})
export type FilledScript = Static<typeof FilledScript>

export const findScriptsWire = {
  summary: 'Scripts that fit this customer now, or that match a search', params: Type.Object({ id: idOf<CustomerId>() }),
  query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 60 })) }),
  reply: Type.Object({ items: Type.Array(FilledScript) }),
  errors: ['not-signed-in', 'customer-not-found'],
} as const
