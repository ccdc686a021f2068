import { sql, type Selectable } from 'kysely'
import type { Question } from '../../contract/questions.schema.ts'
import type { RuleOverride } from '../../contract/rules.schema.ts'
import type { RuleKey, SituationKind, Tier } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import type { Catalogue, Product } from './catalogue-holder.ts'

export async function getCatalogueVersion(db: Database | Trx): Promise<number> {
  const row = await db.selectFrom('catalogueVersion').select('version').executeTakeFirstOrThrow()
  return row.version
}

/** Every change to a table of the catalogue calls this in its transaction: other processes reload. */
export async function raiseCatalogueVersion(trx: Trx): Promise<void> {
  await trx.updateTable('catalogueVersion').set({ version: sql<number>`version + 1` }).execute()
}

/** What is off names nothing and supplies nothing; a sample is named only. Both keep the name of what was bought. */
function catalogueProduct({ version: _version, isActive, isSample, updatedBy: _by, updatedAt: _at, ...product }: Selectable<Schema['product']>): Product {
  return {
    ...product, ...(!isActive && { codes: [], titleWords: [] }), ...((!isActive || isSample) && { daysOfSupply: null }),
  }
}

/** The whole catalogue as of one snapshot. */
export async function loadCatalogue(db: Database): Promise<Catalogue> {
  return db.transaction().setIsolationLevel('repeatable read').execute(async (trx) => {
    const version = await getCatalogueVersion(trx)
    const questions = await trx.selectFrom('question').selectAll().where('isCurrent', '=', true).orderBy('position').execute()
    const products = await trx.selectFrom('product').selectAll().orderBy('id').execute()
    const scripts = await trx.selectFrom('script').selectAll().where('isActive', '=', true).orderBy('id').execute()
    const rules = await trx.selectFrom('rule').selectAll().execute()
    const settings = await trx.selectFrom('setting').selectAll().execute()
    const channels = await trx.selectFrom('channel').selectAll().execute()
    return {
      version,
      questions: questions.map(row => ({ key: row.key, version: row.version, title: row.title, multiple: row.multiple, options: row.options as Question['options'] })),
      products: products.map(catalogueProduct),
      scripts: scripts.map(row => ({ ...row, situations: row.situations as SituationKind[], rules: row.rules as RuleKey[], tiers: row.tiers as Tier[] })),
      rules: rules.map(row => ({ key: row.key as RuleKey, isEnabled: row.isEnabled, params: row.params as Record<string, unknown>, overrides: row.overrides as RuleOverride[] })),
      settings: Object.fromEntries(settings.map(row => [row.key, row.value])),
      channels: Object.fromEntries(channels.map(row => [row.state, row.label])),
    }
  })
}
