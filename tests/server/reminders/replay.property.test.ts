import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { isHeldOut } from '../../../server/contact/holdout.rules.ts'
import { refreshFigures } from '../../../server/orders/figures.queries.ts'
import { planDue, replanCustomer } from '../../../server/reminders/planner.ts'
import { addMs, dayMs, hourMs } from '../../../server/time.ts'
import { aCustomer, aLead, anOrder, aRep, asJson, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'
import type { BulkSent } from '../../../contract/bulk.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen' })
  await aLead(server.db, { userId: 'lead-lin', team: ['rep-chen'] })
  // A day of the same member's is never full: each story is told twice.
  await server.db.updateTable('setting').set({ value: asJson({ perDay: 50, days: 14 }) }).where('key', '=', 'personalTasks').execute()
})
afterAll(() => server.close())

type Happening = { kind: 'order' | 'mass' | 'touch' | 'silence' | 'answer' | 'case' | 'opt-out' | 'night', hours: number }
const story = fc.array(fc.record({ kind: fc.constantFrom<Happening['kind']>('order', 'mass', 'mass', 'touch', 'touch', 'silence', 'answer', 'case', 'opt-out', 'night'), hours: fc.integer({ min: 1, max: 15 * 24 }) }), { minLength: 2, maxLength: 8 })
let count = 0
let left = 0

/** The story happens to a new customer from the same day on; returns what stands in the queue at its end. */
async function play(happenings: readonly Happening[]): Promise<unknown> {
  let id = ''
  do id = `wmReplay${++count}`; while (isHeldOut(id, 0.1))
  let now = testNow
  const call = server.as('rep-chen')
  await aCustomer(server.db, { externalUserId: id, followedBy: ['rep-chen'], addedAt: before(testNow, { days: 100 }), highValue: true, oneToOneAt: before(testNow, { days: 9 }) })
  for (const { kind, hours } of happenings) {
    now = addMs(now, hours * hourMs)
    server.setNow(now)
    if (kind === 'mass') await mass(id)
    if (kind === 'order') await order(id as CustomerId, now)
    if (kind === 'touch' || kind === 'silence') {
      const touch = await call('POST', `/api/customers/${id}/touches`, { channel: 'chat', overLimitReason: 'other' })
      await call('PATCH', `/api/touches/${touch.json<{ touchId: string }>().touchId}`, { reply: kind === 'touch' ? 'yes' : 'no' })
    }
    if (kind === 'answer') await call('POST', `/api/customers/${id}/answers`, { questionKey: 'kinds', questionVersion: 1, state: 'asked' })
    if (kind === 'case') await call('POST', `/api/customers/${id}/cases`, { kind: 'complaint', summary: '瓶子碎了' })
    if (kind === 'opt-out') await call('PATCH', `/api/customers/${id}`, { optOut: true })
    if (kind === 'night') await planDue(server.context)
  }
  server.setNow(addMs(now, dayMs))
  await planDue(server.context)
  return server.db.selectFrom('reminder').select(['rule', 'state', 'contactClass', 'title', 'reason', 'moreReasons', 'changes', 'dueAt', 'windowEndAt', 'score'])
    .where('externalUserId', '=', id).orderBy('createdAt').orderBy('dueAt').orderBy('rule').execute()
}

/** Leaves a task of hers, but in quiet hours: 1V1 customers are in no mass message. */
async function mass(id: string): Promise<void> {
  const sent = await server.as('lead-lin')('POST', '/api/bulk', { customerIds: [id], text: '天热了，干货记得放冰箱冷藏。' })
  if (sent.statusCode !== 202) return
  left += sent.json<BulkSent>().tasks.count
  await server.db.transaction().execute(trx => replanCustomer(server.context, trx, id as CustomerId))
}

async function order(id: CustomerId, now: Date): Promise<void> {
  await anOrder(server.db, { externalUserId: id, paidAt: now, signedAt: addMs(now, 2 * dayMs), purpose: 'self', lines: [{ productId: 'nest-instant-70x15', quantity: 2 }] })
  await server.db.transaction().execute(async (trx) => {
    await refreshFigures(trx, [id], now)
    await replanCustomer(server.context, trx, id)
  })
}

it('the same events at the same times give the same queue, to the word', async () => {
  await fc.assert(fc.asyncProperty(story, async (happenings) => {
    const first = await play(happenings)
    server.setNow(testNow)
    expect(await play(happenings)).toEqual(first)
  }), { numRuns: 12 })
  expect(left).toBeGreaterThan(4)
})
