import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { matchWaitingOrders } from '../../server/orders/customer-orders.ts'
import { importFiles } from '../../server/orders/import-files.ts'
import { aCustomer, aRep } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aTaobaoOrder, csvBytes, headerOf, rowOf } from './fixtures/write.ts'

let server: TestServer
const phones = ['18610000001', '18610000002', '18610000003', '18610000004']
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen' })
})
afterAll(() => server.close())

async function addPhone(index: number): Promise<void> {
  const { vault } = server.context
  await server.db.insertInto('followPhone').values({ externalUserId: `wm${index}`, userId: 'rep-chen', phoneHash: vault.hashPhone(phones[index]!), phoneCipher: vault.seal(phones[index]!), lastFour: '0000' })
    .onConflict(conflict => conflict.doNothing()).execute()
  await server.db.transaction().execute(trx => matchWaitingOrders(trx, [`wm${index}`], server.context.clock.now()))
}

/** What the kept figures must be, worked out here from the stored rows alone. */
async function rebuilt(externalUserId: string) {
  const rows = await server.db.selectFrom('order').selectAll().where('externalUserId', '=', externalUserId).execute()
  const kept = rows.flatMap((row) => {
    const isNothing = row.paidAt === null || ((row.state === 'unpaid' || row.state === 'closed') && row.refundFen === 0)
    const net = isNothing ? 0 : row.paidFen - row.refundFen
    return net > 0 ? [{ net, at: row.paidAt! }] : []
  })
  const times = kept.map(({ at }) => at.getTime()).sort((a, b) => a - b)
  return {
    lifetimeSpendFen: kept.reduce((sum, { net }) => sum + net, 0), orderCount: kept.length,
    purchaseDays: new Set(kept.map(({ at }) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10))).size,
    firstOrderAt: times.length > 0 ? new Date(times[0]!) : null, lastOrderAt: times.length > 0 ? new Date(times.at(-1)!) : null,
  }
}

const order = fc.record({
  number: fc.integer({ min: 0, max: 14 }), who: fc.integer({ min: 0, max: 3 }), day: fc.integer({ min: 1, max: 5 }), hour: fc.integer({ min: 0, max: 23 }), fen: fc.integer({ min: 0, max: 300_000 }),
  refund: fc.option(fc.integer({ min: 0, max: 300_000 })), isMasked: fc.boolean(),
  state: fc.constantFrom('等待买家付款', '买家已付款，等待卖家发货', '卖家已发货，等待买家确认', '交易成功', '交易关闭', '退款成功'),
})
const step = fc.oneof({ weight: 4, arbitrary: fc.record({ kind: fc.constant('import' as const), orders: fc.array(order, { minLength: 1, maxLength: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('phone' as const), who: fc.integer({ min: 0, max: 3 }) }) })

it('keeps per customer exactly the figures that the rows give, whatever is imported in whatever order, and 1V1 once given', { timeout: 90_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
    await sql`truncate "order", order_line, order_source_row, buyer_identity, import_job, customer, follow, follow_phone cascade`.execute(server.db)
    for (const index of phones.keys()) await aCustomer(server.db, { externalUserId: `wm${index}`, followedBy: ['rep-chen'] })
    const reached = new Set<string>()
    for (const now of steps) {
      if (now.kind === 'phone') await addPhone(now.who)
      else {
        const rows = now.orders.map(given => aTaobaoOrder({
          订单编号: `="${9000000000000 + given.number}"`, 买家会员名: `buyer${given.who}`, 联系手机: given.isMasked ? '186****0000' : phones[given.who]!, 买家实际支付金额: (given.fen / 100).toFixed(2), 订单状态: given.state,
          订单创建时间: `2026-05-0${given.day} ${given.hour}:00:00`, 订单付款时间: given.state === '等待买家付款' ? '' : `2026-05-0${given.day} ${given.hour}:01:00`,
        }))
        // The later variant of the file, which has a column for refunds.
        const columns = headerOf('taobao_order')
        const table = rows.map((row, at) => [...rowOf(columns, row), now.orders[at]!.refund === null ? '无退款申请' : (now.orders[at]!.refund! / 100).toFixed(2)])
        await importFiles(server.context, { userId: 'operator-he', files: [{ name: 'a.csv', bytes: csvBytes([[...columns, '退款金额'], ...table]) }] })
      }
      for (const index of phones.keys()) {
        const kept = await server.db.selectFrom('customer').selectAll().where('externalUserId', '=', `wm${index}`).executeTakeFirstOrThrow()
        expect(kept).toMatchObject(await rebuilt(`wm${index}`))
        if (kept.lifetimeSpendFen >= 500_000) reached.add(`wm${index}`)
        expect(kept.oneToOneAt !== null).toBe(reached.has(`wm${index}`))
      }
    }
  }), { numRuns: 12 })
})
