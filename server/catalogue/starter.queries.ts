import { sql, type Insertable } from 'kysely'
import type { Database, Trx } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { raiseCatalogueVersion } from './catalogue.queries.ts'

type StarterProductRow = Pick<Insertable<Schema['product']>, 'id' | 'name' | 'family' | 'codes' | 'titleWords' | 'packAmount' | 'dailyAmount' |
  'unit' | 'daysOfSupply' | 'deliveries' | 'foodClass' | 'storage' | 'needs'>

/** Rows of a new installation, as the tables take them. */
export interface StarterRows {
  questions: { key: string, version: number, title: string, multiple: boolean, position: number, options: unknown }[]
  products: StarterProductRow[]
  scripts: { id: string, title: string, kind: 'service' | 'care' | 'offer', situations: string[], questionKey: string | null, rules: string[], families: string[], tiers: string[], months: number[], keywords: string[], body: string }[]
  rules: { key: string, isEnabled: boolean, params: unknown }[]
  settings: { key: string, value: unknown }[]
  channels: { state: string, label: string }[]
  welcomes: { state: string, body: string }[]
}

const json = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::text::jsonb`
/** What was given to an installation once; kept as a setting, so that a row an operator deleted does not come back. */
const loadedKey = 'starterLoaded'

/**
 * Puts in what this installation was never given, and nothing else: a row that is there stays as the operator left it,
 * a row that was deleted stays deleted. Returns how many rows were new.
 */
export async function insertStarter(db: Database, rows: StarterRows, now: Date): Promise<number> {
  return db.transaction().execute(async (trx) => {
    // Two servers may start at once: the row of the version is the lock.
    await trx.selectFrom('catalogueVersion').select('version').forUpdate().executeTakeFirstOrThrow()
    const given = await givenBefore(trx)
    const isNew = (kind: string, key: string): boolean => !given.has(`${kind}:${key}`)
    const questions = rows.questions.filter(row => isNew('question', row.key))
    const products = rows.products.filter(row => isNew('product', row.id))
    const scripts = rows.scripts.filter(row => isNew('script', row.id))
    const rules = rows.rules.filter(row => isNew('rule', row.key))
    const settings = rows.settings.filter(row => isNew('setting', row.key))
    const channels = rows.channels.filter(row => isNew('channel', row.state))
    const welcomes = rows.welcomes.filter(row => isNew('welcome', row.state))
    const names = [
      ...questions.map(row => `question:${row.key}`), ...products.map(row => `product:${row.id}`), ...scripts.map(row => `script:${row.id}`),
      ...rules.map(row => `rule:${row.key}`), ...settings.map(row => `setting:${row.key}`), ...channels.map(row => `channel:${row.state}`),
      ...welcomes.map(row => `welcome:${row.state}`),
    ]
    if (names.length === 0) return 0
    for (const { options, ...row } of questions) await trx.insertInto('question').values({ ...row, options: json(options), isCurrent: true, createdAt: now }).onConflict(oc => oc.doNothing()).execute()
    if (products.length > 0) await trx.insertInto('product').values(products.map(row => ({ ...row, updatedAt: now }))).onConflict(oc => oc.doNothing()).execute()
    if (scripts.length > 0) await trx.insertInto('script').values(scripts.map(row => ({ ...row, updatedAt: now }))).onConflict(oc => oc.doNothing()).execute()
    for (const { params, ...row } of rules) await trx.insertInto('rule').values({ ...row, params: json(params), updatedAt: now }).onConflict(oc => oc.doNothing()).execute()
    for (const { key, value } of settings) await trx.insertInto('setting').values({ key, value: json(value), updatedAt: now }).onConflict(oc => oc.doNothing()).execute()
    if (channels.length > 0) await trx.insertInto('channel').values(channels).onConflict(oc => oc.doNothing()).execute()
    if (welcomes.length > 0) await trx.insertInto('welcomeText').values(welcomes.map(row => ({ ...row, updatedAt: now }))).onConflict(oc => oc.doNothing()).execute()
    await trx.insertInto('setting').values({ key: loadedKey, value: json([...given, ...names]), updatedAt: now })
      .onConflict(oc => oc.column('key').doUpdateSet({ value: json([...given, ...names]), updatedAt: now })).execute()
    await raiseCatalogueVersion(trx)
    return names.length
  })
}

async function givenBefore(trx: Trx): Promise<Set<string>> {
  const row = await trx.selectFrom('setting').select('value').where('key', '=', loadedKey).executeTakeFirst()
  return new Set(Array.isArray(row?.value) ? row.value as string[] : [])
}
