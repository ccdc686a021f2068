import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sql, type Insertable, type RawBuilder } from 'kysely'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import { raiseCatalogueVersion } from '../../server/catalogue/catalogue.queries.ts'
import { isHeldOut } from '../../server/contact/holdout.rules.ts'
import type { Database } from '../../server/db/database.ts'
import type { Schema } from '../../server/db/schema.ts'

/** Rows for tests, each complete by itself: say what the test is about, leave the rest. Instants default to days before testNow. */
export const testNow = new Date('2026-06-15T10:00:00+08:00')
export const before = (now: Date, { days = 0, hours = 0, minutes = 0 }: { days?: number, hours?: number, minutes?: number }): Date =>
  new Date(now.getTime() - ((days * 24 + hours) * 60 + minutes) * 60_000)

type Row<Table extends keyof Schema> = Partial<Insertable<Schema[Table]>>
/** postgres.js would write a string or an array into jsonb as something else. */
export const asJson = (value: unknown): RawBuilder<unknown> => sql`${JSON.stringify(value)}::text::jsonb`
let count = 0
const next = (): number => ++count
/** Ids sort as numbers do. */
const numbered = (): string => String(next()).padStart(8, '0')
/** Test files share this module with those that ran before them in their worker: each begins to count anew, so that its rows have the same ids in every run. */
export function countAnew(): void {
  count = Number(process.env.ZHIKE_COUNT ?? 0)
}

const { holdoutShare: starterShare } = JSON.parse(readFileSync(new URL('../../catalogue/settings.json', import.meta.url), 'utf8')) as { holdoutShare: number }
/** An id that the hash does not hold out: whether a proposal is made in a test must not hang on a number. Tests about the hold-out name their customers. */
function customerId(): string {
  const id = `wmTest${numbered()}`
  return isHeldOut(id, starterShare) ? customerId() : id
}

/** A member who sees the own customers. */
export async function aRep(db: Database, { userId = `rep-${numbered()}`, ...rest }: Row<'rep'> = {}): Promise<RepId> {
  await db.insertInto('rep').values({ userId, name: `销售${userId}`, role: 'rep', syncedAt: testNow, ...rest }).execute()
  await seesCustomersOf(db, userId, [userId])
  return userId as RepId
}

/** A lead who sees the own customers and those of `team`. */
export async function aLead(db: Database, { team, ...rest }: Row<'rep'> & { team: readonly string[] }): Promise<RepId> {
  const lead = await aRep(db, { role: 'lead', ...rest })
  await seesCustomersOf(db, lead, team)
  return lead
}

export async function seesCustomersOf(db: Database, viewerId: string, userIds: readonly string[]): Promise<void> {
  await db.insertInto('repScope').values(userIds.map(userId => ({ viewerId, userId }))).onConflict(conflict => conflict.doNothing()).execute()
}

export interface CustomerOptions extends Row<'customer'> {
  /** Who follow; the first one owns. */
  followedBy?: readonly string[]
  follow?: Row<'follow'>
}

/** A customer, added ten days before testNow unless said otherwise. */
export async function aCustomer(db: Database, { followedBy = [], follow = {}, ...rest }: CustomerOptions = {}): Promise<CustomerId> {
  const externalUserId = rest.externalUserId ?? customerId()
  const addedAt = rest.addedAt ?? before(testNow, { days: 10 })
  await db.insertInto('customer')
    .values({ name: '小满', ownerUserId: followedBy[0] ?? null, addedAt, lastActivityAt: addedAt, updatedAt: addedAt, ...rest, externalUserId }).execute()
  for (const userId of followedBy) await aFollow(db, { addedAt, ...follow, externalUserId, userId })
  return externalUserId as CustomerId
}

export async function aFollow(db: Database, row: Row<'follow'> & { externalUserId: string, userId: string }): Promise<void> {
  await db.insertInto('follow').values({ addedAt: before(testNow, { days: 10 }), addWay: 1, syncedAt: testNow, ...row }).execute()
}

