import { bulkReasons, notSentReasons, type BulkLine, type BulkOutcome, type BulkRecipient, type BulkResult } from '../../contract/bulk.schema.ts'
import { bulkReasonText, notSentText } from '../contact/bulk.rules.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../http/api-error.ts'
import { decodeCursor, encodeCursor, isCursorInstant } from '../http/cursor.ts'
import { isUuid } from '../http/uuid.ts'
import type { Viewer } from '../session/viewer.ts'
import {
  countBulkReasons, countBulkSends, countRecipients, findBulkSend, listBulkMembers, listBulkSends, listRecipients, type BulkPlace, type BulkRow, type RecipientRow,
} from './bulk-results.queries.ts'
import { maskedFor } from './name-bulk.ts'
import { countTasks } from './personal-tasks.queries.ts'

type Needs = Pick<Context, 'db' | 'vault' | 'clock'>
interface Page<Item> { items: Item[], nextCursor: string | null, total: number }
interface PageAsked { cursor?: string, limit?: number }

const lineOf = ({ vault }: Pick<Context, 'vault'>, { textCipher, createdAt, ...row }: BulkRow): BulkLine => ({ ...row, createdAt: createdAt.toISOString(), text: vault.open(textCipher) })
const notOurs = (): ApiError => new ApiError('bad-request', '翻页的位置无效，请从头再看')

/** What was sent so far, newest first. Throws ApiError `bad-request` for a cursor that is none of ours. */
export async function bulkList(context: Needs, viewer: Viewer, { cursor, limit = 20 }: PageAsked): Promise<Page<BulkLine>> {
  const read = listPlace(cursor)
  const [rows, total] = await Promise.all([listBulkSends(context.db, viewer, { after: read?.place ?? null, limit: limit + 1 }), read?.total ?? countBulkSends(context.db, viewer)])
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map(row => lineOf(context, row)), total, nextCursor: last ? encodeCursor([last.createdAt.toISOString(), last.bulkId, total]) : null }
}

function listPlace(cursor: string | undefined): { place: BulkPlace, total: number } | null {
  const values = decodeCursor(cursor, 3)
  if (!values) return null
  const [at, id, total] = values
  if (!isCursorInstant(at) || typeof id !== 'string' || !isUuid(id) || !Number.isSafeInteger(total)) throw notOurs()
  return { place: { at: new Date(at), id }, total: total as number }
}

/** One of them. Throws `not-found`, also for another lead's. */
export async function bulkResult(context: Needs, viewer: Viewer, bulkId: string): Promise<BulkResult> {
  const row = isUuid(bulkId) ? await findBulkSend(context.db, viewer, bulkId) : undefined
  if (!row) throw new ApiError('not-found')
  const [members, counts, tasks] = await Promise.all([listBulkMembers(context.db, bulkId), countBulkReasons(context.db, bulkId), countTasks(context.db, bulkId, context.clock.now())])
  const countOf = (holds: (each: (typeof counts)[number]) => boolean): number => counts.filter(holds).reduce((sum, { count }) => sum + count, 0)
  return {
    ...lineOf(context, row), members, tasks,
    refusedBy: bulkReasons.map(reason => ({ reason, text: bulkReasonText[reason], count: reason === 'customer-not-found' ? row.notFound : countOf(each => each.refused === reason) })).filter(({ count }) => count > 0),
    notSentBy: notSentReasons.map(reason => ({ reason, text: notSentText[reason], count: countOf(each => each.why === reason) })).filter(({ count }) => count > 0),
  }
}

export interface RecipientsAsked extends PageAsked { outcome: BulkOutcome }

/** Its customers with that outcome, as far as the viewer sees them. Throws `not-found`, `bad-request`. */
export async function bulkRecipients({ db }: Needs, viewer: Viewer, bulkId: string, { outcome, cursor, limit = 50 }: RecipientsAsked): Promise<Page<BulkRecipient>> {
  if (!isUuid(bulkId) || !await findBulkSend(db, viewer, bulkId)) throw new ApiError('not-found')
  const [after, counted] = decodeCursor(cursor, 2) ?? ['', null]
  if (typeof after !== 'string' || (counted !== null && !Number.isSafeInteger(counted))) throw notOurs()
  const [rows, total] = await Promise.all([listRecipients(db, viewer, bulkId, { outcome, after, limit: limit + 1 }), counted as number | null ?? countRecipients(db, viewer, bulkId, outcome)])
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map(row => maskedFor(viewer, recipientOf(row))), total, nextCursor: last ? encodeCursor([last.customerId, total]) : null }
}

const recipientOf = ({ refused, notSentWhy, ...row }: RecipientRow): BulkRecipient =>
  ({ ...row, why: refused !== null ? bulkReasonText[refused] : notSentWhy === null ? null : notSentText[notSentWhy] })
