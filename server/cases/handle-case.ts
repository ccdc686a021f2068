import type { CustomerId } from '../../contract/ids.ts'
import type { CaseKind } from '../../contract/words.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { replanCustomer } from '../reminders/planner.ts'
import { lockCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { checkChange, type CaseChange, withdrawRefusal, withoutMeans } from './case-change.rules.ts'
import { appendMeans, chooseHandler, closeCase, deleteCase, findCaseInScope, getCase, getCaseOrigin, hasOpenCase, insertCase, reopenCase, replaceMeans } from './cases.queries.ts'
import { caseDueAt, workingTime, type WorkingTime } from './working-hours.rules.ts'

type CaseContext = Pick<Context, 'clock' | 'catalogue' | 'newId'>

/** The company's working time now. Read before the transaction begins: inside it a second connection would be waited for. */
export async function companyWorkingTime({ catalogue }: Pick<Context, 'catalogue'>): Promise<WorkingTime> {
  const current = await catalogue.current()
  return workingTime(current.settings, contactSettings(current))
}

/** Opens a case and plans anew: selling stops with it. Returns its id. Throws ApiError `customer-not-found`, `state-conflict` (one is open already). */
export async function openCase(
  context: CaseContext, trx: Trx, viewer: Viewer, externalUserId: CustomerId, { kind, summary, working }: { kind: CaseKind, summary: string, working: WorkingTime },
): Promise<string> {
  await lockCustomer(trx, viewer, externalUserId)
  if (await hasOpenCase(trx, externalUserId)) throw new ApiError('state-conflict', '这位客户还有一件没结的售后，请先处理那一件')
  const id = context.newId()
  const now = context.clock.now()
  const handlerUserId = await chooseHandler(trx, externalUserId, viewer.userId)
  const openedBy = viewer.userId
  await insertCase(trx, { id, externalUserId, kind, summary, openedBy, openedAt: now, dueAt: caseDueAt(now, working), handlerUserId })
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'case-opened', externalUserId, details: { caseId: id, kind, handlerUserId } })
  await replanCustomer(context, trx, externalUserId)
  return id
}

/** Undo of 登记: the case never was, and selling goes on as before. Throws ApiError `not-found`, `not-allowed` (somebody else's), `state-conflict`. */
export async function withdrawCase(context: CaseContext, trx: Trx, viewer: Viewer, caseId: string): Promise<void> {
  const externalUserId = await findCaseInScope(trx, viewer, caseId)
  if (!externalUserId) throw new ApiError('not-found')
  await lockCustomer(trx, viewer, externalUserId)
  const now = context.clock.now()
  const refusal = withdrawRefusal(await getCaseOrigin(trx, caseId), viewer.userId, now)
  if (refusal) throw new ApiError(refusal.code, refusal.why)
  await deleteCase(trx, caseId)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'case-withdrawn', externalUserId, details: { caseId } })
  await replanCustomer(context, trx, externalUserId)
}

/** 记错了: takes back what was recorded as offered; the card, its clock and the plan are as without it. Throws ApiError `not-found`, `state-conflict` (closed). */
export async function withdrawMeans(context: CaseContext, trx: Trx, viewer: Viewer, { caseId, at }: { caseId: string, at: string }): Promise<void> {
  const externalUserId = await findCaseInScope(trx, viewer, caseId)
  if (!externalUserId) throw new ApiError('not-found')
  await lockCustomer(trx, viewer, externalUserId)
  const { means, closedAt } = await getCase(trx, caseId)
  const found = withoutMeans(means, at)
  if (!found) throw new ApiError('not-found', '这一笔已经去掉了')
  if (closedAt !== null) throw new ApiError('state-conflict', '这件售后已经结案，要改请先重新打开')
  await replaceMeans(trx, caseId, found.left)
  const { means: kind, amountFen, at: recordedAt, byName } = found.taken
  await writeAudit(trx, { at: context.clock.now(), userId: viewer.userId, action: 'case-changed', externalUserId, details: { caseId, takenBack: { means: kind, amountFen, recordedAt, byName } } })
  await replanCustomer(context, trx, externalUserId)
}

/** Records what was offered, closes, or opens again. Throws ApiError `not-found`, `invalid-value`, `state-conflict`. */
export async function changeCase(context: CaseContext, trx: Trx, viewer: Viewer, caseId: string, change: CaseChange & { working: WorkingTime }): Promise<void> {
  const externalUserId = await findCaseInScope(trx, viewer, caseId)
  if (!externalUserId) throw new ApiError('not-found')
  await lockCustomer(trx, viewer, externalUserId)
  const before = await getCase(trx, caseId)
  const checked = checkChange(change, {
    closedAt: before.closedAt === null ? null : new Date(before.closedAt), hasOtherOpenCase: await hasOpenCase(trx, externalUserId, caseId),
  })
  if (checked.status === 'refused') throw new ApiError(checked.code, checked.why)
  await writeChange(context, trx, { viewer, externalUserId, caseId, change })
  await replanCustomer(context, trx, externalUserId)
}

async function writeChange(
  context: CaseContext, trx: Trx,
  { viewer, externalUserId, caseId, change }: { viewer: Viewer, externalUserId: CustomerId, caseId: string, change: CaseChange & { working: WorkingTime } },
): Promise<void> {
  const now = context.clock.now()
  const { means, closed, amountFen = null, working } = change
  const note = change.note?.trim() ?? ''
  const audit = (action: 'case-changed' | 'case-closed' | 'case-reopened', details: object): Promise<void> =>
    writeAudit(trx, { at: now, userId: viewer.userId, action, externalUserId, details: { caseId, ...details } })
  if (closed === false) {
    await reopenCase(trx, caseId, caseDueAt(now, working))
    await audit('case-reopened', { note })
  }
  if (means !== undefined) {
    await appendMeans(trx, caseId, { means, note, amountFen, at: now.toISOString(), byName: viewer.name })
    await audit('case-changed', { means, amountFen })
  }
  if (closed === true) {
    await closeCase(trx, caseId, { closedAt: now, closedBy: viewer.userId, closeNote: note })
    await audit('case-closed', {})
  }
}
