import { type DayNumber } from '../../server/rhythm/day-number.ts'
import { type Purchase } from '../../server/rhythm/purchase-history.ts'

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6D2B79F5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Marsaglia & Tsang 2000. */
export function gammaDraw(random: () => number, shape: number): number {
  if (shape < 1) return gammaDraw(random, shape + 1) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

export interface LogShape {
  customers: number
  /** days over which first purchases are spread, and length of the log */
  arrivalDays: number
  lengthDays: number
  /** Erlang shapes of the gaps, drawn evenly */
  k: readonly number[]
  /** mean gap of a customer in days: log-normal */
  medianGapDays: number
  gapSpread: number
  /** chance of dropping out after a purchase: Beta */
  dropOut: readonly [number, number]
  /** strength 0 to 1 of the yearly season */
  season: number
  /** faster buyers spend more by this power of the rate */
  spendByRate: number
}

/** Grocery-like: regular, few drop out. */
export const regularLog: LogShape = {
  customers: 1200, arrivalDays: 90, lengthDays: 660, k: [1, 2, 3, 4, 6], medianGapDays: 45, gapSpread: 0.9, dropOut: [0.45, 3], season: 0.1, spendByRate: 0,
}
/** A shop whose head of fast buyers makes most of the revenue. */
export const heavyHeadLog: LogShape = {
  customers: 2500, arrivalDays: 300, lengthDays: 374, k: [1, 1, 2], medianGapDays: 80, gapSpread: 1.2, dropOut: [0.4, 1.5], season: 0.5, spendByRate: 0.6,
}
/** Fancies: many buy once, the others at random. */
export const irregularLog: LogShape = {
  customers: 2500, arrivalDays: 90, lengthDays: 540, k: [1], medianGapDays: 70, gapSpread: 1.1, dropOut: [0.8, 1.6], season: 0.2, spendByRate: 0.2,
}

function purchasesOf(random: () => number, shape: LogShape): Purchase[] {
  const k = shape.k[Math.floor(random() * shape.k.length)]!
  const meanGap = shape.medianGapDays * Math.exp(shape.gapSpread * normal(random))
  const u = gammaDraw(random, shape.dropOut[0])
  const dropOut = u / (u + gammaDraw(random, shape.dropOut[1]))
  const ticketFen = 20_000 * Math.exp(0.6 * normal(random)) * (shape.medianGapDays / meanGap) ** shape.spendByRate
  const purchases: Purchase[] = []
  let at = random() * shape.arrivalDays
  while (at < shape.lengthDays) {
    const isInSeason = random() < 1 - shape.season * (0.5 + 0.5 * Math.sin(at / 58))
    if (isInSeason || purchases.length === 0) purchases.push({ day: Math.floor(at), amountFen: Math.round(ticketFen * Math.exp(0.3 * normal(random))) })
    if (random() < dropOut) break
    at += meanGap * gammaDraw(random, k) / k
  }
  return purchases
}

/** Purchases by customer, from `firstDay` on; the same for the same seed. */
export function syntheticLog(shape: LogShape, seed: number, firstDay: DayNumber = 19_000): Purchase[][] {
  const random = seededRandom(seed)
  return Array.from({ length: shape.customers }, () => purchasesOf(random, shape).map(p => ({ ...p, day: p.day + firstDay })))
}
