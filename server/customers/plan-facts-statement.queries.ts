import { prepared } from '../db/database.ts'
import { isMainAccountOf, listOf, oneOf, overAccounts, personalTaskOf, personOf } from './customer-facts-statement.queries.ts'

/**
 * What the planner reads of many customers at once: of the facts behind the sidebar (customer-facts-statement.queries.ts) only what a rule asks for,
 * and each order gone through once. Parameters: $1 ids, $2 now, $3 now − 90 days, $4 now − 30 days, $5 now − 21 days, $6 the company's zone, $7 now − 60 days.
 */
const customer = oneOf(`select
  c.external_user_id "externalUserId", c.region, c.birthday_on "birthdayOn", ${overAccounts('opt_out_at')} "optOutAt", c.lifetime_spend_fen "lifetimeSpendFen", c.order_count "orderCount",
  c.last_order_at "lastOrderAt", ${overAccounts('last_touch_at')} "lastTouchAt", ${overAccounts('last_reply_at')} "lastReplyAt", c.high_value "highValue", c.scene, c.added_at "addedAt"`)

const owner = oneOf(`select user_id "userId", is_active and has_contact_function "canContact" from rep where user_id = c.owner_user_id`)

const follow = oneOf(`
  select f.user_id "userId", f.added_at "addedAt", f.state, (select ch.label from channel ch where ch.state = f.state) channel, f.lost_at "lostAt"
  from follow f where f.external_user_id = c.external_user_id and f.ended_at is null
  order by f.user_id is not distinct from c.owner_user_id desc, f.added_at, f.user_id limit 1`)

const answers = listOf(`
  select distinct on (a.question_key) a.question_key "questionKey", a.state, a.options, a.answered_at "answeredAt"
  from answer a where a.external_user_id = any(person.accounts) order by a.question_key, a.seq desc`)

const notes = listOf(`
  select n.text, n.noted_at "notedAt" from note n
  where n.external_user_id = any(person.accounts) and n.deleted_at is null order by n.noted_at desc, n.id limit 1`)

const lines = (order: string): string => listOf(`
  select l.title, l.spec, l.product_id "productId", l.quantity, l.is_gift "isGift" from order_line l where l.order_id = ${order} order by l.line_no`)

/** Of the newest five orders those of which rules may still ask: signed for within the longest time that an operator can set. */
const orders = listOf(`
  select m.state, m.paid_at "paidAt", m.signed_at "signedAt", m.purpose, m.paid_fen "paidFen", ${lines('m.id')} lines
  from (select * from mine order by placed_at desc, id desc limit 5) m where m.signed_at > $7 order by m.placed_at desc, m.id desc`)

const supplyOrder = oneOf(`
  select g.placed_at "placedAt", g.paid_at "paidAt", g.signed_at "signedAt", ${lines('g.id')} lines
  from (select * from goods where lasts order by placed_at desc, id desc limit 1) g`)

/** The same sets as behind the sidebar: what was kept for oneself is no gift and was paid for. */
const bought = `(
  with mine as materialized (
    select o.id, o.placed_at, o.paid_at, o.signed_at, o.net_fen, o.paid_fen, o.purpose, o.state, (o.paid_at at time zone $6::text)::date "day"
    from "order" o where o.external_user_id = any(person.accounts)),
  goods as materialized (
    select m.id, m.placed_at, m.paid_at, m.signed_at, l.product_id,
      l.product_id in (select p.id from product p where p.days_of_supply is not null and p.is_active and not p.is_sample) lasts
    from mine m cross join lateral (select product_id, is_gift from order_line where order_id = m.id offset 0) l
    where m.net_fen > 0 and m.purpose <> 'gift' and l.product_id is not null and not l.is_gift)
  select
    ${orders} orders, ${supplyOrder} supply_order,
    (select coalesce(json_agg(distinct "day" order by "day"), '[]'::json) from mine where net_fen > 0 and purpose in ('self', 'unknown')) purchase_days,
    (select coalesce(json_agg(distinct "day" order by "day" desc), '[]'::json) from mine
      where net_fen > 0 and purpose = 'gift' and paid_at > $2::timestamptz - interval '400 days') gift_days,
    ${listOf(`
      select product_id "productId", min(paid_at) "firstAt" from goods group by 1 order by max(paid_at) desc, 1 limit 60`)} products
  offset 0)`

