import { prepared } from '../db/database.ts'

/**
 * The one statement behind the sidebar and the planner. Parameters: $1 customer, $2 viewer or null, $3 now,
 * $4 now − 90 days, $5 now − 30 days, $6 now − 21 days, $7 the company's zone,
 * and for one customer $8 the number that the viewer's session must carry, or null. What counts for the person is read over all her accounts
 * (`person.accounts`, see orders/persons.queries.ts); relation, tags and reminders are the account's own.
 * Text rather than builder calls: it is reviewed, explained and prepared as it stands. Every subselect goes by an index that begins with the customer.
 */
export const listOf = (select: string): string => `(select coalesce(json_agg(item), '[]'::json) from (${select}) item)`
export const oneOf = (select: string): string => `(select row_to_json(item) from (${select}) item)`

const inScope = `
  $2::text is null or viewer.role in ('admin', 'operator')
  or exists (
    select 1 from follow scoped join rep_scope on rep_scope.user_id = scoped.user_id
    where scoped.external_user_id = c.external_user_id and scoped.ended_at is null and rep_scope.viewer_id = $2)`

/** The latest over the person's accounts; hardly anybody has two. */
export const overAccounts = (column: string): string =>
  `case when cardinality(person.accounts) = 1 then c.${column} else (select max(a.${column}) from customer a where a.external_user_id = any(person.accounts)) end`

const customer = oneOf(`select
  c.external_user_id "externalUserId", c.name, c.avatar_url "avatarUrl", c.gender, c.region, c.age_band "ageBand", c.birthday_on "birthdayOn",
  ${overAccounts('opt_out_at')} "optOutAt",
  c.lifetime_spend_fen "lifetimeSpendFen", c.one_to_one_at "oneToOneAt", c.order_count "orderCount", c.purchase_days "purchaseDays",
  c.first_order_at "firstOrderAt", c.last_order_at "lastOrderAt",
  ${overAccounts('last_touch_at')} "lastTouchAt", ${overAccounts('last_reply_at')} "lastReplyAt",
  c.tier, c.high_value "highValue", c.scene, c.added_at "addedAt"`)

const owner = oneOf(`select user_id "userId", name, is_active and has_contact_function "canContact" from rep where user_id = c.owner_user_id`)

const follow = oneOf(`
  select f.user_id "userId", r.name "userName", f.remark, f.description, f.added_at "addedAt", f.add_way "addWay", f.state, ch.label channel,
    f.lost_at "lostAt", f.pending_write "pendingWrite", f.user_id is not distinct from $2::text "isViewers"
  from follow f join rep r on r.user_id = f.user_id left join channel ch on ch.state = f.state
  where f.external_user_id = $1 and f.ended_at is null
  order by f.user_id is not distinct from $2::text desc, f.user_id is not distinct from c.owner_user_id desc, f.added_at, f.user_id
  limit 1`)

const tags = listOf(`
  select every."tagId", every.name, every."group" from (
    select t.id "tagId", t.name, g.name "group", 0 kind, g.position a, t.position b
    from customer_tag ct join tag t on t.id = ct.tag_id join tag_group g on g.id = t.group_id
    where ct.external_user_id = $1 group by t.id, g.id
    union all select 'behaviour:' || bt.tag, bt.tag, '行为', 1, 0, 0 from behaviour_tag bt where bt.external_user_id = $1 and bt.last_at > $4) every
  order by every.kind, every.a, every.b, every."tagId"`)

const answers = listOf(`
  select distinct on (a.question_key) a.id "answerId", a.question_key "questionKey", a.question_version "questionVersion", a.state, a.source, a.options, a.note,
    a.by_user_id "byUserId", r.name "byName", a.answered_at "answeredAt"
  from answer a join rep r on r.user_id = a.by_user_id
  where a.external_user_id = any(person.accounts) order by a.question_key, a.seq desc`)

const notes = listOf(`
  select n.id "noteId", n.kind, n.text, n.by_user_id "byUserId", r.name "byName", n.noted_at "notedAt"
  from note n join rep r on r.user_id = n.by_user_id
  where n.external_user_id = any(person.accounts) and n.deleted_at is null order by n.noted_at desc, n.id limit 10`)

const orderColumns = `
  o.id::text "orderId", o.platform, o.shop, o.order_no "orderNo", o.state, o.placed_at "placedAt", o.paid_at "paidAt", o.shipped_at "shippedAt", o.signed_at "signedAt",
  o.paid_fen "paidFen", o.refund_fen "refundFen", o.refund_seen_at "refundSeenAt", o.matched_by "matchedBy", o.purpose, o.purpose_reason "purposeReason", o.recipient_masked "recipientMasked",
  o.logistics_company "logisticsCompany", o.logistics_no "logisticsNo",
  ${listOf(`
    select l.title, l.spec, l.product_id "productId", l.quantity, l.paid_fen "paidFen", l.refund_fen "refundFen", l.is_gift "isGift", l.is_service "isService"
    from order_line l where l.order_id = o.id order by l.line_no`)} lines`

