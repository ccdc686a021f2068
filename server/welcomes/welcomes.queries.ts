import { sql } from 'kysely'
import type { Database, Trx } from '../db/database.ts'

export interface WelcomeRow { state: string, channel: string | null, body: string | null, isActive: boolean, updatedAt: Date | null, updatedByName: string | null }

/** Every channel and every text, the text of every other way first; that one stands even when nobody has written it. */
export async function listWelcomeRows(db: Database | Trx): Promise<WelcomeRow[]> {
  const { rows } = await sql<WelcomeRow>`
    select known.state, channel.label as channel, text.body, coalesce(text.is_active, false) as is_active, text.updated_at, rep.name as updated_by_name
    from (select '' as state union select state from channel where state <> '' union select state from welcome_text) known
      left join channel on channel.state = known.state left join welcome_text text on text.state = known.state left join rep on rep.user_id = text.updated_by
    order by known.state <> '', channel.label nulls last, known.state`.execute(db)
  return rows
}

/** Writers of one text follow one another, also where there is none yet. */
export async function lockWelcome(trx: Trx, state: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`welcome:${state}`}, 0))`.execute(trx)
}

export async function writeWelcomeText(trx: Trx, row: { state: string, body: string, isActive: boolean, updatedAt: Date, updatedBy: string }): Promise<void> {
  const { state: _state, ...rest } = row
  await trx.insertInto('welcomeText').values(row).onConflict(oc => oc.column('state').doUpdateSet(rest)).execute()
}
