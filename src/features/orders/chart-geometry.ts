import type { OrderRhythm } from '../../../contract/orders.schema.ts'

/** Pure geometry of the two pictures, in units of a drawing of this width: at 360 px about one to a pixel. */
export const chartWidth = 328

export interface CurvePoint { month: string, netFen: number, x: number, y: number }

/** Points of the curve in a band `height` high: the largest month touches the top, nothing bought lies on the zero line. */
export function curvePoints(months: OrderRhythm['months'], height: number): CurvePoint[] {
  const most = Math.max(1, ...months.map(({ netFen }) => netFen))
  const step = months.length > 1 ? chartWidth / (months.length - 1) : 0
  return months.map(({ month, netFen }, at) => ({ month, netFen, x: round(at * step), y: round(height - Math.max(0, netFen) / most * height) }))
}

export const linePath = (points: readonly CurvePoint[]): string => points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('')
export const areaPath = (points: readonly CurvePoint[], height: number): string =>
  points.length === 0 ? '' : `${linePath(points)}L${points[points.length - 1]!.x} ${height}L${points[0]!.x} ${height}Z`

/** The month with the most, the newest of equals; null where nothing was bought. */
export function bestMonth(points: readonly CurvePoint[]): CurvePoint | null {
  const best = points.reduce<CurvePoint | null>((found, point) => found === null || point.netFen >= found.netFen ? point : found, null)
  return best && best.netFen > 0 ? best : null
}

export interface Strip {
  marks: { day: string, x: number, isGift: boolean }[]
  todayX: number
  /** The expected range; null where it is unknown. */
  next: { x: number, width: number } | null
  /** First day of the axis. */
  from: string
}

const leastSpanDays = 120
const mostSpanDays = 400
/** Nothing touches the edge. */
const marginDays = 6

/** Purchases as marks on a time axis that holds today and the expected range: at least 120 days back, at most 400. */
export function stripOf({ days, today, next }: OrderRhythm): Strip {
  const now = dayNumber(today)
  const end = Math.max(now, next.kind === 'expected' ? dayNumber(next.to) : now) + marginDays
  const first = days[0] ? dayNumber(days[0].day) - marginDays : now
  const start = Math.max(now - mostSpanDays, Math.min(first, now - leastSpanDays))
  const xOf = (day: number): number => round((day - start) / (end - start) * chartWidth)
  const clip = (day: number): number => Math.min(end, Math.max(start, day))
  const range = next.kind === 'expected' ? { from: clip(dayNumber(next.from)), to: clip(dayNumber(next.to) + 1) } : null
  return {
    marks: days.filter(({ day }) => dayNumber(day) >= start).map(({ day, isGift }) => ({ day, x: xOf(dayNumber(day)), isGift })),
    todayX: xOf(now),
    // A range that has passed lies where it lay; one before the axis begins is not drawn.
    next: range && range.to > start ? { x: xOf(range.from), width: Math.max(3, round(xOf(range.to) - xOf(range.from))) } : null,
    from: isoDay(start),
  }
}

const dayMs = 86_400_000
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs
const isoDay = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10)
const round = (value: number): number => Math.round(value * 10) / 10
