import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CustomerId, RepId } from '../../contract/ids.ts'
import { ApiError } from '../../server/http/api-error.ts'
import { bindOrder } from '../../server/orders/bind-order.ts'
import { matchWaitingOrders } from '../../server/orders/customer-orders.ts'
import { importFiles } from '../../server/orders/import-files.ts'
import { joinCustomers, partCustomers } from '../../server/orders/join-customers.ts'
import { restoreOrder, unbindOrder } from '../../server/orders/release-order.ts'
import type { Trx } from '../../server/db/database.ts'
import type { Viewer } from '../../server/session/viewer.ts'
import { aCustomer, aRep } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aTaobaoOrder, csvBytes, headerOf, rowOf } from './fixtures/write.ts'

let server: TestServer
const phones = ['18610000001', '18610000002', '18610000003', '18610000004']
const viewer: Viewer = { userId: 'rep-chen' as RepId, name: '陈晓', role: 'rep' }
const idOf = (who: number): CustomerId => `wm${who}` as CustomerId
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen' })
})
afterAll(() => server.close())

/** A refusal is an answer too; anything else is a defect. */
async function tried(work: (trx: Trx) => Promise<unknown>): Promise<void> {
  await server.db.transaction().execute(work).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
  })
}

async function addPhone(index: number, of: number): Promise<void> {
  const { vault } = server.context
  await server.db.insertInto('followPhone').values({ externalUserId: idOf(index), userId: 'rep-chen', phoneHash: vault.hashPhone(phones[of]!), phoneCipher: vault.seal(phones[of]!), lastFour: '0000' })
    .onConflict(conflict => conflict.doNothing()).execute()
  await server.db.transaction().execute(trx => matchWaitingOrders(trx, [idOf(index)], server.context.clock.now()))
}

interface Figures { lifetimeSpendFen: number, orderCount: number, purchaseDays: number, firstOrderAt: Date | null, lastOrderAt: Date | null }

/** What the kept figures must be, worked out here from the stored rows alone: those of all accounts that stand under one person. */
async function rebuilt(): Promise<{ who: number, accounts: string[], figures: Figures, ownFen: number }[]> {
  const [orders, joins] = [await server.db.selectFrom('order').selectAll().execute(), await server.db.selectFrom('customerJoin').selectAll().execute()]
  return phones.map((_, who) => {
    const person = joins.find(join => join.externalUserId === idOf(who))?.personId
    const accounts = person === undefined ? [idOf(who)] : joins.filter(join => join.personId === person).map(join => join.externalUserId)
    const kept = orders.filter(row => row.externalUserId !== null && accounts.includes(row.externalUserId)).flatMap((row) => {
      const isNothing = row.paidAt === null || ((row.state === 'unpaid' || row.state === 'closed') && row.refundFen === 0)
      const net = isNothing ? 0 : row.paidFen - row.refundFen
      return net > 0 ? [{ net, at: row.paidAt!, isOwn: row.externalUserId === idOf(who) && row.matchedBy !== 'person' }] : []
    })
    const times = kept.map(({ at }) => at.getTime()).sort((a, b) => a - b)
    const sum = (rows: typeof kept): number => rows.reduce((total, { net }) => total + net, 0)
    return {
      who, accounts, ownFen: sum(kept.filter(({ isOwn }) => isOwn)),
      figures: {
        lifetimeSpendFen: sum(kept), orderCount: kept.length,
        purchaseDays: new Set(kept.map(({ at }) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10))).size,
        firstOrderAt: times.length > 0 ? new Date(times[0]!) : null, lastOrderAt: times.length > 0 ? new Date(times.at(-1)!) : null,
      },
    }
  })
}

const who = fc.integer({ min: 0, max: 3 })
const order = fc.record({
  number: fc.integer({ min: 0, max: 14 }), who, day: fc.integer({ min: 1, max: 5 }), hour: fc.integer({ min: 0, max: 23 }), fen: fc.oneof(fc.integer({ min: 0, max: 300_000 }), fc.constantFrom(260_000, 510_000)),
  refund: fc.option(fc.integer({ min: 0, max: 300_000 }), { freq: 1 }), isMasked: fc.nat(2).map(chance => chance === 0),
  state: fc.constantFrom('交易成功', '交易成功', '等待买家付款', '买家已付款，等待卖家发货', '卖家已发货，等待买家确认', '交易成功', '交易关闭', '退款成功'),
})
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('import' as const), orders: fc.array(order, { minLength: 1, maxLength: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('phone' as const), who, other: who }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('bind' as const, 'unbind' as const, 'restore' as const), number: fc.integer({ min: 0, max: 14 }), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('join' as const, 'join' as const, 'part' as const), who, other: who }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never
const numberOf = (number: number): string => String(9000000000000 + number)