const orders = listOf(`select ${orderColumns} from "order" o where o.id = any(bought.newest_ids) order by o.placed_at desc, o.id desc`)
const supplyOrder = oneOf(`select ${orderColumns} from "order" o where o.id = bought.supply_id`)

/**
 * What is read off all her orders and their lines, which are gone through once. What has days of supply is looked up in a set that is made
 * once for the statement, hence `in` as a column.
 */
const bought = `(
  with mine as materialized (
    select o.id, o.placed_at, o.paid_at, o.net_fen, o.purpose, (o.paid_at at time zone $7::text)::date "day" from "order" o where o.external_user_id = any(person.accounts)),
  goods as materialized (
    select m.id, m.placed_at, m.paid_at, l.product_id,
      l.product_id in (select p.id from product p where p.days_of_supply is not null and p.is_active and not p.is_sample) lasts
    from mine m cross join lateral (select product_id, is_gift from order_line where order_id = m.id offset 0) l
    where m.net_fen > 0 and m.purpose <> 'gift' and l.product_id is not null and not l.is_gift)
  select
    array(select id from mine order by placed_at desc, id desc limit 5) newest_ids,
    (select id from goods where lasts order by placed_at desc, id desc limit 1) supply_id,
    (select coalesce(json_agg(distinct "day" order by "day"), '[]'::json) from mine where net_fen > 0 and purpose in ('self', 'unknown')) purchase_days,
    (select coalesce(json_agg(distinct "day" order by "day" desc), '[]'::json) from mine
      where net_fen > 0 and purpose = 'gift' and paid_at > $3::timestamptz - interval '400 days') gift_days,
    ${listOf(`
      select product_id "productId", min(paid_at) "firstAt", max(paid_at) "lastAt" from goods group by 1 order by 3 desc, 1 limit 60`)} products
  offset 0)`

const supplyCorrection = oneOf(`
  select left_days "leftDays", corrected_at "correctedAt" from supply_correction where external_user_id = any(person.accounts) order by corrected_at desc, id limit 1`)

const score = oneOf(`
  select (s.figures->>'p30')::float8 "p30", (s.figures->>'pAlive')::float8 "pAlive", (s.figures->>'expectedGapDays')::float8 "expectedGapDays", s.figures->>'driftsOn' "driftsOn",
    (s.figures->>'ticketFen')::float8 "ticketFen", s.figures->>'source' "source", s.scored_at "scoredAt"
  from customer_score s where s.external_user_id = $1`)

const touches = listOf(`
  select t.id "touchId", t.user_id "userId", r.name "byName", t.channel, t.contact_class "contactClass", t.started_at "startedAt", t.last_at "lastAt", t.send_count "sendCount",
    t.reply_state "replyState", t.reply_source "replySource", t.reply_at "replyAt", t.reply_asked_at "replyAskedAt",
    t.bulk_send_id is not null "isBulk"
  from touch t join rep r on r.user_id = t.user_id
  where t.external_user_id = any(person.accounts) and (t.started_at > $4 or t.reply_state = 'no') and t.started_at <= $3 order by t.started_at desc, t.id limit 30`)

/** Words of the library that went to her in the last 30 days, whoever sent them. */
const saidScripts = listOf(`
  select s.script_id "scriptId", max(s.outcome_at) "saidAt" from script_send s
  where s.external_user_id = any(person.accounts) and s.prepared_at > $5 and s.script_id is not null and s.outcome in ('sent', 'copied') and s.outcome_at <= $3 group by 1`)

const events = listOf(`
  select e.kind, e.happened_at "happenedAt" from event e where e.external_user_id = any(person.accounts) and e.happened_at > $5 and e.happened_at <= $3
  order by e.happened_at desc, e.id limit 20`)

const serviceCase = oneOf(`
  select s.id "caseId", s.kind, s.summary, s.opened_at "openedAt", opener.name "openedByName", s.due_at "dueAt", s.handler_user_id "handlerUserId", handler.name "handlerName",
    s.means, s.closed_at "closedAt", s.close_note "closeNote"
  from service_case s join rep opener on opener.user_id = s.opened_by join rep handler on handler.user_id = s.handler_user_id
  where s.external_user_id = any(person.accounts) and (s.closed_at is null or s.closed_at > $6)
  order by s.closed_at is null desc, s.opened_at desc, s.id limit 1`)

const reminders = listOf(`
  select m.id "reminderId", m.user_id "userId", m.rule, m.contact_class "contactClass", m.state, m.title, m.reason, m.more_reasons "moreReasons", m.changes, m.due_at "dueAt",
    m.window_end_at "windowEndAt", m.snoozed_until "snoozedUntil"
  from reminder m where m.external_user_id = $1 and m.state in ('open', 'snoozed') order by m.due_at, m.id`)

