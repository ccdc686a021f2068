import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerId, RepId } from '../../../contract/ids.ts'
import { getCatalogueVersion } from '../../../server/catalogue/catalogue.queries.ts'
import { openDatabase, type Database } from '../../../server/db/database.ts'
import { factsStatement } from '../../../server/customers/customer-facts-statement.queries.ts'
import { readCustomerFacts } from '../../../server/customers/customer-facts.queries.ts'
import { onePlanFactsStatement } from '../../../server/customers/plan-facts-statement.queries.ts'
import {
  aCustomer, aFollow, aLead, anAnswer, aNote, anOrder, aProduct, aReminder, aRep, aServiceCase, aTouch, before, starterQuestions, testNow,
} from '../../support/factories.ts'
import { testDatabase, type TestDatabase } from '../../support/test-database.ts'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  await starterQuestions(db)
  await aRep(db, { userId: 'rep-chen', name: '陈晓' })
  await aRep(db, { userId: 'rep-zhou' })
  await aLead(db, { userId: 'lead-lin', team: ['rep-chen'] })
  await aRep(db, { userId: 'operator-he', role: 'operator' })
})
afterAll(() => database.drop())

const read = (viewerId: string | null, externalUserId: CustomerId, now = testNow) => readCustomerFacts(db, { viewerId: viewerId as RepId | null, externalUserId, now })

describe('who may read', () => {
  it('refuses an unknown viewer and one who has left', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen'] })
    await expect(read('stranger', customer)).rejects.toMatchObject({ code: 'not-signed-in' })
    await aRep(db, { userId: 'rep-gone', isActive: false })
    await aFollow(db, { externalUserId: customer, userId: 'rep-gone' })
    await expect(read('rep-gone', customer)).rejects.toMatchObject({ code: 'not-signed-in' })
  })

  it('finds nothing outside the scope, and nothing that does not exist', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen'] })
    expect(await read('rep-zhou', customer)).toBeNull()
    expect(await read('rep-chen', 'wmNobody' as CustomerId)).toBeNull()
    expect(await read(null, 'wmNobody' as CustomerId)).toBeNull()
  })

  it('is for the follower, the lead above, an operator, and a job', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen'] })
    for (const viewer of ['rep-chen', 'lead-lin', 'operator-he', null]) expect((await read(viewer, customer))?.customer.externalUserId).toBe(customer)
  })

  it('is closed to a rep whose relation has ended, and follows a changed role at once', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen'] })
    await aFollow(db, { externalUserId: customer, userId: 'rep-zhou', endedAt: before(testNow, { days: 1 }) })
    expect(await read('rep-zhou', customer)).toBeNull()
    await db.updateTable('rep').set({ roleOverride: 'admin' }).where('userId', '=', 'rep-zhou').execute()
    expect((await read('rep-zhou', customer))?.viewer).toEqual({ userId: 'rep-zhou', name: '销售rep-zhou', role: 'admin' })
    await db.updateTable('rep').set({ roleOverride: null }).where('userId', '=', 'rep-zhou').execute()
  })
})

