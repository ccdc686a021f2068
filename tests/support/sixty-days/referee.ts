import type { ReminderKey, ScriptKind } from '../../../contract/words.ts'
import { firstAt, lastAt, type Life, type Word } from './ledger.ts'

/**
 * The rules of contact, read from product.md a second time and from nothing of the product's code: its figures stand here as numbers, its zone as eight hours.
 * Instants in milliseconds.
 */
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const quietFrom = 21 * 60
const quietTo = 9 * 60

/** What product.md's table calls each rule; `behaviour`: she moved. */
const proactiveRules: readonly ReminderKey[] = ['replenishment', 'cadence', 'drifting', 'seasonal_care', 'festival_gift', 'birthday', 'personal_task']
const lasting: readonly ReminderKey[] = ['first_contact', 'after_sale', 'promise']

/** A proposal as somebody sees it. */
export interface Shown {
  externalUserId: string
  rule: ReminderKey
  /** When it falls due, a snooze counted. */
  dueAt: number
  windowEndAt: number | null
}

const lastOf = ({ happenings }: Life, kinds: readonly string[], at: number): number =>
  Math.max(-Infinity, ...happenings.filter(each => each.at <= at && kinds.includes(each.kind)).map(each => each.at))

/** When she was added last. */
const addedAt = (life: Life, at: number): number => lastOf(life, ['added'], at)
const isLost = (life: Life, at: number): boolean => lastOf(life, ['lost'], at) > addedAt(life, at)
const isOptedOut = (life: Life, at: number): boolean => lastOf(life, ['opted-out'], at) > lastOf(life, ['opted-in'], at)
const isCaseOpen = (life: Life, at: number): boolean => lastOf(life, ['case-opened'], at) > lastOf(life, ['case-closed'], at)

/** When she replied, as far as a mark says it: it may be made long after, and she then did within 72 h. */
const replyAt = (life: Life, touchId: string, markedAt: number): number => Math.min(markedAt, lastAt(life, touchId) + 72 * hour)

/** Her own last move up to then: she wrote, ordered, clicked or visited. */
function movedAt(life: Life, at: number): number {
  const replies = [...life.replies].filter(([, reply]) => reply.state === 'yes' && reply.at <= at).map(([touchId, reply]) => replyAt(life, touchId, reply.at))
  return Math.max(lastOf(life, ['ordered', 'moved'], at), ...replies.filter(each => each <= at))
}

const isFree = (life: Life, at: number): boolean => at < movedAt(life, at) + 72 * hour
const isQuiet = (at: number): boolean => {
  const minuteOfDay = Math.floor((at + 8 * hour) / minute) % (24 * 60)
  return minuteOfDay >= quietFrom || minuteOfDay < quietTo
}

/** Does this word count? Not in her first week, not while a case is open, not for a delivery or use, not as an answer to her. */
export function counts(life: Life, { at, answers, scriptKind, isBulk }: Word): boolean {
  if (isBulk) return true
  if (isCaseOpen(life, at) || at < addedAt(life, at) + 7 * day) return false
  if (answers !== null && !proactiveRules.includes(answers) && answers !== 'questions_open') return false
  // Words about a delivery: a fortnight from the last news of it, the usage check's five days with room.
  if (scriptKind === 'service' && at < lastOf(life, ['ordered', 'parcel'], at) + 14 * day) return false
  return !isFree(life, at)
}

/** Starts of the proactive conversations up to then, oldest first: all within 24 h is one, and it began with its first word, whatever that was about. */
function conversations(life: Life, at: number): number[] {
  const starts: number[] = []
  const begun = life.words.filter(each => each.at <= at && counts(life, each)).map(word => firstAt(life, word.touchId))
  for (const start of begun.sort((a, b) => a - b)) if (starts.length === 0 || start - starts.at(-1)! >= day) starts.push(start)
  return starts
}

