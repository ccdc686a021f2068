import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CustomerId } from '../../../contract/ids.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { readManyFacts } from '../../../server/customers/customer-facts.queries.ts'
import type { CustomerFacts } from '../../../server/customers/customer-facts.ts'
import { readPlanFacts } from '../../../server/customers/plan-facts.queries.ts'
import type { PlanFacts } from '../../../server/customers/plan-facts.ts'
import { replanAll } from '../../../server/reminders/planner.ts'
import { scoreCustomers } from '../../../server/tiers/rhythm.ts'
import { addMs, dayMs } from '../../../server/time.ts'
import { testNow } from '../../support/factories.ts'
import { planWorld } from '../../support/plan-world.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

const ids = Array.from({ length: 60 }, (_, index) => `wm${String(index + 1).padStart(8, '0')}` as CustomerId)
let server: TestServer
beforeAll(async () => {
  server = await testServer()
  const { db, context } = server
  await loadStarterCatalogue(context)
  await planWorld(db, { customers: ids.length, ordersEach: 8, reps: 2, now: testNow, seed: 3 })
  await scoreCustomers(context)
  await replanAll(context)
  const at = (days: number) => sql`${addMs(testNow, -days * dayMs)}::timestamptz`
  const some = (every: number) => sql`from customer where right(external_user_id, 4)::int % ${every}::int = 1`
  for (const statement of [
    sql`insert into service_case (id, external_user_id, kind, summary, opened_by, opened_at, due_at, handler_user_id, closed_at)
      select md5(external_user_id)::uuid, external_user_id, 'complaint', '破损', 'rep-0', ${at(9)}, ${at(8)}, 'rep-1', case when region is not null then ${at(2)} end ${some(5)}`,
    sql`insert into event (id, external_user_id, kind, happened_at) select md5(external_user_id)::uuid, external_user_id, 'browse', ${at(3)} ${some(4)}`,
    sql`insert into supply_correction (id, external_user_id, left_days, by_user_id, corrected_at) select md5(external_user_id)::uuid, external_user_id, 9, 'rep-0', ${at(1)} ${some(6)}`,
    sql`insert into customer_join (external_user_id, person_id, joined_by, joined_at) select external_user_id, 'person', 'rep-0', ${at(1)} ${some(20)}`,
    sql`update reminder set state = 'skipped', closed_at = ${at(1)} where right(external_user_id, 4)::int % 3 = 1`,
    sql`insert into bulk_send (id, by_user_id, text_cipher, total, not_found, created_at) values (md5('bulk')::uuid, 'rep-0', '', 9, 0, ${at(2)})`,
    sql`insert into personal_task (bulk_send_id, external_user_id, user_id, reason, about, created_at, due_at, expires_at)
      select md5('bulk')::uuid, external_user_id, 'rep-0', 'cadence', '天热了', ${at(2)}, ${at(-1)}, ${at(-8)} ${some(7)}`,
    sql`update "order" set paid_fen = 0 where order_no like '%7-1'`,
    sql`update follow set lost_at = ${at(2)} where right(external_user_id, 4)::int % 11 = 1`,
  ]) await statement.execute(db)
})
afterAll(() => server.close())

const lineOf = ({ title, spec, productId, quantity, isGift }: CustomerFacts['orders'][number]['lines'][number]) => ({ title, spec, productId, quantity, isGift })

