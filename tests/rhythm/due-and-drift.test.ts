import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayNumberOf } from '../../server/rhythm/day-number.ts'
import { daysUntilDrift, driftBorder, driftCurve, statisticsAtReturn } from '../../server/rhythm/drift.ts'
import { dueRange, expectedGapDays, gapSpread, supplyElasticity, suppliedGapDays } from '../../server/rhythm/due-date.ts'
import { type ErlangMixture } from '../../server/rhythm/erlang-mixture.ts'
import { lnGapDensity } from '../../server/rhythm/erlang-model.ts'
import { frozenDriftBorder, frozenModel, scaledPrior, sourceFor } from '../../server/rhythm/frozen-priors.ts'
import { historyOf, standingAt } from '../../server/rhythm/purchase-history.ts'
import { fitShop } from '../../server/rhythm/shop-rhythm.ts'
import { cdnowHistories } from './cdnow.ts'
import { regularLog, syntheticLog } from './synthetic-log.ts'

const gap = fc.double({ min: 1, max: 400, noNaN: true })

/** Share of the spells begun in the 120 days after `today` and ended in the log whose next purchase falls into the range foretold at their beginning. */
function coverage(histories: ReturnType<typeof cdnowHistories>, today: number): number {
  const shop = fitShop(histories, today)
  const hits = histories.flatMap(history => history.days.slice(1).flatMap((next, i) => {
    const begun = history.days[i]!
    if (begun <= today || begun > today + 120) return []
    const standing = standingAt(history, begun)!
    const due = dueRange(begun, expectedGapDays(standing.x, standing.lnGapDays, shop.medianGapDays), gapSpread(standing, shop.gapSpread), standing.x)
    return [next >= due.from && next <= due.to]
  }))
  return hits.filter(Boolean).length / hits.length
}

describe('the expected gap', () => {
  it('is the shop\'s for a one-time buyer and leaves it with every gap of her own', () => {
    expect(expectedGapDays(0, 0, 34)).toBeCloseTo(34, 12)
    const twenty = [1, 4, 50].map(x => expectedGapDays(x, x * Math.log(20), 34))
    expect(twenty[0]).toBeLessThan(34)
    expect(twenty[2]).toBeLessThan(twenty[1]!)
    expect(twenty[2]).toBeCloseTo(20, 0)
  })

  it('lies between the shortest and the longest gap in it', () => {
    fc.assert(fc.property(fc.array(gap, { maxLength: 20 }), gap, (gaps, shopGap) => {
      const expected = expectedGapDays(gaps.length, gaps.reduce((sum, value) => sum + Math.log(value), 0), shopGap)
      expect(expected).toBeGreaterThanOrEqual(Math.min(shopGap, ...gaps) * (1 - 1e-9))
      expect(expected).toBeLessThanOrEqual(Math.max(shopGap, ...gaps) * (1 + 1e-9))
    }))
  })
})

describe('the due range', () => {
  it('is after the purchase, at least a day wide, and around the expected gap', () => {
    fc.assert(fc.property(gap, fc.double({ min: 0, max: 2, noNaN: true }), fc.nat({ max: 50 }), (gapDays, spread, x) => {
      const { from, to } = dueRange(1000, gapDays, spread, x)
      expect(from).toBeGreaterThan(1000)
      expect(to).toBeGreaterThan(from)
      expect(from).toBeLessThanOrEqual(1000 + Math.max(1, Math.round(gapDays)))
      expect(to).toBeGreaterThanOrEqual(1000 + Math.round(gapDays))
    }))
  })

  it('is narrower for a customer whose own gaps are even', () => {
    const even = standingAt(historyOf([0, 30, 60, 91, 120, 150].map(day => ({ day }))), 150)!
    const uneven = standingAt(historyOf([0, 3, 60, 66, 140, 150].map(day => ({ day }))), 150)!
    expect(gapSpread(even, 0.8)).toBeLessThan(0.6)
    expect(gapSpread(uneven, 0.8)).toBeGreaterThan(0.8)
  })

  it('holds about half of the purchases that follow', () => {
    const regular = syntheticLog(regularLog, 21).map(historyOf)
    expect(Math.abs(coverage(regular, 19_400) - 0.5)).toBeLessThan(0.12)
    expect(Math.abs(coverage(cdnowHistories(), dayNumberOf('1997-12-31')) - 0.5)).toBeLessThan(0.15)
  })
})

describe('supply', () => {
  it('bought in double lengthens the gap by the elasticity', () => {
    expect(suppliedGapDays(30, 60, 30)).toBeCloseTo(30 * Math.SQRT2, 9)
    expect(suppliedGapDays(30, 60, 30, 0)).toBe(30)
  })

  it('has elasticity .5 until there are gaps that tell, and keeps within 0 and 1', () => {
    expect(supplyElasticity([])).toBe(0.5)
    expect(supplyElasticity([{ gapDays: 90, meanGapDays: 30, supply: 30, meanSupply: 30 }])).toBe(0.5)
    const told = (power: number) => Array.from({ length: 50 }, () => ({ gapDays: 30 * 2 ** power, meanGapDays: 30, supply: 60, meanSupply: 30 }))
    expect(supplyElasticity(told(0.1))).toBeCloseTo(0.3, 9)
    expect(supplyElasticity(told(9))).toBe(1)
    expect(supplyElasticity(told(-9))).toBe(0)
  })
})

