import type { FastifyInstance } from 'fastify'
import * as customers from '../../contract/customers.endpoints.ts'
import * as team from '../../contract/team.endpoints.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { ApiError } from '../http/api-error.ts'
import { carers, register } from '../http/register.ts'
import type { Viewer } from '../session/viewer.ts'
import { isPassing, WecomError } from '../wecom/client.ts'
import { applyRelations } from './apply-relations.ts'
import { hasInScope } from './customers.queries.ts'
import { readCustomer } from './fetch-customer.ts'
import { findNewestRun } from './sync-run.queries.ts'
import { listUnattended } from './unattended.queries.ts'

export function addSyncRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, team.getSync, 'signed-in', async () => {
    const run = await findNewestRun(context.db)
    if (!run) return { status: 'never' as const, startedAt: null, finishedAt: null, repsDone: 0, repsTotal: 0, customers: 0, failure: null }
    const { status, startedAt, finishedAt, repsDone, repsTotal, customers: count, failure } = run
    return { status, startedAt: startedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null, repsDone, repsTotal, customers: count, failure }
  })

  register(app, context, team.listUnattended, ['lead', 'admin'], async ({ viewer }) => ({ items: await listUnattended(context.db, viewer) }))

  register(app, context, customers.fetchCustomer, carers, async ({ params, viewer }) => {
    const { relations, readAt } = await asking(() => readCustomer(context, params.id))
    if (!await mayFetch(context, viewer, relations.map(relation => relation.userId))) throw new ApiError('customer-not-found')
    // Orders that waited may belong to further customers: several locks.
    await transact(context.db, trx => applyRelations(context, trx, relations, { readAt }))
    return { externalUserId: params.id }
  })
}

/** If and only if the platform says that the viewer, or somebody in a lead's scope, follows the customer. */
async function mayFetch({ db }: Context, viewer: Viewer, followers: readonly string[]): Promise<boolean> {
  return viewer.role === 'admin' ? followers.length > 0 : followers.includes(viewer.userId) || await hasInScope(db, viewer.userId, followers)
}

/** The platform's refusal in the API's words. */
async function asking<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  }
  catch (error) {
    if (!(error instanceof WecomError)) throw error
    throw new ApiError(isPassing(error) ? 'wecom-away' : 'wecom-refused')
  }
}