async function perform(now: Step): Promise<void> {
  const { context } = server
  if (now.kind === 'phone') return addPhone(now.who, now.other)
  if ('other' in now) {
    const change = now.kind === 'join' ? joinCustomers : partCustomers
    return tried(trx => change(context, trx, viewer, idOf(now.who), idOf(now.other)))
  }
  if (now.kind === 'import') return importOrders(now.orders)
  const row = await server.db.selectFrom('order').select(['id', 'externalUserId', 'phoneLastFour']).where('orderNo', '=', numberOf(now.number)).executeTakeFirst()
  if (!row) return
  if (now.kind === 'bind') return tried(trx => bindOrder(context, trx, viewer, idOf(now.who), { orderNo: numberOf(now.number), lastFour: row.phoneLastFour ?? '0000' }))
  if (now.kind === 'restore') return tried(trx => restoreOrder(context, trx, viewer, idOf(now.who), row.id))
  return tried(trx => unbindOrder(context, trx, viewer, (row.externalUserId ?? idOf(now.who)) as CustomerId, row.id))
}

async function importOrders(orders: Extract<Step, { kind: 'import' }>['orders']): Promise<void> {
  const rows = orders.map(given => aTaobaoOrder({
    订单编号: `="${numberOf(given.number)}"`, 买家会员名: `buyer${given.who}`, 联系手机: given.isMasked ? '186****0000' : phones[given.who]!, 买家实际支付金额: (given.fen / 100).toFixed(2), 订单状态: given.state,
    订单创建时间: `2026-05-0${given.day} ${given.hour}:00:00`, 订单付款时间: given.state === '等待买家付款' ? '' : `2026-05-0${given.day} ${given.hour}:01:00`,
  }))
  // The later variant of the file, which has a column for refunds.
  const columns = headerOf('taobao_order')
  const table = rows.map((row, at) => [...rowOf(columns, row), orders[at]!.refund === null ? '无退款申请' : (orders[at]!.refund! / 100).toFixed(2)])
  await importFiles(server.context, { userId: 'operator-he', files: [{ name: 'a.csv', bytes: csvBytes([[...columns, '退款金额'], ...table]) }] })
}

it('keeps per customer exactly the figures that the rows of the person give, whatever is imported, bound, released, taken back, joined and parted in whatever order; 1V1 once given stays, and parting gives back one\'s own', async () => {
  const seen = new Map<string, number>()
  await fc.assert(fc.asyncProperty(fc.subarray([0, 1, 2, 3], { minLength: 2 }), fc.array(step, { minLength: 4, maxLength: 9 }), async (known, steps) => {
    await sql`truncate "order", order_line, order_source_row, buyer_identity, import_job, customer, customer_join, follow, follow_phone, reminder cascade`.execute(server.db)
    for (const at of phones.keys()) await aCustomer(server.db, { externalUserId: idOf(at), followedBy: ['rep-chen'] })
    for (const at of known) await addPhone(at, at)
    const ownReached = new Set<number>()
    /** By what the person has, as long as it is the same person. */
    let togetherReached = new Map<number, string>()
    for (const now of steps) {
      await perform(now)
      seen.set(now.kind, (seen.get(now.kind) ?? 0) + 1)
      const taken = await sql`select 1 from order_refusal r join "order" o on o.id = r.order_id and o.external_user_id = r.external_user_id`.execute(server.db)
      expect(taken.rows).toEqual([])
      const all = await rebuilt()
      togetherReached = new Map([...togetherReached].filter(([at, accounts]) => accounts.split(' ').every(id => all[at]!.accounts.includes(id))))
      for (const { who: at, accounts, figures, ownFen } of all) {
        if (ownFen >= 500_000) ownReached.add(at)
        if (figures.lifetimeSpendFen >= 500_000 && accounts.length > 1) togetherReached.set(at, accounts.join(' '))
        const kept = await server.db.selectFrom('customer').selectAll().where('externalUserId', '=', idOf(at)).executeTakeFirstOrThrow()
        expect(kept).toMatchObject(figures)
        expect([idOf(at), kept.oneToOneAt !== null]).toEqual([idOf(at), ownReached.has(at) || togetherReached.has(at)])
      }
    }
    // Parted from everybody, each stands for itself.
    for (const one of phones.keys()) for (const other of phones.keys()) await perform({ kind: 'part', who: one, other })
    for (const { who: at, accounts, figures } of await rebuilt()) {
      const kept = await server.db.selectFrom('customer').selectAll().where('externalUserId', '=', idOf(at)).executeTakeFirstOrThrow()
      expect(accounts).toEqual([idOf(at)])
      expect(kept).toMatchObject(figures)
    }
    expect(await server.db.selectFrom('order').select('id').where('matchedBy', '=', 'person').execute()).toEqual([])
  }), { numRuns: 18 })
  // A step that never came about would prove nothing.
  for (const kind of ['import', 'phone', 'bind', 'unbind', 'restore', 'join', 'part']) expect(seen.get(kind) ?? 0).toBeGreaterThan(0)
})
