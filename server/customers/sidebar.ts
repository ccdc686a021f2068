import type { StarterConsumption } from '../../catalogue/catalogue.ts'
import type { Sidebar } from '../../contract/customers.schema.ts'
import type { AnswerId, NoteId, ReminderId, TouchId } from '../../contract/ids.ts'
import type { OrderSummary } from '../../contract/orders.schema.ts'
import type { Reminder } from '../../contract/reminders.schema.ts'
import type { Touch } from '../../contract/touches.schema.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { toOrder } from '../orders/order-view.rules.ts'
import { deriveConsumption } from '../questions/consumption.rules.ts'
import { gapPriorDays, ownGapDays, supplyOf } from '../reminders/supply-end.rules.ts'
import type { ScriptStatistics } from '../scripts/reply-rate.rules.ts'
import { rankScripts } from '../scripts/scripts.rules.ts'
import { speakerOf } from '../scripts/speaker.rules.ts'
import type { Viewer } from '../session/viewer.ts'
import { addMs, dayMs, minuteMs } from '../time.ts'
import type { CustomerFacts, FactsReminder } from './customer-facts.ts'
import { maskedFor } from './masking.rules.ts'
import { profileOf } from './profile.rules.ts'
import { situationOf } from './situation-card.rules.ts'
import { findSituation } from './situation.rules.ts'

export interface SidebarInput { viewer: Viewer, facts: CustomerFacts, catalogue: Catalogue, statistics: ScriptStatistics, outboxKey: string, now: Date }

/** Everything of the first view from one reading of the facts. Pure: the same facts and instant give the same answer. */
export function sidebarOf({ viewer, facts: allFacts, catalogue, statistics, outboxKey, now }: SidebarInput): Sidebar {
  const facts = maskedFor(viewer, allFacts)
  const finding = findSituation(facts, catalogue, now)
  const scripts = rankScripts(facts, finding.kind, catalogue, { now, viewerName: speakerOf(facts, viewer), statistics })
  const supply = supplyOf(facts, catalogue, now)
  const usualGapDays = ownGapDays(facts.purchaseDays, gapPriorDays)
  const reminder = reminderToShow(facts, viewer)
  return {
    session: { userId: viewer.userId, name: viewer.name, role: viewer.role, now: now.toISOString(), outboxKey },
    profile: profileOf(facts, deriveConsumption(facts.answers, catalogue.settings.consumption as StarterConsumption | undefined)),
    situation: situationOf(finding, { facts, catalogue, supply, usualGapDays, scripts, now }),
    questions: catalogue.questions,
    answers: facts.answers.map(({ answerId, answeredAt, ...answer }) => ({ ...answer, answerId: answerId as AnswerId, answeredAt: answeredAt.toISOString() })),
    notes: facts.notes.map(({ noteId, notedAt, ...note }) => ({ ...note, noteId: noteId as NoteId, notedAt: notedAt.toISOString(), isMine: note.byUserId === viewer.userId })),
    orders: orderSummary(facts, catalogue, { supply, usualGapDays }),
    scripts, reminder: reminder && reminderView(reminder), askReply: replyToAsk(facts, viewer, now),
  }
}

function orderSummary({ customer, orders }: CustomerFacts, catalogue: Catalogue, { supply, usualGapDays }: Pick<OrderSummary, 'supply' | 'usualGapDays'>): OrderSummary {
  const names = namesOf(catalogue.products)
  return {
    count: customer.orderCount, totalFen: customer.lifetimeSpendFen, averageFen: customer.orderCount === 0 ? null : Math.round(customer.lifetimeSpendFen / customer.orderCount),
    firstOrderAt: customer.firstOrderAt?.toISOString() ?? null, lastOrderAt: customer.lastOrderAt?.toISOString() ?? null, usualGapDays, supply,
    lastFive: orders.map(({ orderId, ...order }) => toOrder({ ...order, id: Number(orderId) }, names)),
  }
}

const namesByList = new WeakMap<Catalogue['products'], ReadonlyMap<string, string>>()

/** Names by product id, made once for each catalogue, which is never changed in place. */
function namesOf(products: Catalogue['products']): ReadonlyMap<string, string> {
  const names = namesByList.get(products) ?? new Map(products.map(({ id, name }) => [id, name]))
  namesByList.set(products, names)
  return names
}

/** The one proposal of the customer, or the viewer's own promise where that comes first. */
function reminderToShow({ reminders }: CustomerFacts, viewer: Viewer): FactsReminder | null {
  const at = ({ snoozedUntil, dueAt }: FactsReminder): number => (snoozedUntil ?? dueAt).getTime()
  return reminders.filter(({ rule, userId }) => rule !== 'promise' || userId === viewer.userId).sort((a, b) => at(a) - at(b))[0] ?? null
}

function reminderView({ reminderId, userId: _userId, dueAt, windowEndAt, snoozedUntil, ...reminder }: FactsReminder): Reminder {
  return {
    ...reminder, reminderId: reminderId as ReminderId,
    dueAt: dueAt.toISOString(), windowEndAt: windowEndAt?.toISOString() ?? null, snoozedUntil: snoozedUntil?.toISOString() ?? null,
  }
}

/** Long enough that she may have answered, not so long that nobody remembers. */
const askAfterMs = 30 * minuteMs
const askUntilMs = 14 * dayMs

/** The newest touch by the viewer whose reply is unknown and was not asked for yet; nothing when a newer one is already answered, or when she deleted us since. */
function replyToAsk({ touches, follow }: CustomerFacts, viewer: Viewer, now: Date): Touch | null {
  if (follow?.lostAt) return null
  const newest = touches.find(({ userId }) => userId === viewer.userId)
  if (!newest || newest.replyState !== 'unknown' || newest.replyAskedAt || newest.lastAt > addMs(now, -askAfterMs) || newest.lastAt < addMs(now, -askUntilMs)) return null
  const { touchId, channel, contactClass, startedAt, lastAt, sendCount, userId, byName } = newest
  return {
    touchId: touchId as TouchId, channel, contactClass, startedAt: startedAt.toISOString(), lastAt: lastAt.toISOString(), sendCount, byUserId: userId, byName,
    reply: { state: 'unknown', source: null, at: null },
  }
}
