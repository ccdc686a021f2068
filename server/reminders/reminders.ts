import type { CustomerId, ReminderId } from '../../contract/ids.ts'
import type { Reminder } from '../../contract/reminders.schema.ts'
import type { ContactClass, ReminderKey, SkipReason } from '../../contract/words.ts'
import type { Context } from '../context.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import { readCustomerFacts } from '../customers/customer-facts.queries.ts'
import { readPlanFacts } from '../customers/plan-facts.queries.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { lockCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { addMs, dayMs } from '../time.ts'
import { replanCustomer } from './planner.ts'
import {
  closeReminders, findLiveProposal, findReminder, getReminder, deleteLastCorrection, insertCorrection, insertReminder, reminderOf, reopenReminderRow, snoozeReminderUntil, type ReminderRow,
} from './reminders.queries.ts'
import { allowedFrom, maySnoozeUntil } from './snooze.rules.ts'
import { supplyOf } from './supply-end.rules.ts'
import { dayAndTime } from './words.rules.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId'>

/** A promise or a snooze is for the next year, not for ever; a snoozed reminder keeps two days to be acted upon. */
const farthestMs = 365 * dayMs
export const afterSnoozeMs = 2 * dayMs

/** 我答应的事. Throws `invalid-value` for a time that has passed or lies more than a year ahead. */
export async function addPromise(context: Needs, trx: Trx, viewer: Viewer, externalUserId: CustomerId, { text, dueAt }: { text: string, dueAt: string }): Promise<Reminder> {
  const now = context.clock.now()
  const due = future(dueAt, now)
  if (text.trim() === '') throw new ApiError('invalid-value', '还没写答应了什么')
  await lockCustomer(trx, viewer, externalUserId)
  const id = context.newId()
  await insertReminder(trx, {
    id, externalUserId, userId: viewer.userId, rule: 'promise', contactClass: 'as_set', title: '答应的事', reason: text.trim(), moreReasons: [], changes: [],
    dueAt: due, windowEndAt: null, score: 7e6, facts: {}, now,
  })
  return reminderOf(await getReminder(trx, id))
}

/** 晚点提醒: also moves the end of its window behind that time. Throws `invalid-value` where the rules of contact would forbid to act on it then. */
export async function snooze(context: Needs, trx: Trx, viewer: Viewer, id: ReminderId, until: string): Promise<Reminder> {
  const now = context.clock.now()
  const at = future(until, now)
  const row = await lockReminder(trx, viewer, id)
  requireLive(row)
  await requireAllowed(context, trx, row, at, now)
  const windowEndAt = row.windowEndAt && row.windowEndAt < addMs(at, afterSnoozeMs) ? addMs(at, afterSnoozeMs) : row.windowEndAt
  await snoozeReminderUntil(trx, id, { until: at, windowEndAt, now })
  return reminderOf(await getReminder(trx, id))
}

/** 这次不联系: not proposed again in this window. */
export async function skip(context: Needs, trx: Trx, viewer: Viewer, id: ReminderId, { reason, note }: { reason: SkipReason, note?: string }): Promise<Reminder> {
  const now = context.clock.now()
  const row = await lockReminder(trx, viewer, id)
  requireLive(row)
  await closeReminders(trx, [id], { state: 'skipped', closedBy: viewer.userId, now, skipReason: reason, skipNote: note })
  await replanCustomer(context, trx, row.externalUserId as CustomerId)
  return reminderOf(await getReminder(trx, id))
}

export async function finish(context: Needs, trx: Trx, viewer: Viewer, id: ReminderId): Promise<Reminder> {
  const now = context.clock.now()
  const row = await lockReminder(trx, viewer, id)
  if (row.state === 'done') return reminderOf(row)
  requireLive(row)
  await closeReminders(trx, [id], { state: 'done', closedBy: viewer.userId, now })
  await replanCustomer(context, trx, row.externalUserId as CustomerId)
  return reminderOf(await getReminder(trx, id))
}