/** Of the whole facts what a plan asks for, said once more by hand: whatever a new rule needs must be added here, to the type and to the statement. */
function planPart({ customer, owner, follow, answers, notes, orders, supplyOrder, products, score, touches, serviceCase, reminders, closedReminders, ...facts }: CustomerFacts): PlanFacts {
  const { externalUserId, region, birthdayOn, optOutAt, lifetimeSpendFen, orderCount, lastOrderAt, lastTouchAt, lastReplyAt, highValue, scene, addedAt } = customer
  const { purchaseDays, giftDays, supplyCorrection, wasEverTouched, events, personalTask, isMainAccount } = facts
  return {
    customer: { externalUserId, region, birthdayOn, optOutAt, lifetimeSpendFen, orderCount, lastOrderAt, lastTouchAt, lastReplyAt, highValue, scene, addedAt },
    owner: owner && { userId: owner.userId, canContact: owner.canContact },
    follow: follow && { userId: follow.userId, addedAt: follow.addedAt, state: follow.state, channel: follow.channel, lostAt: follow.lostAt },
    answers: answers.map(({ questionKey, state, options, answeredAt }) => ({ questionKey, state, options, answeredAt })),
    notes: notes.slice(0, 1).map(({ text, notedAt }) => ({ text, notedAt })),
    orders: orders.filter(({ signedAt }) => signedAt && signedAt > addMs(testNow, -60 * dayMs)).map(({ state, paidAt, signedAt, purpose, paidFen, lines }) =>
      ({ state, paidAt, signedAt, purpose, paidFen, lines: lines.map(lineOf) })),
    supplyOrder: supplyOrder && {
      placedAt: supplyOrder.placedAt, paidAt: supplyOrder.paidAt, signedAt: supplyOrder.signedAt,
      lines: supplyOrder.lines.map(lineOf),
    },
    products: products.map(({ productId, firstAt }) => ({ productId, firstAt })), score,
    touches: touches.map(({ contactClass, startedAt, lastAt, replyState }) => ({ contactClass, startedAt, lastAt, replyState })),
    serviceCase: serviceCase && {
      caseId: serviceCase.caseId, kind: serviceCase.kind, openedAt: serviceCase.openedAt, dueAt: serviceCase.dueAt, handlerUserId: serviceCase.handlerUserId, closedAt: serviceCase.closedAt,
    },
    reminders: reminders.map(({ reminderId, rule, contactClass, state, dueAt, windowEndAt, snoozedUntil }) =>
      ({ reminderId, rule, contactClass, state, dueAt, windowEndAt, snoozedUntil })),
    closedReminders: closedReminders.map(({ rule, state, closedAt, dueAt }) => ({ rule, state, closedAt, dueAt })),
    purchaseDays, giftDays, supplyCorrection, wasEverTouched, events, personalTask, isMainAccount,
  }
}

it('what the planner reads of everybody is what the sidebar reads of each, as far as a rule asks for it', async () => {
  const [whole, part] = await server.db.transaction().execute(async trx => [await readManyFacts(trx, ids, testNow), await readPlanFacts(trx, ids, testNow)] as const)
  expect(part.catalogueVersion).toBe(whole.catalogueVersion)
  expect(part.facts.map(({ accounts: _accounts, ...facts }) => facts)).toEqual(whole.facts.map(planPart))
  expect(part.facts.map(({ customer, accounts }) => accounts.filter(account => account !== customer.externalUserId).sort()))
    .toEqual(whole.facts.map(({ otherAccounts }) => otherAccounts.map(({ externalUserId }) => externalUserId).sort()))
  // The comparison is worth something only where there is something.
  const seen = (has: (facts: PlanFacts) => boolean): number => part.facts.filter(has).length
  for (const count of [
    seen(({ orders }) => orders.length > 0), seen(({ supplyOrder }) => supplyOrder !== null), seen(({ giftDays }) => giftDays.length > 0), seen(({ score }) => score !== null),
    seen(({ serviceCase }) => serviceCase !== null), seen(({ events }) => events.length > 0), seen(({ supplyCorrection }) => supplyCorrection !== null),
    seen(({ reminders }) => reminders.length > 0), seen(({ closedReminders }) => closedReminders.length > 0), seen(({ notes }) => notes.length > 0),
    seen(({ answers }) => answers.length > 0), seen(({ personalTask }) => personalTask !== null), seen(({ isMainAccount }) => !isMainAccount), seen(({ follow }) => follow?.lostAt != null), seen(({ wasEverTouched }) => wasEverTouched),
  ]) expect(count).toBeGreaterThan(0)
})

it('reads one, by a statement of her own, as it reads her among many', async () => {
  await server.db.transaction().execute(async (trx) => {
    const many = { whole: await readManyFacts(trx, ids, testNow), part: await readPlanFacts(trx, ids, testNow) }
    for (const [index, id] of ids.entries()) {
      expect(await readManyFacts(trx, [id], testNow)).toEqual({ ...many.whole, facts: [many.whole.facts[index]] })
      expect(await readPlanFacts(trx, [id], testNow)).toEqual({ ...many.part, facts: [many.part.facts[index]] })
    }
    const gone = ['wmGone' as CustomerId]
    expect([await readManyFacts(trx, gone, testNow), await readPlanFacts(trx, gone, testNow)]).toEqual(Array(2).fill({ catalogueVersion: null, facts: [] }))
  })
})
