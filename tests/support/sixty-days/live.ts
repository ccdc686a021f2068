import { sql } from 'kysely'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import type { FilledScript } from '../../../contract/scripts.schema.ts'
import type { ReminderKey } from '../../../contract/words.ts'
import { addMs, dayMs, dayOf, instantOf, minuteMs, minuteOfDay } from '../../../server/time.ts'
import { daysOf, type Days } from './days.ts'
import { tellLife } from './ledger.ts'
import { Market } from './market.ts'
import type { Place } from './place.ts'
import { firstTalkDeadline, proactiveProblems, proposalProblems, wordsProblems, type Shown } from './referee.ts'
import { isOnDuty, readList, repsOf, workAWhile, type RepHabit, type Watch } from './reps.ts'

export interface Violation { at: Date, what: string, history: string }
/** What stood in a member's list as the day began: all that is due, and how much of it makes the day. */
export interface ListSize { userId: string, due: number, forToday: number }
export interface LivedDay { day: string, lists: ListSize[], violations: Violation[] }
export interface FirstTalks { added: number, inTime: number, escalated: number, gone: number, missed: number }
export interface Lived { days: LivedDay[], firstTalks: FirstTalks, totals: Map<string, number>, proposalsJudged: number }

export interface Span {
  days: number
  seed: number | string
  /** From one running of the jobs to the next by day, and from one look of a rep at the list to the next; the first divides the second, both the day. */
  stepMinutes: number
  lookMinutes: number
  /** How much happens, 1 for the demo's 600 customers. */
  size: number
  onDay?: (day: LivedDay) => void
}

/**
 * Lives through so many days: the clock goes on step by step, the timetable's jobs run at their times, customers and reps act, and a referee looks at every
 * open proposal five times a day and at every one that a rep is offered, whenever a list is read.
 */
export async function liveThrough(place: Place, { days: dayCount, seed, stepMinutes, lookMinutes, size, onDay }: Span): Promise<Lived> {
  const days = daysOf(place, seed)
  const reps = repsOf(place.world)
  const market = new Market(days, reps)
  const referee = new Judge(days)
  const lived: LivedDay[] = []
  const firstDay = instantOf(dayOf(days.now()))
  const begin = days.now()
  for (let index = 0; index < dayCount; index++) {
    const day = dayOf(addMs(firstDay, index * dayMs))
    market.plan(day, index, size)
    const lists: ListSize[] = []
    for (const minute of minutesOf(stepMinutes)) {
      const at = addMs(instantOf(day), minute * minuteMs)
      if (at <= begin) continue
      await goOn(days, at)
      // What a rep puts off is looked at by the next pass: here the jobs have just run.
      if (looks.includes(minute)) await referee.lookAtAll()
      const isListed = lists.length === 0 && minute >= 9 * 60
      for (const rep of reps) {
        if (isListed) lists.push({ userId: rep.userId, ...await sizesOf(days, rep.userId) })
        if (isOnDuty(rep, at, index) && minute % lookMinutes === 0) await workStep(days, rep, referee)
      }
      if (isListed) for (const lead of new Set(reps.map(rep => rep.lead))) lists.push({ userId: lead, ...await escalatedTo(days, lead) })
    }
    const today: LivedDay = { day, lists, violations: referee.take() }
    lived.push(today)
    onDay?.(today)
  }
  return { days: lived, firstTalks: await referee.firstTalks(), totals: days.totals, proposalsJudged: referee.judged }
}

/** When the referee looks at all there is, minutes after midnight. */
const looks = [0, 9 * 60, 12 * 60, 16 * 60, 20 * 60]

/** Steps of a day: by night at the times of the synchronisation and the nightly pass, so that no job runs before what has happened already. */
const minutesOf = (stepMinutes: number): number[] =>
  [0, 2.5 * 60, 3.5 * 60, 6 * 60, ...Array.from({ length: Math.floor(14 * 60 / stepMinutes) + 1 }, (_, i) => 8 * 60 + i * stepMinutes)]

/** What happens up to then at its own instants, then the jobs. */
async function goOn({ place, diary }: Days, at: Date): Promise<void> {
  for (let entry = diary.next(at); entry; entry = diary.next(at)) {
    place.setNow(entry.at)
    await entry.run()
  }
  place.setNow(at)
  await place.runTimetable()
}

async function workStep(days: Days, rep: RepHabit, referee: Judge): Promise<void> {
  const list = await readList(days, rep.userId)
  for (const item of list.items) referee.offered(item)
  await workAWhile(days, rep, list, referee)
}

async function sizesOf(days: Days, userId: string): Promise<{ due: number, forToday: number }> {
  const { due, forToday } = await readList(days, userId)
  return { due, forToday }
}

async function escalatedTo({ place }: Days, lead: string): Promise<{ due: number, forToday: number }> {
  const { total } = (await place.as(lead)('GET', '/api/reminders?view=escalated&limit=100')).json<{ total: number }>()
  return { due: total, forToday: total }
}