describe('what is read', () => {
  it('says that nothing is there for a customer just added', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen'], addedAt: before(testNow, { hours: 1 }) })
    expect(await read('rep-chen', customer)).toMatchObject({
      catalogueVersion: await getCatalogueVersion(db), viewer: { userId: 'rep-chen', role: 'rep' }, owner: { userId: 'rep-chen', name: '陈晓' },
      customer: { addedAt: before(testNow, { hours: 1 }), lastOrderAt: null, lifetimeSpendFen: 0, tier: 'new' },
      follow: { userId: 'rep-chen', isViewers: true, lostAt: null, pendingWrite: false }, tags: [], answers: [], notes: [], orders: [], purchaseDays: [], supplyOrder: null,
      supplyCorrection: null, touches: [], wasEverTouched: false, serviceCase: null, reminders: [], closedReminders: [],
    })
  })

  it('takes the viewer\'s own relation, else the owner\'s', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen', 'rep-zhou'] })
    await db.updateTable('follow').set({ remark: '周的备注' }).where('externalUserId', '=', customer).where('userId', '=', 'rep-zhou').execute()
    expect((await read('rep-zhou', customer))?.follow).toMatchObject({ userId: 'rep-zhou', remark: '周的备注', isViewers: true })
    expect((await read('lead-lin', customer))?.follow).toMatchObject({ userId: 'rep-chen', isViewers: false })
    expect((await read(null, customer))?.follow).toMatchObject({ userId: 'rep-chen', isViewers: false })
  })

  it('gives the newest answer of each question and ten notes, deleted ones left out', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen'] })
    const by = { externalUserId: customer, byUserId: 'rep-chen' }
    await anAnswer(db, { ...by, questionKey: 'kinds', options: ['nest'] })
    const newest = await anAnswer(db, { ...by, questionKey: 'kinds', options: ['ginseng'] })
    await anAnswer(db, { ...by, questionKey: 'family', state: 'asked' })
    for (let day = 1; day <= 12; day++) await aNote(db, { ...by, text: `第${day}天`, notedAt: before(testNow, { days: day }) })
    await aNote(db, { ...by, text: '删掉的', notedAt: testNow, deletedAt: testNow })
    const facts = await read('rep-chen', customer)
    expect(facts?.answers.map(answer => [answer.questionKey, answer.answerId === newest, answer.state])).toEqual([['family', false, 'asked'], ['kinds', true, 'answered']])
    expect(facts?.answers[0]?.answeredAt).toEqual(before(testNow, { days: 3 }))
    expect(facts?.notes.map(note => note.text)).toEqual(Array.from({ length: 10 }, (_, index) => `第${index + 1}天`))
  })

  it('counts own purchases by the company\'s day and finds the pack that is being used', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen'] })
    const productId = await aProduct(db, { id: 'nest-7' })
    const externalUserId = customer
    const bought = { externalUserId, lines: [{ productId }] }
    await anOrder(db, { ...bought, paidAt: new Date('2026-03-01T23:30:00+08:00') })
    await anOrder(db, { ...bought, paidAt: new Date('2026-03-02T00:30:00+08:00'), orderNo: 'the-pack' })
    await anOrder(db, { ...bought, paidAt: new Date('2026-04-01T12:00:00+08:00'), purpose: 'gift' })
    await anOrder(db, { ...bought, paidAt: new Date('2026-04-05T12:00:00+08:00'), refundFen: 39800, state: 'refunded' })
    await anOrder(db, { externalUserId, paidAt: new Date('2026-05-01T12:00:00+08:00'), lines: [{ title: '没有产品资料' }, { title: '小样', productId, isGift: true }] })
    await anOrder(db, { externalUserId, paidAt: null, placedAt: new Date('2026-05-02T12:00:00+08:00'), state: 'unpaid' })
    const facts = await read('rep-chen', customer)
    expect(facts?.purchaseDays).toEqual(['2026-03-01', '2026-03-02', '2026-05-01'])
    expect(facts?.supplyOrder).toMatchObject({ orderNo: 'the-pack', lines: [{ productId: 'nest-7', quantity: 1 }] })
    expect(facts?.orders.map(order => order.state)).toEqual(['unpaid', 'completed', 'refunded', 'completed', 'completed'])
    expect(facts?.orders[1]?.lines.map(line => line.title)).toEqual(['没有产品资料', '小样'])
  })

  it('takes touches of all followers within 90 days, the open case before a closed one, and live reminders apart from closed ones', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen', 'rep-zhou'] })
    const of = (userId: string) => ({ externalUserId: customer, userId })
    await aTouch(db, { ...of('rep-zhou'), startedAt: before(testNow, { days: 5 }), replyState: 'yes', replyAt: before(testNow, { days: 4 }) })
    await aTouch(db, { ...of('rep-chen'), startedAt: before(testNow, { days: 89 }) })
    await aTouch(db, { ...of('rep-chen'), startedAt: before(testNow, { days: 91 }) })
    await aServiceCase(db, { externalUserId: customer, openedBy: 'rep-chen', openedAt: before(testNow, { days: 9 }), summary: '还没处理' })
    await aServiceCase(db, { externalUserId: customer, openedBy: 'rep-chen', openedAt: before(testNow, { days: 3 }), closedAt: before(testNow, { days: 2 }), closedBy: 'rep-chen' })
    await aReminder(db, of('rep-chen'))
    await aReminder(db, { ...of('rep-zhou'), rule: 'promise', dueAt: before(testNow, { days: -1 }), state: 'snoozed', snoozedUntil: before(testNow, { days: -2 }) })
    await aReminder(db, { ...of('rep-chen'), state: 'skipped', skipReason: 'bad_time', closedAt: before(testNow, { days: 3 }) })
    await aReminder(db, { ...of('rep-chen'), state: 'done', closedAt: before(testNow, { days: 31 }) })
    const facts = await read('rep-chen', customer)
    expect(facts?.touches.map(touch => [touch.byName, touch.replyState])).toEqual([['销售rep-zhou', 'yes'], ['陈晓', 'unknown']])
    expect(facts?.wasEverTouched).toBe(true)
    expect(facts?.serviceCase).toMatchObject({ summary: '还没处理', closedAt: null, openedByName: '陈晓', means: [] })
    expect(facts?.reminders.map(reminder => reminder.rule)).toEqual(['cadence', 'promise'])
    expect(facts?.reminders[1]?.snoozedUntil).toEqual(before(testNow, { days: -2 }))
    expect(facts?.closedReminders).toEqual([{ rule: 'cadence', state: 'skipped', closedAt: before(testNow, { days: 3 }), skipReason: 'bad_time', dueAt: testNow }])
  })
})