/** Touches in a row that are known to be unanswered; a move of hers, or a reply, sets it back; an unknown one says nothing. */
function silences(life: Life, at: number): number {
  const moved = movedAt(life, at)
  const touches = [...new Set(life.words.filter(word => word.at <= at).map(word => word.touchId))].sort((a, b) => firstAt(life, b) - firstAt(life, a))
  let count = 0
  for (const touchId of touches) {
    const reply = life.replies.get(touchId)
    const state = reply && reply.at <= at ? reply.state : 'unknown'
    if (state === 'yes' || moved > firstAt(life, touchId)) break
    if (state === 'no') count += 1
  }
  return count
}

/** Why a proactive touch may not be made at `at`, by what is known at `now`; empty: it may. */
export function proactiveProblems(life: Life, rule: ReminderKey | null, at: number, now: number): string[] {
  const found: string[] = []
  if (isOptedOut(life, now)) found.push('she has opted out')
  if (isCaseOpen(life, now)) found.push('a case is open')
  else if (at < lastOf(life, ['case-closed'], now) + 7 * day) found.push('a case was closed less than 7 days before')
  if (isQuiet(at) && at >= Math.max(movedAt(life, now), addedAt(life, now)) + 30 * minute) found.push('quiet hours')
  const silent = silences(life, now)
  if (silent >= 3 && rule !== 'seasonal_care') found.push(`${silent} touches in a row unanswered`)
  if (at < movedAt(life, now) + 72 * hour) return found
  const starts = conversations(life, now)
  const last = starts.at(-1) ?? -Infinity
  const apart = silent >= 2 ? 24 : 12
  if (starts.filter(each => each > at - 30 * day).length >= 2) found.push('2 in 30 days already')
  if (at < last + apart * day) found.push(`nearer than ${apart} days to the last one (${new Date(last + 8 * hour).toISOString().slice(0, 16)})`)
  return found
}

/** What is wrong with a proposal, were it acted on when it falls due, or now if that is past. */
export function proposalProblems(life: Life, shown: Shown, now: number): string[] {
  const { rule, dueAt, windowEndAt } = shown
  const at = Math.max(dueAt, now)
  const found: string[] = []
  if (windowEndAt === null ? !lasting.includes(rule) : windowEndAt <= now) found.push(windowEndAt === null ? 'it has no end' : 'its window is over')
  if (isLost(life, now) && rule !== 'after_sale' && rule !== 'promise') found.push('she has deleted us')
  if (isProactive(life, rule, dueAt)) found.push(...proactiveProblems(life, rule, dueAt > now || !isQuiet(now) ? at : nextMorning(now), now))
  if (isProactive(life, rule, dueAt) && isQuiet(dueAt) && dueAt >= Math.max(movedAt(life, dueAt), addedAt(life, dueAt)) + 30 * minute) found.push('it fell due in quiet hours')
  return [...new Set(found)]
}

/**
 * An open question is onboarding in her first week, later it is one more thing we want of her. A look that is answered later than within 30 minutes
 * (the rep put it off) is free for her 72 h, and then counts like any other.
 */
function isProactive(life: Life, rule: ReminderKey, dueAt: number): boolean {
  if (rule === 'questions_open') return dueAt >= addedAt(life, dueAt) + 7 * day
  return proactiveRules.includes(rule) || (rule === 'behaviour' && dueAt >= lastOf(life, ['moved'], dueAt) + 30 * minute)
}

/** What is wrong with words of that kind which the sidebar has ready, opened for a proposal of that rule. */
export function wordsProblems(life: Life, { rule, kind }: { rule: ReminderKey, kind: ScriptKind }, now: number): string[] {
  if (kind !== 'offer') return []
  if (isCaseOpen(life, now) || now < lastOf(life, ['case-closed'], now) + 7 * day) return ['an offer around a complaint']
  const hasBought = life.happenings.some(each => each.kind === 'ordered' && each.at <= now)
  return hasBought || rule === 'replenishment' || isFree(life, now) ? [] : ['an offer unasked to somebody who never bought']
}

const nextMorning = (at: number): number => {
  let next = at
  while (isQuiet(next)) next = Math.floor(next / minute) * minute + minute
  return next
}

/** Instant until which somebody must have spoken to her, or her lead must have been told: 24 h after she was added. */
export const firstTalkDeadline = (added: number): number => added + day
