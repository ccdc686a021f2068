import Type, { type Static } from 'typebox'
import type { CaseId, CustomerId, RepId } from './ids.ts'
import { Fen, idOf, Instant, line, orNull, words } from './schema.ts'
import { caseKinds, caseMeans } from './words.ts'

export const ServiceCase = Type.Object({
  caseId: idOf<CaseId>(),
  kind: words(caseKinds),
  summary: Type.String(),
  openedAt: Instant,
  openedByName: Type.String(),
  /** 4 working hours after opening. */
  dueAt: Instant,
  handlerUserId: idOf<RepId>(),
  handlerName: Type.String(),
  /** What was offered, in order: a record, not yet an order to the shop. */
  means: Type.Array(Type.Object({ means: words(caseMeans), note: Type.String(), amountFen: orNull(Fen), at: Instant, byName: Type.String() })),
  closedAt: orNull(Instant),
  closeNote: orNull(Type.String()),
})
export type ServiceCase = Static<typeof ServiceCase>

const customer = Type.Object({ id: idOf<CustomerId>() })
export const listCasesWire = {
  summary: 'Complaints, returns and exchanges of a customer, newest first', params: customer, reply: Type.Object({ items: Type.Array(ServiceCase) }),
  errors: ['not-signed-in', 'customer-not-found'],
} as const
export const openCaseWire = {
  summary: 'Open a service case', params: customer, body: Type.Object({ kind: words(caseKinds), summary: line(500, 1) }), reply: ServiceCase, status: 201,
  errors: ['not-signed-in', 'not-allowed', 'customer-not-found', 'state-conflict', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const withdrawCaseWire = {
  summary: 'Take back a case that one has just opened by mistake (undo of 登记): own, within 10 minutes, nothing offered since; it never was',
  params: Type.Object({ caseId: idOf<CaseId>() }), reply: null,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'state-conflict', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const withdrawMeansWire = {
  summary: 'Take back what was recorded as offered by mistake, named by the instant at which it was recorded; the audit keeps it',
  params: Type.Object({ caseId: idOf<CaseId>(), at: Instant }), reply: ServiceCase,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'state-conflict', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
export const changeCaseWire = {
  summary: 'Record what was offered, close, or open again', params: Type.Object({ caseId: idOf<CaseId>() }),
  body: Type.Object({
    means: Type.Optional(words(caseMeans)), note: Type.Optional(line(500)), amountFen: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
    closed: Type.Optional(Type.Boolean()),
  }),
  reply: ServiceCase,
  errors: ['not-signed-in', 'not-allowed', 'not-found', 'state-conflict', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'],
} as const
