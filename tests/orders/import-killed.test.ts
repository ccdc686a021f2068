import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Import } from '../../contract/imports.schema.ts'
import { connect } from '../../server/db/database.ts'
import { graphileJobs } from '../../server/jobs/graphile-jobs.ts'
import { migrateJobs } from '../../server/jobs/worker.ts'
import { uploadOf } from '../../server/orders/files/upload.ts'
import { insertImport } from '../../server/orders/import.queries.ts'
import { chunkRows } from '../../server/orders/preview-import.ts'
import { readImport } from '../../server/orders/read-import.ts'
import { aCustomer, aRep } from '../support/factories.ts'
import { processBeside, type OwnProcess } from '../support/own-process.ts'
import { testServer, type TestServer } from '../support/test-server.ts'
import { aTaobaoOrder, platformCsv } from './fixtures/write.ts'

const total = chunkRows + 500
/** Of each of the two chunks. */
const hers = [0, 1000, total - 1]
const phone = '18618486065'

let server: TestServer
const processes: OwnProcess[] = []
beforeAll(async () => {
  server = await testServer()
  await migrateJobs(server.target)
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  await aCustomer(server.db, { externalUserId: 'wmA', followedBy: ['operator-he'] })
  const { vault } = server.context
  await server.db.insertInto('followPhone').values({ externalUserId: 'wmA', userId: 'operator-he', phoneHash: vault.hashPhone(phone), phoneCipher: vault.seal(phone), lastFour: '6065' }).execute()
})
afterAll(async () => {
  await Promise.all(processes.map(one => one.kill()))
  await server.close()
})

/** An import as an operator sees it before committing. */
async function previewed(): Promise<string> {
  const { context } = server
  const id = context.newId()
  const orders = Array.from({ length: total }, (_, index) => aTaobaoOrder({
    订单编号: `="${1930679858170000 + index}"`, 联系手机: hers.includes(index) ? phone : '', 买家会员名: hers.includes(index) ? 'tb_xiaoman88' : 'tb_other',
  }))
  await insertImport(context.db, { id, userId: 'operator-he', now: context.clock.now(), files: ['订单.csv'] })
  await readImport(context, id, [uploadOf('订单.csv', platformCsv('taobao_order', orders))])
  return id
}

/** Somebody who holds the row of the import: a chunk, which writes its progress last, has written all else and can't end (its orders refer to the row, hence no key). */
async function holding(id: string): Promise<{ letGo: () => Promise<void> }> {
  const sql = connect(server.target, { maxConnections: 1 })
  await sql.unsafe('begin')
  await sql`select 1 from import_job where id = ${id} for no key update`
  return { letGo: async () => { await sql.unsafe('commit'); await sql.end() } }
}

const view = async (id: string): Promise<Import> => (await server.as('operator-he')('GET', `/api/imports/${id}`)).json<Import>()
const written = async (): Promise<string[]> => (await server.db.selectFrom('order').select('id').orderBy('id').execute()).map(order => String(order.id))
async function waitingAt(count: number): Promise<void> {
  const admin = connect(server.target, { maxConnections: 1 })
  await expect.poll(async () => (await admin`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%import_job%'`).length, { interval: 20 }).toBe(count)
  await admin.end()
}
async function start(): Promise<OwnProcess> {
  const made = processBeside(server, 'work')
  processes.push(made)
  await made.until('ready')
  return made
}

it('an import whose process is killed in the midst of a chunk goes on in another from the last whole one, and ends with each order once', async () => {
  const id = await previewed()
  expect((await server.as('operator-he')('POST', `/api/imports/${id}/commit`)).statusCode).toBeLessThan(300)
  expect(server.queued).toEqual([{ name: 'commit-import', payload: { importId: id } }])
  await server.db.transaction().execute(trx => graphileJobs.add(trx, 'commit-import', { importId: id }))
  let held = await holding(id)
  const first = await start()
  await waitingAt(1)
  // Held again right behind the first chunk; where the second holder comes before it, once more.
  while ((await view(id)).progress.done === 0) {
    const next = holding(id)
    await waitingAt(2)
    await held.letGo()
    held = await next
    await waitingAt(1)
  }
  const { status, progress } = await view(id)
  expect([status, progress.done < total]).toEqual(['committing', true])
  await first.kill()
  await held.letGo()
  const had = await written()
  expect(had).toHaveLength(progress.done)

  await start()
  await expect.poll(async () => (await view(id)).status).toBe('done')
  expect(await view(id)).toMatchObject({ counts: { created: total, updated: 0, unchanged: 0, problems: 0 }, progress: { done: total, total } })
  const all = await written()
  expect([all.length, had.every(order => all.includes(order))]).toEqual([total, true])
  expect((await server.db.selectFrom('orderLine').select('orderId').execute()).length).toBe(total)
  expect(await server.db.selectFrom('order').select('orderNo').where('externalUserId', '=', 'wmA').orderBy('orderNo').execute()).toEqual(hers.map(index => ({ orderNo: String(1930679858170000 + index) })))
  expect(await server.db.selectFrom('customer').select(['orderCount', 'lifetimeSpendFen']).executeTakeFirst()).toEqual({ orderCount: 3, lifetimeSpendFen: 3 * 119_600 })
})
