import type { OrderRhythm } from '../../contract/orders.schema.ts'
import { dayNumberOf, isoDayOf } from '../rhythm/day-number.ts'
import { dueRange, expectedGapDays, gapSpread } from '../rhythm/due-date.ts'
import { frozenGapSpread } from '../rhythm/frozen-priors.ts'
import { standingAt } from '../rhythm/purchase-history.ts'

/** A day (YYYY-MM-DD, company's zone) with kept purchases of a person: net fen, how many, and whether presents only. */
export interface PurchaseDay { day: string, netFen: number, orders: number, isGift: boolean }

export interface RhythmQuestion {
  /** Oldest first. */
  days: readonly PurchaseDay[]
  /** YYYY-MM-DD in the company's zone. */
  today: string
  /** Gap to which her own are drawn: the one that cards and reminders use. */
  priorGapDays: number
  /** The shop's spread of ln gap; null before the first fit. */
  shopSpread: number | null
}

const leastMonths = 6
const mostMonths = 24

/** Spend by month, purchase days and the expected next purchase (models.md §2), for the two pictures of the orders panel. Pure. */
export function rhythmView({ days, today, priorGapDays, shopSpread }: RhythmQuestion): OrderRhythm {
  const months = monthsTo(today.slice(0, 7), days[0]?.day.slice(0, 7) ?? null)
  const first = months[0]!
  const shown = days.filter(({ day }) => day.slice(0, 7) >= first)
  return {
    months: months.map((month) => {
      const own = shown.filter(({ day }) => day.startsWith(month))
      return { month, netFen: sum(own.map(({ netFen }) => netFen)), orders: sum(own.map(({ orders }) => orders)) }
    }),
    earlierFen: sum(days.filter(({ day }) => day.slice(0, 7) < first).map(({ netFen }) => netFen)),
    days: shown.map(({ day, netFen, isGift }) => ({ day, netFen, isGift })),
    today,
    next: nextOf(days, today, priorGapDays, shopSpread ?? frozenGapSpread),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function nextOf(all: readonly PurchaseDay[], today: string, priorGapDays: number, shopSpread: number): OrderRhythm['next'] {
  // Presents for others never start her clock.
  const days = all.filter(({ isGift }) => !isGift).map(({ day }) => dayNumberOf(day))
  const standing = standingAt({ days, amountsFen: [] }, dayNumberOf(today))
  if (!standing || standing.x < 1) {
    const bought = standing ? '自己吃的只买过一次' : all.length > 0 ? '买的都是送人或给家人的' : '还没买过'
    return { kind: 'unknown', reason: `${bought}，买过两次才看得出多久买一次` }
  }
  const { x, lastDay, lnGapDays } = standing
  const gap = expectedGapDays(x, lnGapDays, priorGapDays)
  const { from, to } = dueRange(lastDay, gap, gapSpread(standing, shopSpread), x)
  const now = dayNumberOf(today)
  const gapDays = Math.max(1, Math.round(gap))
  const habit = `自己吃的买过 ${x + 1} 次，平时 ${gapDays} 天左右买一次`
  return {
    kind: 'expected', from: isoDayOf(from), to: isoDayOf(to), gapDays, gaps: x, isOverdue: now > to,
    reason: now > to ? `${habit}，已过了 ${now - to} 天` : x < 3 ? `${habit}；次数少，只能当参考` : habit,
  }
}

/** Months (YYYY-MM) up to `last` without gaps: back to the first purchase, six at least, 24 at most. */
function monthsTo(last: string, first: string | null): string[] {
  const end = numberOf(last)
  const start = Math.max(end - mostMonths + 1, Math.min(end - leastMonths + 1, first === null ? end : numberOf(first)))
  return Array.from({ length: end - start + 1 }, (_, later) => monthOf(start + later))
}

const numberOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
const monthOf = (number: number): string => `${Math.floor(number / 12)}-${String(number % 12 + 1).padStart(2, '0')}`
