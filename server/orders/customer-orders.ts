import type { Trx } from '../db/database.ts'
import { listOwnPhones, listUseRows, lockCustomers, refreshFigures, setUses, type UseRow } from './figures.queries.ts'
import { listWaitingOrders, matchOrders } from './matching.queries.ts'
import { listWithAccounts } from './persons.queries.ts'
import { releaseWeakerMatches } from './stronger-key.queries.ts'
import { decideUse, surnameOf, type UseHistory } from './use.rules.ts'

/**
 * After orders were written or changed, in the same transaction: finds their customers, decides for whom each was bought,
 * and brings the customers' figures up to date. `externalUserIds`: customers whose orders changed without being matched here.
 * Returns whose figures may have changed, the other accounts of each person included.
 */
export async function settleOrders(trx: Trx, orderIds: readonly number[], externalUserIds: readonly string[], now: Date): Promise<string[]> {
  const matched = await matchOrders(trx, orderIds, now)
  const affected = await listWithAccounts(trx, [...externalUserIds, ...matched])
  await lockCustomers(trx, affected)
  await decideUses(trx, affected, orderIds)
  await refreshFigures(trx, affected, now)
  return affected
}

/** The synchronisation calls this when phones, unionid or existence of customers changed: orders that waited find them. Returns who got orders. */
export async function matchWaitingOrders(trx: Trx, externalUserIds: readonly string[], now: Date): Promise<string[]> {
  if (externalUserIds.length === 0) return []
  const { orderIds, formerly } = await releaseWeakerMatches(trx, externalUserIds)
  const waiting = [...new Set([...orderIds, ...await listWaitingOrders(trx, externalUserIds)])]
  return waiting.length === 0 ? [] : settleOrders(trx, waiting, formerly, now)
}

/** All orders of a customer are weighed anew: one more parcel can make a stranger a relative. Corrections by hand stay. */
async function decideUses(trx: Trx, externalUserIds: readonly string[], orderIds: readonly number[]): Promise<void> {
  const rows = await listUseRows(trx, externalUserIds, orderIds)
  const phones = new Map<string, Set<string>>()
  for (const { person, phoneHash } of await listOwnPhones(trx, externalUserIds)) phones.set(person, (phones.get(person) ?? new Set()).add(phoneHash))
  const changes = [...groupByPerson(rows)].flatMap(([person, own]) => {
    const history = person === null ? null : historyOf(own, phones.get(person) ?? new Set())
    return own.filter(row => !row.isCorrected).map(row => ({ row, ...decideUse({ ...row, surname: surnameOf(row.recipientMasked) }, history) }))
  })
  await setUses(trx, changes.filter(({ row, use, reason }) => row.purpose !== use || row.purposeReason !== reason).map(({ row, use, reason }) => ({ id: row.id, use, reason })))
}

function groupByPerson(rows: readonly UseRow[]): Map<string | null, UseRow[]> {
  const groups = new Map<string | null, UseRow[]>()
  for (const row of rows) {
    const group = groups.get(row.person)
    if (group) group.push(row)
    else groups.set(row.person, [row])
  }
  return groups
}

function historyOf(rows: readonly UseRow[], ownPhones: ReadonlySet<string>): UseHistory {
  const count = (key: 'recipientHash' | 'addressHash'): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const row of rows) {
      if (row.isPurchase && row[key] !== null) counts.set(row[key], (counts.get(row[key]) ?? 0) + 1)
    }
    return counts
  }
  const surnames = new Map(rows.flatMap(({ recipientHash, recipientMasked }) => {
    const surname = surnameOf(recipientMasked)
    return recipientHash !== null && surname !== null ? [[recipientHash, surname] as const] : []
  }))
  return { ownPhones, recipientCounts: count('recipientHash'), addressCounts: count('addressHash'), surnames }
}