/** Any instant, as SQL. */
const day = `'2026-06-15T02:00:00Z'`

describe('what it costs', () => {
  beforeAll(() => manyRows(db))

  it('is one statement', async () => {
    const customer = await aCustomer(db, { followedBy: ['rep-chen'] })
    const statements: string[] = []
    const counted = openDatabase(database.target, { maxConnections: 1, onStatement: text => statements.push(text) })
    await sql`select 1`.execute(counted)
    statements.length = 0
    expect(await readCustomerFacts(counted, { viewerId: 'rep-chen' as RepId, externalUserId: customer, now: testNow })).not.toBeNull()
    await counted.destroy()
    expect(statements).toHaveLength(1)
  })

  it.each([
    ['the sidebar', factsStatement, 'text, text, timestamptz, timestamptz, timestamptz, timestamptz, text, integer', `'rep-many', ${day}, ${day}, ${day}, ${day}, 'Asia/Shanghai', 0`],
    ['the planner', onePlanFactsStatement, 'text, timestamptz, timestamptz, timestamptz, timestamptz, text, timestamptz', `${day}, ${day}, ${day}, ${day}, 'Asia/Shanghai', ${day}`],
  ])('for %s scans no table of customers, orders or contact, however the plan is made', async (_for, statement, types, values) => {
    for (const mode of ['force_generic_plan', 'force_custom_plan']) {
      const plan = await db.connection().execute(async (connection) => {
        await sql.raw(`set plan_cache_mode = ${mode}`).execute(connection)
        await sql.raw(`prepare facts (${types}) as ${statement}`).execute(connection)
        const { rows } = await sql.raw<{ 'QUERY PLAN': string }>(`explain execute facts ('wmMany0077', ${values})`).execute(connection)
        await sql.raw('deallocate facts').execute(connection)
        await sql.raw('reset plan_cache_mode').execute(connection)
        return rows.map(row => Object.values(row)[0]).join('\n')
      })
      expect(plan).toContain('Index')
      const scanned = [...plan.matchAll(/(?:Seq|Bitmap Heap) Scan on "?(\w+)"?/g)].filter(([kind]) => kind.startsWith('Seq')).map(match => match[1])
      expect(scanned.filter(table => bigTables.has(table ?? ''))).toEqual([])
    }
  })
})

