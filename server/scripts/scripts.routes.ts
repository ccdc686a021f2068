import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/scripts.endpoints.ts'
import type { Context } from '../context.ts'
import { readCustomerFacts } from '../customers/customer-facts.queries.ts'
import { maskedFor } from '../customers/masking.rules.ts'
import { findSituation } from '../customers/situation.rules.ts'
import { ApiError } from '../http/api-error.ts'
import { register } from '../http/register.ts'
import { refreshStatistics } from './script-statistics.ts'
import { rankScripts } from './scripts.rules.ts'
import { speakerOf } from './speaker.rules.ts'

export function addScriptRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.findScripts, 'signed-in', async ({ viewer, params, query: { q } }) => {
    const now = context.clock.now()
    const found = await readCustomerFacts(context.db, { viewerId: viewer.userId, externalUserId: params.id, now })
    if (!found) throw new ApiError('customer-not-found')
    const catalogue = await context.catalogue.at(found.catalogueVersion)
    const facts = maskedFor(viewer, found)
    const statistics = await refreshStatistics(context)
    return { items: rankScripts(facts, findSituation(facts, catalogue, now).kind, catalogue, { now, viewerName: speakerOf(facts, viewer), q, statistics }) }
  })
}
