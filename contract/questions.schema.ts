import Type, { type Static } from 'typebox'
import type { AnswerId, CustomerId, RepId } from './ids.ts'
import { idOf, Instant, line, orNull, words } from './schema.ts'
import { answerSources, answerStates } from './words.ts'

export const Question = Type.Object({
  key: Type.String({ maxLength: 40 }),
  version: Type.Integer({ minimum: 1 }),
  /** Short label, e.g. 平时吃哪种. */
  title: Type.String(),
  options: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
  multiple: Type.Boolean(),
})
export type Question = Static<typeof Question>

export const Answer = Type.Object({
  answerId: idOf<AnswerId>(),
  questionKey: Type.String(),
  questionVersion: Type.Integer(),
  state: words(answerStates),
  source: orNull(words(answerSources)),
  options: Type.Array(Type.String()),
  note: Type.String(),
  byUserId: idOf<RepId>(),
  byName: Type.String(),
  answeredAt: Instant,
})
export type Answer = Static<typeof Answer>

/** What follows from the answers: shown with the answers, used by scripts. */
export const Consumption = Type.Object({
  type: orNull(Type.String()),
  need: orNull(Type.String()),
  attention: Type.Array(Type.String()),
})
export type Consumption = Static<typeof Consumption>

const params = Type.Object({ id: idOf<CustomerId>() })

export const NewAnswer = Type.Object({
  questionKey: Type.String({ maxLength: 40 }),
  questionVersion: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  state: words(answerStates),
  source: Type.Optional(words(answerSources)),
  options: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }),
  note: line(500),
  /** The answer this one was made from (null: none yet). Another one in between is a conflict that shows both. */
  basedOn: orNull(idOf<AnswerId>()),
})
export type NewAnswer = Static<typeof NewAnswer>

export const AnswerSet = Type.Object({ answers: Type.Array(Answer), consumption: Consumption })
export type AnswerSet = Static<typeof AnswerSet>

export const listAnswersWire = {
  summary: 'Current answer of each question', params, reply: AnswerSet,
  errors: ['not-signed-in', 'customer-not-found'],
} as const
export const addAnswerWire = {
  summary: 'Record an answer (append-only; undo is a new answer with the earlier content)', params, body: NewAnswer, reply: AnswerSet, status: 201,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'answer-conflict', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const listAnswerHistoryWire = {
  summary: 'Every answer ever given, newest first', params, reply: Type.Object({ items: Type.Array(Answer) }),
  errors: ['not-signed-in', 'customer-not-found'],
} as const
export const listQuestionsWire = {
  summary: 'The questions of the first talk, current versions', reply: Type.Object({ items: Type.Array(Question) }),
  errors: ['not-signed-in'],
} as const
