import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { StarterConsumption } from '../../catalogue/catalogue.ts'
import * as endpoints from '../../contract/customers.endpoints.ts'
import type { CustomerRow, Profile } from '../../contract/customers.schema.ts'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import { wireOf } from '../../contract/wires.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../http/api-error.ts'
import { decodeCursor, encodeCursor, isCursorInstant } from '../http/cursor.ts'
import { carers, register, routeSchema } from '../http/register.ts'
import { deriveConsumption } from '../questions/consumption.rules.ts'
import { heldStatistics } from '../scripts/script-statistics.ts'
import { sessionClaim, type SessionClaim } from '../session/cookie.ts'
import { outboxKeyOf } from '../session/outbox-key.ts'
import { seesMasked, type Viewer } from '../session/viewer.ts'
import { changeCustomer } from './change-customer.ts'
import { readCustomerFacts } from './customer-facts.queries.ts'
import { maskedFor, maskName } from './masking.rules.ts'
import { profileOf } from './profile.rules.ts'
import { countCustomers, searchCustomers, type FoundCustomer, type SearchPlace } from './search.queries.ts'
import { readSearch } from './search.rules.ts'
import { sidebarOf } from './sidebar.ts'

const pageSize = 30

export function addCustomerRoutes(app: FastifyInstance, context: Context): void {
  const { db, vault } = context
  addSidebarRoute(app, context)
  register(app, context, endpoints.searchCustomers, 'signed-in', async ({ viewer, body: { q, cursor, limit = pageSize } }) => {
    const word = readSearch(q)
    const { before, total } = placeOf(cursor)
    const asked = { viewer, word, phoneHashes: word?.phone ? vault.phoneHashes(word.phone) : [] }
    const found = await searchCustomers(db, { ...asked, before, limit: limit + 1 })
    const page = found.slice(0, limit)
    // The first page counts; the cursor carries the figure on.
    const all = total ?? await countCustomers(db, asked)
    const last = page.at(-1)
    return { items: page.map(row => rowOf(row, viewer)), nextCursor: found.length > limit && last ? encodeCursor([last.activityText, last.externalUserId, all]) : null, total: all }
  })
  register(app, context, endpoints.changeCustomer, carers, async ({ viewer, params, body }) => {
    await db.transaction().execute(trx => changeCustomer(context, trx, viewer, params.id, body))
    return profileNow(context, viewer, params.id)
  })
}

/** The hot path: one statement says who asks, what they may see, and everything of the first view. */
function addSidebarRoute(app: FastifyInstance, { config, db, clock, catalogue }: Pick<Context, 'config' | 'db' | 'clock' | 'catalogue'>): void {
  const { method, path } = endpoints.getSidebar
  app.route<{ Params: { id: CustomerId } }>({
    method, url: path, schema: routeSchema(endpoints.getSidebar, wireOf(endpoints.getSidebar)),
    preParsing: async (request) => { requireClaim(request) },
    handler: async (request) => {
      const claim = requireClaim(request)
      const now = clock.now()
      const facts = await readCustomerFacts(db, { viewerId: claim.userId as RepId, sessionEpoch: claim.epoch, externalUserId: request.params.id, now })
      if (!facts?.viewer) throw new ApiError('customer-not-found')
      return sidebarOf({
        viewer: facts.viewer, facts, catalogue: await catalogue.at(facts.catalogueVersion), statistics: heldStatistics(db),
        outboxKey: outboxKeyOf(config, facts.viewer.userId), now,
      })
    },
  })
}

function requireClaim(request: FastifyRequest): SessionClaim {
  const claim = sessionClaim(request)
  if (!claim) throw new ApiError('not-signed-in')
  return claim
}

async function profileNow({ db, clock, catalogue }: Pick<Context, 'db' | 'clock' | 'catalogue'>, viewer: Viewer, externalUserId: CustomerId): Promise<Profile> {
  const facts = await readCustomerFacts(db, { viewerId: viewer.userId, externalUserId, now: clock.now() })
  if (!facts) throw new ApiError('customer-not-found')
  const { settings } = await catalogue.at(facts.catalogueVersion)
  return profileOf(maskedFor(viewer, facts), deriveConsumption(facts.answers, settings.consumption as StarterConsumption | undefined))
}

function rowOf({ activityText: _at, oneToOneAt, lastOrderAt, lastTouchAt, addedAt, lostAt, ...row }: FoundCustomer, { role }: Viewer): CustomerRow {
  const masked = seesMasked(role) && { name: maskName(row.name), remark: maskName(row.remark), avatarUrl: null }
  return {
    ...row, ...masked, oneToOne: oneToOneAt !== null, lastOrderAt: lastOrderAt?.toISOString() ?? null, lastTouchAt: lastTouchAt?.toISOString() ?? null,
    addedAt: addedAt.toISOString(), lostAt: lostAt?.toISOString() ?? null,
  }
}

function placeOf(cursor: string | undefined): { before: SearchPlace | null, total: number | null } {
  const values = decodeCursor(cursor, 3)
  if (values === null) return { before: null, total: null }
  const [at, externalUserId, total] = values
  if (!isCursorInstant(at) || typeof externalUserId !== 'string' || !Number.isSafeInteger(total)) throw new ApiError('bad-request', '翻页的位置无效，请从头再看')
  return { before: { at, externalUserId }, total: total as number }
}
