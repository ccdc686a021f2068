import type { Product } from '../catalogue/catalogue-holder.ts'
import type { Trx } from '../db/database.ts'
import { assembleOrder, type AssembledOrder } from './assemble.rules.ts'
import { settleOrders } from './customer-orders.ts'
import type { Remark } from './drafts.ts'
import { orderPlace } from './import-notes.ts'
import type { NewNote } from './import-notes.queries.ts'
import { fillInCustomers } from './figures.queries.ts'
import type { StoredRow } from './import.queries.ts'
import { listExisting, listOwners, writeOrders, type OrderWrite } from './order-write.queries.ts'
import { finishOrder, type ExistingOrder, type OrderNote } from './order-record.rules.ts'

type FindProduct = (line: { code: string, title: string }) => Product | null

export interface ChunkPlan {
  writes: (OrderWrite & { kind: 'created' | 'updated' })[]
  unchanged: number
  lines: number
  /** Orders taken with remarks that only show when they are whole, and these remarks. */
  noted: number
  notes: NewNote[]
  refused: { key: string, rows: readonly StoredRow[], problem: Remark }[]
  customers: { phoneHash: string, birthdayOn: string | null, region: string | null }[]
}

/** What a chunk of staged rows would do to the database: the same for the preview and for the commit. */
export async function planChunk(trx: Trx, rows: readonly StoredRow[], findProduct: FindProduct): Promise<ChunkPlan> {
  const plan: ChunkPlan = { writes: [], unchanged: 0, lines: 0, noted: 0, notes: [], refused: [], customers: [] }
  const assembled: { key: string, group: readonly StoredRow[], order: AssembledOrder }[] = []
  for (const [key, group] of groupByKey(rows)) {
    const [first] = group
    if (first?.draft.level === 'customer') {
      const customer = first.draft.customer
      if (customer?.phoneHash) plan.customers.push({ ...customer, phoneHash: customer.phoneHash })
      continue
    }
    const order = assembleOrder(group)
    if ('problem' in order) plan.refused.push({ key, rows: group, problem: order.problem })
    else assembled.push({ key, group, order })
  }
  const existing = groupExisting(await listExisting(trx, assembled.map(({ order }) => order)))
  for (const { key, group, order } of assembled) {
    const found = sameOrder(order, existing.get(`${order.platform}|${order.orderNo}`) ?? [])
    const finished = finishOrder(order, found?.record ?? null, findProduct)
    if (finished.kind === 'refused') {
      plan.refused.push({ key, rows: group, problem: finished.problem })
      continue
    }
    plan.lines += finished.record.lines.length
    if (finished.notes.length > 0) plan.noted++
    plan.notes.push(...finished.notes.map((note, index) => placed(note, index, group)))
    if (finished.kind === 'unchanged') plan.unchanged++
    else plan.writes.push({ key, id: found?.id ?? null, record: finished.record, kind: finished.kind })
  }
  return plan
}

/** Writes a plan, finds customers, brings their figures up to date: all in the caller's transaction. Returns the orders and whom they changed. */
export async function writeChunk(trx: Trx, plan: ChunkPlan, importId: string | null, now: Date): Promise<{ orderIds: number[], externalUserIds: string[] }> {
  const ids = await writeOrders(trx, plan.writes, importId, now)
  const settled = ids.length > 0 ? await settleOrders(trx, ids, await listOwners(trx, ids), now) : []
  const filledIn = await fillInCustomers(trx, plan.customers, now)
  return { orderIds: ids, externalUserIds: [...new Set([...settled, ...filledIn])].sort() }
}

/** A remark on an order stands at the row of the goods it is about, else at the order's first. */
function placed({ about, ...note }: OrderNote, index: number, group: readonly StoredRow[]): NewNote {
  const rows = about === null ? [] : group.filter(({ draft }) => draft.lines.some(line => line.title === about.title && line.spec === about.spec))
  const row = rows.find(({ draft }) => !draft.isSummary) ?? rows[0] ?? group[0]!
  return { rowSeq: row.seq, place: orderPlace + index, file: row.file, line: row.line, ...note }
}

function groupByKey(rows: readonly StoredRow[]): Map<string, StoredRow[]> {
  const groups = new Map<string, StoredRow[]>()
  for (const row of rows) {
    const group = groups.get(row.orderKey)
    if (group) group.push(row)
    else groups.set(row.orderKey, [row])
  }
  return groups
}

function groupExisting(orders: readonly ExistingOrder[]): Map<string, ExistingOrder[]> {
  const groups = new Map<string, ExistingOrder[]>()
  for (const order of orders) {
    const key = `${order.record.platform}|${order.record.orderNo}`
    groups.set(key, [...groups.get(key) ?? [], order])
  }
  return groups
}

/**
 * Platforms number their orders uniquely, and name a shop otherwise in a file than in a push; files of lines do not name it at all.
 * Our own formats may repeat a number in another shop.
 */
export function sameOrder(order: Pick<AssembledOrder, 'platform' | 'shop'>, candidates: readonly ExistingOrder[]): ExistingOrder | null {
  const exact = candidates.find(({ record }) => record.shop === order.shop)
  if (exact) return exact
  if (order.platform === 'generic') return null
  const [only, second] = candidates
  return candidates.find(({ record }) => record.shop === '' || order.shop === '') ?? (order.platform !== 'webhook' && only && !second ? only : null)
}