describe('the drift alarm', () => {
  const one: ErlangMixture = [{ weight: 1, model: frozenModel }]
  const several: ErlangMixture = [1, 2, 6].map(k => ({ weight: 1 / 3, model: { ...frozenModel, k, alpha: frozenModel.alpha * 2 / k } }))
  const customer = { x: 6, t: 26, lnGaps: 6 * Math.log(4) }
  const silence = fc.double({ min: 0, max: 80, noNaN: true })

  it('is ln w + ln f(g) − ln(own rate) past the density\'s top', () => {
    const [R, M, w] = [frozenModel.r + 12, frozenModel.alpha + 26, (frozenModel.b + 6) / frozenModel.a]
    expect(driftCurve(one, customer)(9)).toBeCloseTo(Math.log(w) + lnGapDensity(frozenModel, customer, 9) - Math.log(R / (2 * M)), 9)
  })

  it('falls with silence', () => {
    fc.assert(fc.property(fc.constantFrom(one, several), silence, silence, (mixture, u, v) => {
      const statistic = driftCurve(mixture, customer)
      expect(statistic(Math.max(u, v))).toBeLessThanOrEqual(statistic(Math.min(u, v)) + 1e-9)
    }))
  })

  it('never goes for being early, and on no day when the border is out of reach', () => {
    expect(driftCurve(several, customer)(0)).toBeGreaterThan(frozenDriftBorder)
    expect(daysUntilDrift(several, customer, -1e9)).toBeNull()
  })

  it('goes on the day that was foretold, not on the day before', () => {
    const days = daysUntilDrift(one, customer, frozenDriftBorder)!
    expect(days).toBeGreaterThan(30)
    expect(driftCurve(one, customer)(days / 7)).toBeLessThan(frozenDriftBorder)
    expect(driftCurve(one, customer)((days - 1) / 7)).toBeGreaterThanOrEqual(frozenDriftBorder)
  })

  it('comes sooner for fast buyers than for slow ones, and for even ones than for uneven', () => {
    const after = (weeks: number) => daysUntilDrift(one, { x: 10, t: 10 * weeks, lnGaps: 10 * Math.log(weeks) }, frozenDriftBorder)!
    expect(after(2)).toBeLessThan(after(5))
    expect(after(5)).toBeLessThan(after(12))
    const uneven = { x: 6, t: 26, lnGaps: 5 * Math.log(0.3) + Math.log(24.5) }
    expect(daysUntilDrift(several, customer, frozenDriftBorder)!).toBeLessThan(daysUntilDrift(several, uneven, frozenDriftBorder)!)
  })

  it('calls 5 % of those who come back on the spells it was set on, and not many more of later ones', () => {
    const histories = syntheticLog({ ...regularLog, lengthDays: 900 }, 5).map(historyOf)
    const today = 19_540
    const { mixture } = fitShop(histories, today)
    const border = driftBorder(mixture, histories, today)!
    const share = (from: number, to: number) => {
      const statistics = statisticsAtReturn(mixture, histories, from, to)
      return statistics.filter(statistic => statistic < border).length / statistics.length
    }
    expect(share(today - 360, today - 180)).toBeCloseTo(0.05, 2)
    expect(share(today, today + 90)).toBeLessThan(0.07)
    expect(share(today, today + 90)).toBeGreaterThan(0)
  })

  it('has no border of the shop\'s own with too few returns', () => {
    expect(driftBorder(one, [historyOf([{ day: 1 }, { day: 30 }])], 400)).toBeNull()
  })
})

describe('the frozen priors', () => {
  it('rule a shop under 300 repeat customers, leave at 1,000 repeats, and keep what was in between', () => {
    expect(sourceFor({ repeatCustomers: 299, repeats: 5000 }, 'own')).toBe('prior')
    expect(sourceFor({ repeatCustomers: 300, repeats: 999 })).toBe('prior')
    expect(sourceFor({ repeatCustomers: 300, repeats: 999 }, 'own')).toBe('own')
    expect(sourceFor({ repeatCustomers: 300, repeats: 1000 })).toBe('own')
  })

  it('take the shop\'s time scale: twice the gap, twice alpha and nothing else', () => {
    const [slow, fast] = [scaledPrior(38), scaledPrior(19)]
    expect(fast).toEqual(frozenModel)
    expect(slow).toEqual({ ...frozenModel, alpha: 2 * frozenModel.alpha })
  })
})
