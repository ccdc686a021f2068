import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstDueOutbox } from '../../../server/wecom/outbox.queries.ts'
import { testDatabase, type TestDatabase } from '../../support/test-database.ts'

let database: TestDatabase
beforeAll(async () => { database = await testDatabase() })
afterAll(() => database.drop())

const now = new Date('2026-06-15T02:00:00Z')
const insert = (rows: number, { delivered, keys }: { delivered: boolean, keys: number }) => sql`
  insert into outbox (kind, order_key, payload_cipher, created_at, next_try_at, delivered_at)
  select 'k', 'key:' || at % ${keys}::int, '\\x00', ${now}::timestamptz, ${now}::timestamptz, case when ${delivered} then ${now}::timestamptz end from generate_series(1, ${rows}::int) at`.execute(database.db)

describe('taking the next of a full outbox', () => {
  it.each([['of few members', 5], ['of one key each', 4000]])('looks at the first that may go, not at all that wait: %s', async (_, keys) => {
    await database.db.deleteFrom('outbox').execute()
    await insert(8000, { delivered: true, keys })
    await insert(4000, { delivered: false, keys })
    await sql`analyze outbox`.execute(database.db)
    const compiled = firstDueOutbox(database.db, now).compile()
    const { rows } = await sql<{ 'QUERY PLAN': { Plan: PlanNode }[] }>`explain (analyze, format json) ${sql.raw(compiled.sql.replaceAll('$1', `'${now.toISOString()}'`).replace('$2', '1'))}`.execute(database.db)
    const nodes = flatten(Object.values(rows[0]!)[0]![0]!.Plan)
    expect(nodes.map(node => node['Index Name'] ?? '').filter(Boolean).sort()).toEqual(['outbox_order', 'outbox_turn'])
    expect(Math.max(...nodes.map(node => node['Actual Rows']))).toBeLessThanOrEqual(1)
  })
})

interface PlanNode { 'Index Name'?: string, 'Actual Rows': number, 'Plans'?: PlanNode[] }
const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)]
