import { sql } from 'kysely'
import type { ServiceCase } from '../../contract/cases.schema.ts'
import type { CaseId, CustomerId, RepId } from '../../contract/ids.ts'
import type { CaseKind } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import { isUuid } from '../http/uuid.ts'
import { accountsOf } from '../orders/persons.queries.ts'
import { isInScope } from '../session/scope.ts'
import type { Viewer } from '../session/viewer.ts'

type Means = ServiceCase['means'][number]

const caseRows = (db: Database | Trx) => db.selectFrom('serviceCase')
  .innerJoin('rep as opener', 'opener.userId', 'serviceCase.openedBy').innerJoin('rep as handler', 'handler.userId', 'serviceCase.handlerUserId')
  .select([
    'serviceCase.id', 'kind', 'summary', 'openedAt', 'opener.name as openedByName', 'dueAt', 'handlerUserId', 'handler.name as handlerName', 'means', 'closedAt', 'closeNote',
  ])

type CaseRow = Awaited<ReturnType<ReturnType<typeof caseRows>['executeTakeFirstOrThrow']>>

const asCase = ({ id, openedAt, dueAt, closedAt, handlerUserId, means, ...row }: CaseRow): ServiceCase => ({
  ...row, caseId: id as CaseId, handlerUserId: handlerUserId as RepId, openedAt: openedAt.toISOString(), dueAt: dueAt.toISOString(),
  closedAt: closedAt?.toISOString() ?? null, means: means as Means[],
})

/** Of all accounts of the person, newest first. */
export async function listCases(db: Database, externalUserId: CustomerId): Promise<ServiceCase[]> {
  const rows = await caseRows(db).where(sql<boolean>`service_case.external_user_id = any(${accountsOf(externalUserId)})`).orderBy('openedAt', 'desc').orderBy('serviceCase.id').execute()
  return rows.map(asCase)
}

export async function getCase(db: Database | Trx, caseId: string): Promise<ServiceCase> {
  return asCase(await caseRows(db).where('serviceCase.id', '=', caseId).executeTakeFirstOrThrow())
}

/** The customer of a case in the viewer's scope; undefined: no such case for this viewer. */
export async function findCaseInScope(db: Database | Trx, viewer: Viewer, caseId: string): Promise<CustomerId | undefined> {
  if (!isUuid(caseId)) return undefined
  const row = await db.selectFrom('serviceCase').select('externalUserId').where('id', '=', caseId).where(isInScope(viewer, 'service_case.external_user_id')).executeTakeFirst()
  return row?.externalUserId as CustomerId | undefined
}

/** Under the customer's row lock: is a case open at any account of the person, this one left out? */
export async function hasOpenCase(trx: Trx, externalUserId: CustomerId, exceptCaseId?: string): Promise<boolean> {
  const row = await trx.selectFrom('serviceCase').select('id').where(sql<boolean>`external_user_id = any(${accountsOf(externalUserId)})`).where('closedAt', 'is', null)
    .$if(exceptCaseId !== undefined, query => query.where('id', '<>', exceptCaseId ?? '')).limit(1).executeTakeFirst()
  return row !== undefined
}

/** Who handles a new case: the opener who follows the customer, else the owner, else the opener. */
export async function chooseHandler(trx: Trx, externalUserId: CustomerId, openerId: RepId): Promise<RepId> {
  const row = await trx.selectFrom('customer').select('ownerUserId').where('externalUserId', '=', externalUserId)
    .where(eb => eb.not(eb.exists(eb.selectFrom('follow').select('userId').whereRef('follow.externalUserId', '=', 'customer.externalUserId').where('userId', '=', openerId).where('endedAt', 'is', null))))
    .executeTakeFirst()
  return (row?.ownerUserId ?? openerId) as RepId
}

export interface CaseToInsert { id: string, externalUserId: CustomerId, kind: CaseKind, summary: string, openedBy: RepId, openedAt: Date, dueAt: Date, handlerUserId: RepId }

export async function insertCase(trx: Trx, serviceCase: CaseToInsert): Promise<void> {
  await trx.insertInto('serviceCase').values(serviceCase).execute()
}

export async function appendMeans(trx: Trx, caseId: string, means: Means): Promise<void> {
  await trx.updateTable('serviceCase').set({ means: sql`means || ${JSON.stringify([means])}::text::jsonb` }).where('id', '=', caseId).execute()
}

export async function replaceMeans(trx: Trx, caseId: string, means: readonly Means[]): Promise<void> {
  await trx.updateTable('serviceCase').set({ means: sql`${JSON.stringify(means)}::text::jsonb` }).where('id', '=', caseId).execute()
}

export async function closeCase(trx: Trx, caseId: string, { closedAt, closedBy, closeNote }: { closedAt: Date, closedBy: RepId, closeNote: string }): Promise<void> {
  await trx.updateTable('serviceCase').set({ closedAt, closedBy, closeNote }).where('id', '=', caseId).execute()
}

/** Who opened it and what became of it. */
export async function getCaseOrigin(trx: Trx, caseId: string): Promise<{ openedBy: string, openedAt: Date, closedAt: Date | null, means: Means[] }> {
  const row = await trx.selectFrom('serviceCase').select(['openedBy', 'openedAt', 'closedAt', 'means']).where('id', '=', caseId).executeTakeFirstOrThrow()
  return { ...row, means: row.means as Means[] }
}

export async function deleteCase(trx: Trx, caseId: string): Promise<void> {
  await trx.deleteFrom('serviceCase').where('id', '=', caseId).execute()
}

export async function reopenCase(trx: Trx, caseId: string, dueAt: Date): Promise<void> {
  await trx.updateTable('serviceCase').set({ closedAt: null, closedBy: null, closeNote: null, dueAt }).where('id', '=', caseId).execute()
}