/** Undo of snooze, skip and done. What a touch has done stays done, and what expired has expired: `state-conflict`. */
export async function reopen(context: Needs, trx: Trx, viewer: Viewer, id: ReminderId): Promise<Reminder> {
  const now = context.clock.now()
  const row = await lockReminder(trx, viewer, id)
  if (row.state === 'open') return reminderOf(row)
  if (row.state === 'expired') throw new ApiError('state-conflict', '这条提醒已过期，不能恢复')
  if (row.touchId) throw new ApiError('state-conflict', '已经联系过客户，这条提醒不能恢复')
  if (row.rule !== 'promise') {
    // The plan may have proposed something else since: the rep's undo wins, there is one live proposal.
    const other = await findLiveProposal(trx, row.externalUserId as CustomerId)
    if (other && other.id !== row.id) await closeReminders(trx, [other.id], { state: 'expired', closedBy: null, now })
  }
  await reopenReminderRow(trx, id, now)
  return reminderOf(await getReminder(trx, id))
}

/** 客户说还有: replaces the estimate and plans anew; `days` null takes the member's own last correction back. Throws `state-conflict` when nothing she bought has a known supply. */
export async function correctSupply(context: Needs, trx: Trx, viewer: Viewer, externalUserId: CustomerId, days: number | null): Promise<{ leftDays: { min: number, max: number } | null, reminder: Reminder | null }> {
  const now = context.clock.now()
  await lockCustomer(trx, viewer, externalUserId)
  const before = await readCustomerFacts(trx, { viewerId: null, externalUserId, now })
  if (!before?.supplyOrder) throw new ApiError('state-conflict', '还不知道客户在吃什么，没有可以更正的')
  if (days === null) await deleteLastCorrection(trx, externalUserId, viewer.userId)
  else await insertCorrection(trx, { id: context.newId(), externalUserId, leftDays: days, byUserId: viewer.userId, correctedAt: now })
  await replanCustomer(context, trx, externalUserId)
  const facts = await readCustomerFacts(trx, { viewerId: null, externalUserId, now })
  const catalogue = await context.catalogue.at(before.catalogueVersion)
  const live = await findLiveProposal(trx, externalUserId)
  return { leftDays: facts && (supplyOf(facts, catalogue, now)?.leftDays ?? null), reminder: live ? reminderOf(live) : null }
}

/** An instant ahead, within a year. Throws `invalid-value`. */
export function future(text: string, now: Date): Date {
  const at = new Date(text)
  if (!(at > now) || at > addMs(now, farthestMs)) throw new ApiError('invalid-value', '请选一个将来的时间，一年以内')
  return at
}

/** What is put off beyond the time that is free for it comes back as one more thing we want of her, and may come too soon after the last. A promise is the rep's own. */
async function requireAllowed({ catalogue }: Needs, trx: Trx, { rule, contactClass, externalUserId }: ReminderRow, at: Date, now: Date): Promise<void> {
  if (rule === 'promise') return
  const { catalogueVersion, facts: [facts] } = await readPlanFacts(trx, [externalUserId as CustomerId], now)
  if (!facts || catalogueVersion === null) return
  const settings = contactSettings(await catalogue.at(catalogueVersion))
  const live = { rule: rule as ReminderKey, contactClass: contactClass as ContactClass }
  if (maySnoozeUntil(live, facts, settings, at, now)) return
  const allowed = allowedFrom(live, facts, settings, at, now)
  throw new ApiError('invalid-value', allowed
    ? `那时再联系算主动联系，离上次还不够久：请早一点，或选 ${dayAndTime(allowed, now)} 以后。客户约好的时间请记成「我答应的事」`
    : '那时不能主动联系客户：请早一点，或记成「我答应的事」')
}

/** The reminder under its customer's row lock. Throws `not-found` out of scope. */
async function lockReminder(trx: Trx, viewer: Viewer, id: ReminderId): Promise<ReminderRow> {
  const found = await findReminder(trx, viewer, id)
  if (!found) throw new ApiError('not-found')
  await lockCustomer(trx, viewer, found.externalUserId as CustomerId)
  return getReminder(trx, id)
}

function requireLive({ state }: ReminderRow): void {
  if (state !== 'open' && state !== 'snoozed') throw new ApiError('state-conflict', '这条提醒已经处理过了')
}
