import { sql, type RawBuilder } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { Database } from '../db/database.ts'
import { accountsOf } from '../orders/persons.queries.ts'
import type { TimelineFact } from './timeline.rules.ts'

/** A place in the time line: instant with microseconds as text, and what breaks ties. */
export interface TimelinePlace { at: string, key: string }
export type TimelineRow = TimelineFact & { at: Date, place: TimelinePlace, byName: string | null, cipher: Buffer | null }

type Branch = (customer: CustomerId) => RawBuilder<unknown>
const none = sql`null::bytea`

const added: Branch = customer => sql`
  select f.added_at, 'added', 'added:' || f.user_id, r.name, json_build_object('addWay', f.add_way, 'channel', ch.label), ${none}
  from follow f join rep r on r.user_id = f.user_id left join channel ch on ch.state = f.state where f.external_user_id = any(${accountsOf(customer)})`

const lost: Branch = customer => sql`
  select f.lost_at, 'lost', 'lost:' || f.user_id, r.name, '{}'::json, ${none}
  from follow f join rep r on r.user_id = f.user_id where f.external_user_id = any(${accountsOf(customer)}) and f.lost_at is not null`

/** Greeted by itself, in the member's name. */
const welcomes: Branch = customer => sql`
  select w.finished_at, 'welcome', 'welcome:' || lpad(w.id::text, 12, '0'), r.name, '{}'::json, w.text_cipher
  from welcome w join rep r on r.user_id = w.user_id where w.external_user_id = any(${accountsOf(customer)}) and w.outcome = 'sent'`

/** Touches without a send of ours: calls, visits, what was typed by hand. */
const touches: Branch = customer => sql`
  select t.started_at, 'touch', 'touch:' || t.id, r.name, json_build_object('channel', t.channel, 'contactClass', t.contact_class, 'overLimitReason', t.over_limit_reason), ${none}
  from touch t join rep r on r.user_id = t.user_id
  where t.external_user_id = any(${accountsOf(customer)}) and t.send_count = 0`

const sends: Branch = customer => sql`
  select coalesce(s.outcome_at, s.prepared_at), 'send', 'send:' || s.id, r.name, json_build_object('script', sc.title, 'overLimitReason', s.over_limit_reason), s.text_cipher
  from script_send s join rep r on r.user_id = s.user_id left join script sc on sc.id = s.script_id
  where s.external_user_id = any(${accountsOf(customer)}) and s.outcome = 'sent'`

const replies: Branch = customer => sql`
  select y.replied_at, 'reply', 'reply:' || y.id, r.name, json_build_object('source', y.source), ${none}
  from reply y left join rep r on r.user_id = y.by_user_id where y.external_user_id = any(${accountsOf(customer)}) and y.taken_back_at is null`

const answers: Branch = customer => sql`
  select a.answered_at, 'answer', 'answer:' || lpad(a.seq::text, 12, '0'), r.name,
    json_build_object('question', q.title, 'choices', q.options, 'state', a.state, 'source', a.source, 'options', a.options, 'note', a.note), ${none}
  from answer a join rep r on r.user_id = a.by_user_id join question q on q.key = a.question_key and q.version = a.question_version
  where a.external_user_id = any(${accountsOf(customer)})`

const notes: Branch = customer => sql`
  select n.noted_at, 'note', 'note:' || n.id, r.name, json_build_object('text', n.text, 'kind', n.kind), ${none}
  from note n join rep r on r.user_id = n.by_user_id where n.external_user_id = any(${accountsOf(customer)}) and n.deleted_at is null`

const orders: Branch = customer => sql`
  select o.placed_at, 'order', 'order:' || lpad(o.id::text, 12, '0'), null,
    json_build_object('state', o.state, 'paidFen', o.paid_fen, 'platform', o.platform, 'shop', o.shop, 'purpose', o.purpose,
      'titles', (select json_agg(l.title || ' ×' || l.quantity order by l.line_no) from order_line l where l.order_id = o.id)), ${none}
  from "order" o where o.external_user_id = any(${accountsOf(customer)})`

/** Exports do not say when money went back: it stands where a later one first told of it, else at the last instant that the order knows. */
const refunds: Branch = customer => sql`
  select coalesce(o.refund_seen_at, greatest(o.placed_at, o.paid_at, o.shipped_at, o.signed_at)), 'refund', 'refund:' || lpad(o.id::text, 12, '0'), null,
    json_build_object('refundFen', o.refund_fen, 'paidFen', o.paid_fen, 'orderNo', o.order_no), ${none}
  from "order" o where o.external_user_id = any(${accountsOf(customer)}) and o.refund_fen > 0`

const casesOpened: Branch = customer => sql`
  select s.opened_at, 'case_opened', 'case_opened:' || s.id, r.name, json_build_object('kind', s.kind, 'summary', s.summary), ${none}
  from service_case s join rep r on r.user_id = s.opened_by where s.external_user_id = any(${accountsOf(customer)})`

const casesClosed: Branch = customer => sql`
  select s.closed_at, 'case_closed', 'case_closed:' || s.id, r.name, json_build_object('kind', s.kind, 'means', s.means, 'note', s.close_note), ${none}
  from service_case s left join rep r on r.user_id = s.closed_by where s.external_user_id = any(${accountsOf(customer)}) and s.closed_at is not null`

const skips: Branch = customer => sql`
  select m.closed_at, 'reminder_skipped', 'skip:' || m.id, r.name, json_build_object('title', m.title, 'reason', m.skip_reason, 'note', m.skip_note), ${none}
  from reminder m left join rep r on r.user_id = m.closed_by where m.external_user_id = any(${accountsOf(customer)}) and m.state = 'skipped' and m.closed_at is not null`

const profileChanges: Branch = customer => sql`
  select u.at, 'profile_changed', 'profile:' || lpad(u.id::text, 12, '0'), r.name, u.details::json, ${none}
  from audit u left join rep r on r.user_id = u.user_id where u.external_user_id = any(${accountsOf(customer)}) and u.action = 'customer-changed'`

const branches: readonly Branch[] = [added, welcomes, lost, touches, sends, replies, answers, notes, orders, refunds, casesOpened, casesClosed, skips, profileChanges]

/** One page of everything that happened with a customer and the person's other accounts, newest first, after `before`. One statement; each part by its index on the customer. */
export async function listTimelineRows(db: Database, externalUserId: CustomerId, { before, limit }: { before: TimelinePlace | null, limit: number }): Promise<TimelineRow[]> {
  const entries = sql.join(branches.map(branch => branch(externalUserId)), sql` union all `)
  const { rows } = await sql<Omit<TimelineRow, 'place'> & { atText: string, key: string }>`
    with entry (at, kind, key, by_name, facts, cipher) as (${entries})
    select at, at::text as at_text, kind, key, by_name, facts, cipher from entry
    where ${before === null ? sql`true` : sql`(at, key) < (${before.at}::text::timestamptz, ${before.key})`}
    order by at desc, key desc limit ${limit}`.execute(db)
  return rows.map(({ atText, key, ...row }) => ({ ...row, place: { at: atText, key } }) as TimelineRow)
}