const bigTables = new Set(['customer', 'follow', 'customer_tag', 'answer', 'note', 'order', 'order_line', 'touch', 'service_case', 'reminder', 'supply_correction', 'rep_scope'])

/** 3,000 customers of one rep with rows in every table that grows with customers. */
async function manyRows(db: Database): Promise<void> {
  await aRep(db, { userId: 'rep-many' })
  const at = sql.lit('2026-05-01T00:00:00Z')
  const id = sql`'wmMany' || lpad(n::text, 4, '0')`
  const run = async (statement: ReturnType<typeof sql>): Promise<void> => { await statement.execute(db) }
  await run(sql`insert into customer (external_user_id, name, owner_user_id, added_at, last_activity_at, updated_at)
    select ${id}, '客户' || n, 'rep-many', ${at}, ${at}, ${at} from generate_series(1, 3000) n`)
  await run(sql`insert into follow (external_user_id, user_id, added_at, synced_at) select ${id}, 'rep-many', ${at}, ${at} from generate_series(1, 3000) n`)
  await run(sql`insert into rep (user_id, name, role, synced_at) select 'rep-x' || n, '某', 'rep', ${at} from generate_series(1, 500) n`)
  await run(sql`insert into rep_scope (viewer_id, user_id) select user_id, user_id from rep on conflict do nothing`)
  await run(sql`insert into answer (id, external_user_id, question_key, question_version, state, by_user_id, answered_at)
    select gen_random_uuid(), ${id}, key, 1, 'asked', 'rep-many', ${at} from generate_series(1, 3000) n, question where version = 1`)
  await run(sql`insert into note (id, external_user_id, kind, text, by_user_id, noted_at, updated_at)
    select gen_random_uuid(), ${id}, 'other', '爱吃甜', 'rep-many', ${at}, ${at} from generate_series(1, 3000) n`)
  await run(sql`insert into "order" (platform, order_no, external_user_id, state, placed_at, paid_at, paid_fen, updated_at)
    select 'taobao', 'M' || n || '-' || i, ${id}, 'completed', ${at}, ${at}, 100, ${at} from generate_series(1, 3000) n, generate_series(1, 3) i`)
  await run(sql`insert into product (id, name, family, days_of_supply, updated_at) select 'p' || n, '燕窝', 'nest', 30, ${at} from generate_series(1, 20) n`)
  await run(sql`insert into order_line (order_id, line_no, title, quantity, product_id) select id, 1, '燕窝', 1, 'p' || (1 + id % 20) from "order" on conflict do nothing`)
  await run(sql`insert into touch (id, external_user_id, user_id, channel, contact_class, started_at, last_at)
    select gen_random_uuid(), ${id}, 'rep-many', 'chat', 'proactive', ${at}, ${at} from generate_series(1, 3000) n, generate_series(1, 5) i`)
  await run(sql`insert into reminder (id, external_user_id, user_id, rule, contact_class, state, title, reason, due_at, created_at, updated_at)
    select gen_random_uuid(), ${id}, 'rep-many', 'cadence', 'proactive', 'done', '', '', ${at}, ${at}, ${at} from generate_series(1, 3000) n`)
  await run(sql`insert into service_case (id, external_user_id, kind, summary, opened_by, opened_at, due_at, handler_user_id)
    select gen_random_uuid(), ${id}, 'return', '', 'rep-many', ${at}, ${at}, 'rep-many' from generate_series(1, 3000) n`)
  await run(sql`insert into supply_correction (id, external_user_id, left_days, by_user_id, corrected_at)
    select gen_random_uuid(), ${id}, 5, 'rep-many', ${at} from generate_series(1, 3000) n`)
  await run(sql`insert into tag_group (id, name) values ('g', '分组')`)
  await run(sql`insert into tag (id, group_id, name) values ('t', 'g', '标签')`)
  await run(sql`insert into customer_tag (external_user_id, user_id, tag_id) select ${id}, 'rep-many', 't' from generate_series(1, 3000) n`)
  await run(sql`analyze`)
}