const supplyCorrection = oneOf(`
  select left_days "leftDays", corrected_at "correctedAt" from supply_correction where external_user_id = any(person.accounts) order by corrected_at desc, id limit 1`)

const score = oneOf(`select s.figures, s.scored_at "scoredAt" from customer_score s where s.external_user_id = c.external_user_id`)

const touches = listOf(`
  select t.contact_class "contactClass", t.started_at "startedAt", t.last_at "lastAt", t.reply_state "replyState" from touch t
  where t.external_user_id = any(person.accounts) and (t.started_at > $3 or t.reply_state = 'no') and t.started_at <= $2 order by t.started_at desc, t.id limit 30`)

const events = listOf(`
  select e.kind, e.happened_at "happenedAt" from event e where e.external_user_id = any(person.accounts) and e.happened_at > $4 and e.happened_at <= $2
  order by e.happened_at desc, e.id limit 20`)

const serviceCase = oneOf(`
  select s.id "caseId", s.kind, s.opened_at "openedAt", s.due_at "dueAt", s.handler_user_id "handlerUserId", s.closed_at "closedAt"
  from service_case s where s.external_user_id = any(person.accounts) and (s.closed_at is null or s.closed_at > $5)
  order by s.closed_at is null desc, s.opened_at desc, s.id limit 1`)

const reminders = listOf(`
  select m.id "reminderId", m.rule, m.contact_class "contactClass", m.state, m.due_at "dueAt", m.window_end_at "windowEndAt", m.snoozed_until "snoozedUntil"
  from reminder m where m.external_user_id = c.external_user_id and m.state in ('open', 'snoozed') order by m.due_at, m.id`)

const closedReminders = listOf(`
  select m.rule, m.state, m.closed_at "closedAt", m.due_at "dueAt" from reminder m
  where m.external_user_id = any(person.accounts) and m.state not in ('open', 'snoozed') and m.closed_at > $4 and m.rule <> 'promise'
  order by m.closed_at desc, m.id limit 20`)

const statementFor = (whom: string): string => `${prepared}
select version "catalogueVersion", c.external_user_id "externalUserId", json_build_object(
  'customer', ${customer}, 'owner', ${owner}, 'follow', ${follow}, 'answers', ${answers}, 'notes', ${notes},
  'orders', bought.orders, 'purchaseDays', bought.purchase_days, 'giftDays', bought.gift_days, 'supplyOrder', bought.supply_order, 'supplyCorrection', ${supplyCorrection},
  'products', bought.products, 'score', ${score}, 'touches', ${touches},
  'wasEverTouched', exists (select from touch where external_user_id = any(person.accounts) and bulk_send_id is null),
  'events', ${events}, 'serviceCase', ${serviceCase}, 'reminders', ${reminders}, 'closedReminders', ${closedReminders}, 'personalTask', ${personalTaskOf('c.external_user_id', '$2')},
  'accounts', to_json(person.accounts), 'isMainAccount', ${isMainAccountOf('c.external_user_id')}) facts
from catalogue_version cross join customer c cross join lateral ${personOf('c.external_user_id')} person cross join lateral ${bought} bought
where c.external_user_id = ${whom}`

export const planFactsStatement = statementFor('any($1::text[])')
/** $1 one id: PostgreSQL keeps its plan, where it makes the plan of a list anew at every event, which takes as long as running it. */
export const onePlanFactsStatement = statementFor('$1::text')
