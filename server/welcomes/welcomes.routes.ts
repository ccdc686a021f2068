import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/welcomes.endpoints.ts'
import type { Welcome } from '../../contract/welcomes.schema.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { ApiError } from '../http/api-error.ts'
import { register } from '../http/register.ts'
import { checkWelcomeBody } from './check-welcome.ts'
import { listWelcomeRows, lockWelcome, writeWelcomeText, type WelcomeRow } from './welcomes.queries.ts'

const operators = ['operator', 'admin'] as const

export function addWelcomeRoutes(app: FastifyInstance, { db, clock, catalogue, vault }: Pick<Context, 'db' | 'clock' | 'catalogue' | 'vault'>): void {
  register(app, { db, clock, vault }, endpoints.listWelcomes, operators, async () => ({ items: (await listWelcomeRows(db)).map(welcomeOf) }))

  register(app, { db, clock, vault }, endpoints.changeWelcome, operators, async ({ viewer, body: { state, body, isActive, basedOn } }) => {
    checkWelcomeBody(body, await catalogue.current())
    return transact(db, async (trx) => {
      await lockWelcome(trx, state)
      const before = (await listWelcomeRows(trx)).find(row => row.state === state)
      if (!before) throw new ApiError('not-found', '没有这个渠道，可能已改了名，请刷新后再试')
      if (before.updatedAt?.getTime() !== (basedOn === null ? undefined : Date.parse(basedOn))) throw new ApiError('state-conflict', '这段欢迎语刚被别人改过，请看看再改', welcomeOf(before))
      const now = clock.now()
      await writeWelcomeText(trx, { state, body, isActive, updatedAt: now, updatedBy: viewer.userId })
      await writeAudit(trx, { at: now, userId: viewer.userId, action: 'welcome-changed', externalUserId: null, details: { state, from: { body: before.body, isActive: before.isActive }, to: { body, isActive } } })
      return welcomeOf({ ...before, body, isActive, updatedAt: now, updatedByName: viewer.name })
    })
  })
}

const welcomeOf = ({ updatedAt, ...row }: WelcomeRow): Welcome => ({ ...row, updatedAt: updatedAt?.toISOString() ?? null })