/** A paid order with its lines (one line of one piece unless given). The customer's denormalised figures stay as they are. */
export async function anOrder(
  db: Database, { lines = [{}], ...rest }: Row<'order'> & { externalUserId: string | null, lines?: Row<'orderLine'>[] },
): Promise<string> {
  const paidAt = rest.paidAt === undefined ? before(testNow, { days: 40 }) : rest.paidAt
  const { id } = await db.insertInto('order').values({
    platform: 'taobao', shop: '滋补旗舰店', orderNo: `26010${String(next()).padStart(10, '0')}`, state: 'completed', placedAt: paidAt ?? testNow, paidFen: 39800, updatedAt: testNow, ...rest, paidAt,
  }).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('orderLine').values(lines.map((line, index) => ({
    title: '即食燕窝 70g×7', quantity: 1, spec: '', paidFen: rest.paidFen ?? 39800, ...line, orderId: id, lineNo: index + 1,
  }))).execute()
  return String(id)
}

export async function aProduct(db: Database, row: Row<'product'> = {}): Promise<string> {
  const id = row.id ?? `product-${numbered()}`
  await db.insertInto('product').values({ name: '即食燕窝', family: 'nest', unit: '碗', packAmount: 7, dailyAmount: 1, daysOfSupply: 7, updatedAt: testNow, ...row, id }).execute()
  return id
}

/** A touch by chat, two days before testNow, reply unknown. */
export async function aTouch(db: Database, row: Row<'touch'> & { externalUserId: string, userId: string }): Promise<string> {
  const id = row.id ?? randomUUID()
  const startedAt = row.startedAt ?? before(testNow, { days: 2 })
  await db.insertInto('touch').values({ channel: 'chat', contactClass: 'proactive', lastAt: startedAt, sendCount: 1, ...row, id, startedAt }).execute()
  return id
}

export async function anAnswer(db: Database, row: Row<'answer'> & { externalUserId: string, byUserId: string, questionKey: string }): Promise<string> {
  const id = row.id ?? randomUUID()
  await db.insertInto('answer').values({
    questionVersion: 1, state: 'answered', source: row.state === undefined || row.state === 'answered' ? 'said' : null, answeredAt: before(testNow, { days: 3 }), ...row, id,
  }).execute()
  return id
}

export async function aNote(db: Database, row: Row<'note'> & { externalUserId: string, byUserId: string }): Promise<string> {
  const id = row.id ?? randomUUID()
  const notedAt = row.notedAt ?? before(testNow, { days: 4 })
  await db.insertInto('note').values({ kind: 'other', text: '妈妈不爱太甜的', updatedAt: notedAt, ...row, id, notedAt }).execute()
  return id
}

export async function aServiceCase(db: Database, row: Row<'serviceCase'> & { externalUserId: string, openedBy: string }): Promise<string> {
  const id = row.id ?? randomUUID()
  const openedAt = row.openedAt ?? before(testNow, { hours: 1 })
  await db.insertInto('serviceCase').values({
    kind: 'complaint', summary: '收到时瓶子碎了', dueAt: new Date(new Date(openedAt).getTime() + 4 * 3_600_000), handlerUserId: row.openedBy, ...row, id, openedAt,
  }).execute()
  return id
}

export async function aReminder(db: Database, row: Row<'reminder'> & { externalUserId: string, userId: string }): Promise<string> {
  const id = row.id ?? randomUUID()
  await db.insertInto('reminder').values({
    rule: 'cadence', contactClass: 'proactive', state: 'open', title: '有阵子没聊了', reason: '23 天没联系', dueAt: testNow, createdAt: testNow, updatedAt: testNow, ...row, id,
  }).execute()
  return id
}

/** The starter questions, as production loads them. */
export async function starterQuestions(db: Database): Promise<void> {
  const questions = JSON.parse(readFileSync(new URL('../../catalogue/questions.json', import.meta.url), 'utf8')) as
    { key: string, version: number, title: string, multiple: boolean, position: number, options: unknown[] }[]
  await db.insertInto('question').values(questions.map(question => ({
    ...question, options: asJson(question.options), isCurrent: true, createdAt: testNow,
  }))).onConflict(conflict => conflict.doNothing()).execute()
  await db.transaction().execute(trx => raiseCatalogueVersion(trx))
}
