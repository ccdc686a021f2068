import { sql } from 'kysely'
import type { ContactSettings, ContactSettingsChange } from '../../../contract/contact-settings.schema.ts'
import type { RepId } from '../../../contract/ids.ts'
import type { Database, Trx } from '../../db/database.ts'

const json = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::text::jsonb`
export const versionKey = 'contactVersion'

/** The version of the settings of contact (1: never changed) and since when it holds. Locks them for a change. */
export async function lockContactVersion(trx: Trx, now: Date): Promise<{ version: number, changedAt: Date }> {
  await trx.insertInto('setting').values({ key: versionKey, value: json(1), updatedAt: now }).onConflict(conflict => conflict.doNothing()).execute()
  const { value, updatedAt } = await trx.selectFrom('setting').select(['value', 'updatedAt']).where('key', '=', versionKey).forUpdate().executeTakeFirstOrThrow()
  const { since } = await trx.selectFrom('setting').select(({ fn }) => fn.min('updatedAt').as('since')).executeTakeFirstOrThrow()
  return { version: Number(value), changedAt: Number(value) === 1 ? since : updatedAt }
}

export async function writeSettings(trx: Trx, values: Record<string, unknown>, now: Date): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    await trx.insertInto('setting').values({ key, value: json(value), updatedAt: now })
      .onConflict(conflict => conflict.column('key').doUpdateSet({ value: json(value), updatedAt: now })).execute()
  }
}

interface ContactState { version: number, settings: ContactSettings, changedAt: Date, changedBy: RepId | null }

/** What is already kept stays: the state they began with is kept at their first change. */
export async function keepContactState(trx: Trx, { settings, ...state }: ContactState): Promise<void> {
  await trx.insertInto('settingChange').values({ ...state, settings: json(settings) }).onConflict(conflict => conflict.doNothing()).execute()
}

/** The newest hundred, newest first. */
export async function listContactStates(db: Database): Promise<ContactSettingsChange[]> {
  const rows = await db.selectFrom('settingChange').leftJoin('rep', 'rep.userId', 'settingChange.changedBy')
    .select(['version', 'settings', 'changedAt', 'rep.name as changedByName']).orderBy('version', 'desc').limit(100).execute()
  return rows.map(row => ({ ...row, settings: row.settings as ContactSettings, changedAt: row.changedAt.toISOString() }))
}
