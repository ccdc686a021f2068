import { sql } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { Database, Trx } from '../db/database.ts'
import type { Proposal } from './arbitration.rules.ts'

/** A proposal as its row is written. */
export interface ProposalRow extends Proposal { reminderId: string, externalUserId: CustomerId }

/** What a chunk of plans comes to: only what differs is written. */
export interface PlanWrites {
  /** Live reminders that end unused. */
  expired: string[]
  woken: { reminderId: string, dueAt: Date }[]
  updated: ProposalRow[]
  opened: ProposalRow[]
  /** When each customer is to be looked at again, and whether proactive proposals are held back from her. */
  checks: { externalUserId: CustomerId, checkAt: Date, heldOut: boolean }[]
}

const rowType = sql.raw(`"reminderId" uuid, "externalUserId" text, "userId" text, rule text, "contactClass" text, title text, reason text, "moreReasons" text[], changes text[],
  facts jsonb, score float8, pull float8, "dueAt" timestamptz, "windowEndAt" timestamptz`)
const json = (value: unknown) => sql`${JSON.stringify(value)}::text::json`
const columns = sql.raw('user_id, rule, contact_class, title, reason, more_reasons, changes, facts, score, pull, due_at, window_end_at')
const values = sql.raw('g."userId", g.rule, g."contactClass", g.title, g.reason, g."moreReasons", g.changes, g.facts, g.score, g.pull, g."dueAt", g."windowEndAt"')

/** Writes a chunk of plans, a statement for each kind of change there is. The customers' row locks are held. */
export async function writePlans(trx: Trx, { expired, woken, updated, opened, checks }: PlanWrites, now: Date): Promise<void> {
  const at = sql`${now}::timestamptz`
  if (expired.length > 0) {
    await sql`update reminder set state = 'expired', closed_by = null, closed_at = ${at}, touch_id = null, skip_reason = null, skip_note = null, updated_at = ${at}
      where id = any(${expired}::uuid[]) and state in ('open', 'snoozed')`.execute(trx)
  }
  if (woken.length > 0) {
    await sql`update reminder r set state = 'open', due_at = g."dueAt", updated_at = ${at} from json_to_recordset(${json(woken)}) as g("reminderId" uuid, "dueAt" timestamptz) where r.id = g."reminderId"`.execute(trx)
  }
  if (updated.length > 0) {
    // A live one that was snoozed and is proposed anew is open again.
    await sql`update reminder r set (${columns}) = (${values}), state = 'open', snoozed_until = null, updated_at = ${at}
      from json_to_recordset(${json(updated)}) as g(${rowType})
      where r.id = g."reminderId" and ((r.user_id, r.rule, r.contact_class, r.title, r.reason, r.more_reasons, r.changes, r.facts, r.score, r.pull, r.due_at, r.window_end_at)
        is distinct from (${values}) or r.state <> 'open' or r.snoozed_until is not null)`.execute(trx)
  }
  if (opened.length > 0) {
    await sql`insert into reminder (id, external_user_id, state, created_at, updated_at, ${columns})
      select g."reminderId", g."externalUserId", 'open', ${at}, ${at}, ${values} from json_to_recordset(${json(opened)}) as g(${rowType})`.execute(trx)
  }
  if (checks.length > 0) {
    await sql`insert into customer_plan (external_user_id, check_at, held_out)
      select "externalUserId", "checkAt", "heldOut" from json_to_recordset(${json(checks)}) as g("externalUserId" text, "checkAt" timestamptz, "heldOut" boolean) order by 1
      on conflict (external_user_id) do update set check_at = excluded.check_at, held_out = excluded.held_out
      where (customer_plan.check_at, customer_plan.held_out) is distinct from (excluded.check_at, excluded.held_out)`.execute(trx)
  }
}

/** The next customers whose time has come, locked; those that somebody else has under way are passed over, and nobody is waited for. */
export async function claimDue(trx: Trx, now: Date, limit: number): Promise<CustomerId[]> {
  const { rows } = await sql<{ id: CustomerId }>`
    select p.external_user_id id from customer_plan p join customer c on c.external_user_id = p.external_user_id
    where p.check_at <= ${now}::timestamptz order by p.check_at limit ${limit}::int for no key update of p, c skip locked`.execute(trx)
  return rows.map(({ id }) => id)
}

/** Has every customer after `after` looked at now, a page at a time; returns the last one's id, null at the end. */
export async function markPage(trx: Trx, after: string, limit: number, now: Date): Promise<string | null> {
  const { rows: [row] } = await sql<{ last: string | null }>`
    with page as materialized (select external_user_id from customer_plan where external_user_id > ${after} order by 1 limit ${limit}::int for no key update),
    marked as (update customer_plan p set check_at = ${now}::timestamptz from page where p.external_user_id = page.external_user_id and p.check_at > ${now}::timestamptz)
    select max(external_user_id) "last" from page`.execute(trx)
  return row?.last ?? null
}

/** How many wait to be looked at. */
export async function countDue(db: Database, now: Date): Promise<number> {
  const row = await db.selectFrom('customerPlan').select(({ fn }) => fn.countAll<number>().as('count')).where('checkAt', '<=', now).executeTakeFirstOrThrow()
  return Number(row.count)
}
