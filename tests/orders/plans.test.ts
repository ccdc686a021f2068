import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../contract/ids.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import { runJob } from '../../server/jobs/run-job.ts'
import { commitImport } from '../../server/orders/commit-import.ts'
import { beginCommit, importFiles } from '../../server/orders/import-files.ts'
import { insertImport } from '../../server/orders/import.queries.ts'
import { uploadOf } from '../../server/orders/files/upload.ts'
import { readImport } from '../../server/orders/read-import.ts'
import { replanCustomer } from '../../server/reminders/planner.ts'
import { aCustomer, anOrder, aRep, before, testNow } from '../support/factories.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aTaobaoOrder, platformCsv } from './fixtures/write.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer({ now: testNow })
  await loadStarterCatalogue(server.context)
  // The random share whose proposals are held back would make these tests depend on their ids.
  await server.db.updateTable('setting').set({ value: 0 }).where('key', '=', 'holdoutShare').execute()
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aRep(server.db, { userId: 'rep-chen', name: '陈晓' })
})
afterAll(() => server.close())

async function customerWithPhone(externalUserId: string, phone: string): Promise<CustomerId> {
  const { vault } = server.context
  const id = await aCustomer(server.db, { externalUserId, followedBy: ['rep-chen'], addedAt: before(testNow, { days: 300 }) })
  await server.db.insertInto('followPhone').values({ externalUserId, userId: 'rep-chen', phoneHash: vault.hashPhone(phone), phoneCipher: vault.seal(phone), lastFour: phone.slice(-4) }).execute()
  return id
}

const proposalsOf = async (externalUserId: string) => server.db.selectFrom('reminder').select(['rule', 'reason']).where('externalUserId', '=', externalUserId).where('state', '=', 'open').execute()
const sceneOf = async (externalUserId: string) => (await server.db.selectFrom('customer').select('scene').where('externalUserId', '=', externalUserId).executeTakeFirstOrThrow()).scene
const replans = () => server.queued.filter(({ name }) => name === 'replan-customers')
const file = (phone: string, orderNo: string) => ({ name: 'ExportOrderList.csv', bytes: platformCsv('taobao_order', [aTaobaoOrder({ 订单编号: `="${orderNo}"`, 联系手机: phone })], { encoding: 'gb18030' }) })

describe('an import and the plans', () => {
  it('queues nothing when no order finds a customer', async () => {
    await importFiles(server.context, { userId: 'operator-he', files: [file('18600000001', '1930679858170001')] })
    expect(replans()).toEqual([])
  })

  it('queues the customers of a chunk with the chunk, and the job brings plan and scene up to date', async () => {
    const id = await customerWithPhone('wmPlanA', '18618486065')
    await importFiles(server.context, { userId: 'operator-he', files: [file('18618486065', '1930679858170002')] })
    expect(replans()).toEqual([{ name: 'replan-customers', payload: { externalUserIds: [id] } }])
    expect(await sceneOf(id)).toBe('added')
    await runJob(server.context, 'replan-customers', { externalUserIds: [id, 'wmNobody'] })
    expect(await sceneOf(id)).toBe('active')
    const first = await proposalsOf(id)
    await runJob(server.context, 'replan-customers', { externalUserIds: [id] })
    expect(await proposalsOf(id)).toEqual(first)
  })

  it('keeps neither the orders nor the job when the chunk is undone', async () => {
    const importId = server.context.newId()
    const context = { ...server.context, jobs: { add: () => Promise.reject(new Error('no jobs today')) } }
    await customerWithPhone('wmPlanB', '18618486066')
    await insertImport(server.db, { id: importId, userId: 'operator-he', now: testNow })
    const { name, bytes } = file('18618486066', '1930679858170003')
    await readImport(server.context, importId, [uploadOf(name, bytes)])
    await beginCommit(server.context, importId)
    await expect(commitImport(context, importId)).rejects.toThrow('no jobs today')
    expect(await server.db.selectFrom('order').select('id').where('orderNo', '=', '1930679858170003').execute()).toEqual([])
  })
})

describe('for whom an order was bought', () => {
  it('plans anew at once: a pack that turns out to be a gift asks for no refill', async () => {
    const id = await aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 300 }) })
    const orderId = await anOrder(server.db, {
      externalUserId: id, purpose: 'self', paidAt: before(testNow, { days: 28 }), signedAt: before(testNow, { days: 26 }), lines: [{ productId: 'nest-instant-70x15', quantity: 2 }],
    })
    await server.db.transaction().execute(trx => replanCustomer(server.context, trx, id))
    expect(await proposalsOf(id)).toMatchObject([{ rule: 'replenishment' }])
    expect((await server.as('rep-chen')('PATCH', `/api/customers/${id}/orders/${orderId}`, { use: 'gift' })).statusCode).toBe(200)
    expect((await proposalsOf(id)).map(({ rule }) => rule)).not.toContain('replenishment')
  })
})
