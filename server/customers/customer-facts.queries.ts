import { CompiledQuery } from 'kysely'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { Role } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { addMs, companyZone, dayMs } from '../time.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { factsStatement, manyFactsStatement } from './customer-facts-statement.queries.ts'

export interface FactsRequest {
  /** Who looks; null: who asks has seen to the scope. */
  viewerId: RepId | null
  externalUserId: CustomerId
  now: Date
  /** Of the session, where this statement is the one that checks it; otherwise whoever asks has been checked. */
  sessionEpoch?: number
}

interface FactsRow { catalogueVersion: number, viewerId: RepId | null, viewerName: string, viewerRole: Role, facts: object | null }

/**
 * All that is known of one customer in exactly one SQL statement, scope, role in force and leaver in it.
 * Null: no such customer in the viewer's scope. Throws ApiError `not-signed-in` when the viewer is unknown or has left, or the session was ended.
 */
export async function readCustomerFacts(db: Database | Trx, { viewerId, externalUserId, now, sessionEpoch }: FactsRequest): Promise<CustomerFacts | null> {
  const { rows: [row] } = await db.executeQuery(CompiledQuery.raw(factsStatement, [externalUserId, viewerId, ...instants(now), sessionEpoch ?? null]) as CompiledQuery<FactsRow>)
  if (!row || (viewerId !== null && row.viewerId === null)) throw new ApiError('not-signed-in')
  if (row.facts === null) return null
  const viewer = row.viewerId === null ? null : { userId: row.viewerId, name: row.viewerName, role: row.viewerRole }
  return { catalogueVersion: row.catalogueVersion, viewer, ...withDates(row.facts) } as CustomerFacts
}

/** How far back the facts remember. */
const instants = (now: Date): unknown[] => [now, addMs(now, -90 * dayMs), addMs(now, -30 * dayMs), addMs(now, -21 * dayMs), companyZone]

export interface ManyFacts { /** Null: none of them is there. */ catalogueVersion: number | null, facts: CustomerFacts[] }

/** The facts of these customers by one statement, for a mass message: whoever asks has seen to the scope. Who is gone is left out; in the order of their ids. */
export async function readManyFacts(trx: Trx, externalUserIds: readonly CustomerId[], now: Date): Promise<ManyFacts> {
  const query = CompiledQuery.raw(manyFactsStatement, [[...externalUserIds], null, ...instants(now)]) as CompiledQuery<{ catalogueVersion: number, externalUserId: CustomerId, facts: object }>
  const { rows } = await trx.executeQuery(query)
  rows.sort((a, b) => a.externalUserId < b.externalUserId ? -1 : 1)
  const catalogueVersion = rows[0]?.catalogueVersion ?? null
  return { catalogueVersion, facts: rows.map(row => ({ catalogueVersion: row.catalogueVersion, viewer: null, ...withDates(row.facts) }) as CustomerFacts) }
}

/** Instants travel as text inside JSON: every key that ends in `At` or `Until` is one (the contract's naming). */
function withDates<T>(value: T): T {
  if (Array.isArray(value)) {
    for (const item of value) withDates(item)
    return value
  }
  if (value === null || typeof value !== 'object') return value
  const fields = value as Record<string, unknown>
  for (const key in fields) {
    const field = fields[key]
    if (typeof field === 'string') {
      if (key.endsWith('At') || key.endsWith('Until')) fields[key] = new Date(field)
    }
    else withDates(field)
  }
  return value
}