const closedReminders = listOf(`
  select m.rule, m.state, m.closed_at "closedAt", m.skip_reason "skipReason", m.due_at "dueAt"
  from reminder m where m.external_user_id = any(person.accounts) and m.state not in ('open', 'snoozed') and m.closed_at > $5 and m.rule <> 'promise'
  order by m.closed_at desc, m.id limit 20`)

/** At most one that still counts; of the account itself. */
export const personalTaskOf = (id: string, now: string): string => oneOf(`
  select bulk_send_id "bulkId", reason, about, created_at "createdAt", due_at "dueAt", expires_at "windowEndAt" from personal_task
  where external_user_id = ${id} and withdrawn_at is null and due_at is not null and expires_at > ${now} order by created_at desc, bulk_send_id limit 1`)

/** Kept apart by `offset 0`, so that it is found once and not at each of its uses. */
export const personOf = (id: string): string => `(
  select coalesce((select array_agg(j.external_user_id) from customer_join me join customer_join j on j.person_id = me.person_id where me.external_user_id = ${id}), array[${id}::text]) accounts
  offset 0)`

const otherAccounts = `case when cardinality(person.accounts) = 1 then '[]'::json else ${listOf(`
  select a.external_user_id "externalUserId", a.name, f.remark, r.name "ownerName",
    coalesce($2::text is null or viewer.role in ('admin', 'operator') or (
      select true from follow scoped join rep_scope on rep_scope.user_id = scoped.user_id
      where scoped.external_user_id = a.external_user_id and scoped.ended_at is null and rep_scope.viewer_id = $2 limit 1), false) "isInScope"
  from customer a left join rep r on r.user_id = a.owner_user_id left join lateral (
    select remark from follow where external_user_id = a.external_user_id and ended_at is null order by user_id is not distinct from $2::text desc, added_at, user_id limit 1) f on true
  where a.external_user_id = any(person.accounts) and a.external_user_id <> $1 order by a.added_at, a.external_user_id`)} end`

/** Of several accounts the one that can be reached and where one talks: proposals of our own are made there only. */
export const isMainAccountOf = (id: string): string => `(cardinality(person.accounts) = 1 or ${id} = (
  select a.external_user_id from customer a where a.external_user_id = any(person.accounts)
  order by (select true from follow f where f.external_user_id = a.external_user_id and f.ended_at is null and f.lost_at is null limit 1) nulls last,
    greatest(a.last_touch_at, a.last_reply_at) desc nulls last, a.added_at, a.external_user_id limit 1))`

const ofEach = (text: string): string => text.replaceAll('$1', 'c.external_user_id')

const facts = `json_build_object(
  'customer', ${customer}, 'owner', ${owner}, 'follow', ${follow}, 'tags', ${tags}, 'answers', ${answers}, 'notes', ${notes},
  'orders', ${orders}, 'purchaseDays', bought.purchase_days, 'giftDays', bought.gift_days, 'supplyOrder', ${supplyOrder}, 'supplyCorrection', ${supplyCorrection}, 'products', bought.products, 'score', ${score},
  'touches', ${touches}, 'wasEverTouched', (select max(started_at) from touch where external_user_id = any(person.accounts) and bulk_send_id is null) is not null,
  'saidScripts', ${saidScripts}, 'events', ${events}, 'serviceCase', ${serviceCase}, 'reminders', ${reminders}, 'closedReminders', ${closedReminders},
  'personalTask', ${personalTaskOf('$1', '$3')}, 'otherAccounts', ${otherAccounts}, 'isMainAccount', ${isMainAccountOf('$1')})`

export const factsStatement = `${prepared}
select version."catalogueVersion", viewer.user_id "viewerId", viewer.name "viewerName", viewer.role "viewerRole", found.facts
from (select version "catalogueVersion" from catalogue_version) version
left join lateral (select user_id, name, coalesce(role_override, role) as role from rep where user_id = $2 and is_active and session_epoch = coalesce($8::integer, session_epoch)) viewer on true
left join lateral (
  select ${facts} facts
  from customer c cross join lateral ${personOf('$1')} person cross join lateral ${bought} bought
  where c.external_user_id = $1 and (${inScope})
) found on true`

/** The same facts of many customers at once, for a mass message, whose customers were chosen in scope: $1 is an array of ids, $2 null, the others as above. */
export const manyFactsStatement = `${prepared}
select version "catalogueVersion", c.external_user_id "externalUserId", ${ofEach(facts)} facts
from catalogue_version cross join (select null::text as role) viewer cross join customer c cross join lateral ${personOf('c.external_user_id')} person cross join lateral ${ofEach(bought)} bought
where c.external_user_id = any($1::text[]) and $2::text is null`
