import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { runJob } from '../../../server/jobs/run-job.ts'
import { aSource, work } from '../../server/webhooks/sender.ts'
import { aRep } from '../../support/factories.ts'
import { fakeJushuitan, type FakeJushuitan } from '../../support/fake-jushuitan.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

export interface JushuitanShop {
  server: TestServer
  jushuitan: FakeJushuitan
  /** Moves both clocks. */
  moveTo: (at: string) => void
  /** Fetches what is new, and works it through. */
  pull: () => Promise<void>
  orders: () => ReturnType<typeof ordersOf>
}

const ordersOf = (server: TestServer) => server.db.selectFrom('order').selectAll().orderBy('orderNo').execute()

/** A server beside a JuShuiTan of its own, which each test finds without orders and with its source connected at ten in the morning. */
export function jushuitanShop(): JushuitanShop {
  let now = new Date('2026-06-15T10:00:00+08:00')
  const shop: Omit<JushuitanShop, 'server' | 'jushuitan'> & Partial<JushuitanShop> = {
    moveTo: (at) => {
      now = new Date(at)
      made.server.setNow(now)
    },
    pull: async () => {
      await runJob(made.server.context, 'pull-orders', {})
      await work(made.server)
    },
    orders: () => ordersOf(made.server),
  }
  const made = shop as JushuitanShop
  beforeAll(async () => {
    made.jushuitan = await fakeJushuitan(() => now)
    made.server = await testServer({ config: { jushuitanUrl: made.jushuitan.url } })
    await aRep(made.server.db, { userId: 'operator-he', role: 'operator' })
  })
  afterAll(async () => {
    await shop.server?.close()
    await shop.jushuitan?.close()
  })
  beforeEach(async () => {
    await sql`truncate "order", order_line, inbox, source, import_job cascade`.execute(made.server.db)
    made.server.queued.length = 0
    Object.assign(made.jushuitan, { orders: [], given: [], refusesTokens: false, onPage: () => {} })
    made.jushuitan.asked.length = 0
    made.moveTo('2026-06-15T10:00:00+08:00')
    await aSource(made.server, 'jushuitan', { credentials: made.jushuitan.keys })
  })
  return made
}