interface OpenRow { externalUserId: string, rule: ReminderKey, dueAt: Date, windowEndAt: Date | null }

/** Holds what is proposed against the ledger. */
class Judge implements Watch {
  judged = 0
  private readonly days: Days
  private violations: Violation[] = []
  private readonly told = new Set<string>()

  constructor(days: Days) {
    this.days = days
  }

  take(): Violation[] {
    return this.violations.splice(0)
  }

  /** Once for the same customer and matter, whoever sees it how often. */
  found(externalUserId: string, what: string): void {
    const key = `${externalUserId} ${what}`
    if (this.told.has(key)) return
    this.told.add(key)
    this.violations.push({ at: this.days.now(), what: `${externalUserId} ${what}`, history: tellLife(this.days.ledger.of(externalUserId)) })
  }

  /** In a rep's list: it may be acted on at once, whatever hour of the day it names. */
  offered({ externalUserId, rule, dueAt, snoozedUntil, windowEndAt, contactClass }: DueReminder): void {
    const now = this.days.now().getTime()
    this.judge({ externalUserId, rule, dueAt: Date.parse(snoozedUntil ?? dueAt), windowEndAt: windowEndAt === null ? null : Date.parse(windowEndAt) })
    if (contactClass !== 'proactive') return
    for (const problem of proactiveProblems(this.days.ledger.of(externalUserId), rule, now, now)) this.found(externalUserId, `${rule} of ${dayOf(new Date(dueAt))} offered: ${problem}`)
  }

  /** The server asked for a reason although it had proposed just that. */
  warned({ externalUserId, rule }: DueReminder, message: string): void {
    this.found(externalUserId, `${rule}: the server asked for a reason although it proposed this (${message})`)
  }

  /** The words that the opened sidebar has ready. */
  read({ externalUserId, rule }: DueReminder, scripts: readonly FilledScript[]): void {
    const now = this.days.now().getTime()
    for (const { scriptId, kind } of scripts) {
      for (const problem of wordsProblems(this.days.ledger.of(externalUserId), { rule, kind }, now)) this.found(externalUserId, `${rule}: ${scriptId}: ${problem}`)
    }
  }

  /** Every open proposal there is, and no customer with two. */
  async lookAtAll(): Promise<void> {
    const { rows } = await sql<OpenRow>`
      select external_user_id, rule, effective_due_at as due_at, window_end_at from reminder where state in ('open', 'snoozed') order by external_user_id`.execute(this.days.place.context.db)
    const seen = new Set<string>()
    for (const { externalUserId, rule, dueAt, windowEndAt } of rows) {
      this.judge({ externalUserId, rule, dueAt: dueAt.getTime(), windowEndAt: windowEndAt?.getTime() ?? null })
      if (rule === 'promise') continue
      if (seen.has(externalUserId)) this.found(externalUserId, 'has two open proposals')
      seen.add(externalUserId)
    }
  }

  private judge(shown: Shown): void {
    this.judged += 1
    const now = this.days.now().getTime()
    for (const problem of proposalProblems(this.days.ledger.of(shown.externalUserId), shown, now)) {
      this.found(shown.externalUserId, `${shown.rule} due ${new Date(shown.dueAt + 8 * 3_600_000).toISOString().slice(0, 16)}: ${problem}`)
    }
  }

  /** Of those added more than a day ago: spoken to within 24 h, or given to her rep's lead by then; gone before is nobody's fault. */
  async firstTalks(): Promise<FirstTalks> {
    const { newcomers, ledger, now, place } = this.days
    const found: FirstTalks = { added: 0, inTime: 0, escalated: 0, gone: 0, missed: 0 }
    for (const { externalUserId, lead, addedAt } of newcomers) {
      const deadline = firstTalkDeadline(addedAt.getTime())
      if (deadline > now().getTime()) continue
      const { words, happenings } = ledger.of(externalUserId)
      found.added += 1
      const { rows: [given] } = await sql<{ at: Date, leads: string[] }>`
        select escalated_at as at, escalated_to as leads from reminder where external_user_id = ${externalUserId} and rule = 'first_contact' and escalated_at is not null order by escalated_at limit 1`.execute(place.context.db)
      if (words.some(({ at, isBulk }) => at <= deadline && !isBulk)) found.inTime += 1
      else if (given && given.at.getTime() <= deadline && given.leads.includes(lead)) found.escalated += 1
      else if (happenings.some(({ kind, at }) => kind === 'lost' && at <= deadline)) found.gone += 1
      else {
        found.missed += 1
        console.error(`${externalUserId} was added ${addedAt.toISOString()} and neither spoken to nor given to ${lead}\n${tellLife(ledger.of(externalUserId))}`)
      }
    }
    return found
  }
}

/** Minutes after midnight, for those who print a day. */
export const clockOf = (at: Date): string => `${String(Math.floor(minuteOfDay(at) / 60)).padStart(2, '0')}:${String(minuteOfDay(at) % 60).padStart(2, '0')}`
