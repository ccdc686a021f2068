import { sql } from 'kysely'
import type { RepId } from '../../../contract/ids.ts'
import type { RuleChange, RuleOverride } from '../../../contract/rules.schema.ts'
import type { RuleKey } from '../../../contract/words.ts'
import type { Database, Trx } from '../../db/database.ts'

export interface RuleRow {
  key: RuleKey
  isEnabled: boolean
  params: Record<string, unknown>
  overrides: RuleOverride[]
  version: number
  updatedAt: Date
  updatedByName: string | null
}

const json = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::text::jsonb`

const selectRules = (db: Database | Trx) => db.selectFrom('rule').leftJoin('rep', 'rep.userId', 'rule.updatedBy')
  .select(['rule.key', 'rule.isEnabled', 'rule.params', 'rule.overrides', 'rule.version', 'rule.updatedAt', 'rep.name as updatedByName'])

export async function listRuleRows(db: Database): Promise<RuleRow[]> {
  return await selectRules(db).execute() as RuleRow[]
}

/** Under its row lock: two operators change a rule one after the other. */
export async function lockRule(trx: Trx, key: RuleKey): Promise<RuleRow | undefined> {
  return await selectRules(trx).where('rule.key', '=', key).forUpdate('rule').executeTakeFirst() as RuleRow | undefined
}

export interface RuleState { key: RuleKey, version: number, isEnabled: boolean, params: Record<string, unknown>, overrides: RuleOverride[], changedAt: Date, changedBy: RepId | null }

export async function updateRule(trx: Trx, { key, params, overrides, changedAt, changedBy, ...row }: RuleState): Promise<void> {
  await trx.updateTable('rule').set({ ...row, params: json(params), overrides: json(overrides), updatedAt: changedAt, updatedBy: changedBy }).where('key', '=', key).execute()
}

/** What is already kept stays: the state a rule began with is kept at its first change. */
export async function keepRuleState(trx: Trx, { params, overrides, ...row }: RuleState): Promise<void> {
  await trx.insertInto('ruleChange').values({ ...row, params: json(params), overrides: json(overrides) }).onConflict(conflict => conflict.doNothing()).execute()
}

/** Newest first. */
export async function listRuleStates(db: Database, key: RuleKey): Promise<RuleChange[]> {
  const rows = await db.selectFrom('ruleChange').leftJoin('rep', 'rep.userId', 'ruleChange.changedBy')
    .select(['version', 'isEnabled', 'params', 'overrides', 'changedAt', 'rep.name as changedByName']).where('key', '=', key).orderBy('version', 'desc').limit(100).execute()
  return rows.map(row => ({ ...row, params: row.params as RuleChange['params'], overrides: row.overrides as RuleOverride[], changedAt: row.changedAt.toISOString() }))
}

/** Whom a change of this rule reaches: those who wait for it now, and everybody, who is planned anew. */
export async function countRuleReach(db: Database, key: string): Promise<{ live: number, customers: number }> {
  const [live, customers] = await Promise.all([
    db.selectFrom('reminder').select(({ fn }) => fn.countAll<number>().as('count')).where('rule', '=', key).where('state', 'in', ['open', 'snoozed']).executeTakeFirstOrThrow(),
    db.selectFrom('customer').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
  ])
  return { live: Number(live.count), customers: Number(customers.count) }
}
