import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frozenDriftBorder, frozenMedianGapDays, frozenModel, scaledPrior } from '../../server/rhythm/frozen-priors.ts'
import { historyOf, type Purchase, standingAt } from '../../server/rhythm/purchase-history.ts'
import { aucOf } from '../../server/rhythm/ranking-metrics.ts'
import { chanceIn30Days, expectedTicketFen, fitShop, scoreOf, type ShopRhythm } from '../../server/rhythm/shop-rhythm.ts'
import { rhythmOf } from '../../server/rhythm/rhythm.ts'
import { buysBetween } from '../../server/rhythm/purchase-history.ts'
import { irregularLog, regularLog, syntheticLog } from './synthetic-log.ts'

const today = 19_400

function shopOf(log: readonly Purchase[][], day = today): ShopRhythm {
  return fitShop(log.map(historyOf), day)
}

/** Everything said of every customer is a number, and a chance is a chance. */
function expectSane(log: readonly Purchase[][], shop: ShopRhythm, day = today): void {
  for (const purchases of log) {
    const history = historyOf(purchases)
    const standing = standingAt(history, day)
    if (!standing) continue
    for (const chance of [scoreOf(shop, standing), chanceIn30Days(shop, standing)]) {
      expect(chance).toBeGreaterThanOrEqual(0)
      expect(chance).toBeLessThanOrEqual(1)
    }
    const rhythm = rhythmOf(history.days, shop, day)!
    expect(Number.isInteger(rhythm.dueOn.from) && Number.isInteger(rhythm.dueOn.to)).toBe(true)
    expect(rhythm.expectedGapDays).toBeGreaterThan(0)
    expect(expectedTicketFen(shop, standing) ?? 0).toBeGreaterThanOrEqual(0)
  }
}

describe('a log with little in it', () => {
  const oneDay = Array.from({ length: 500 }, () => [{ day: 19_300, amountFen: 5000 }])
  const cases: [string, Purchase[][]][] = [
    ['nothing', []],
    ['customers without purchases', [[], []]],
    ['a single customer', [[{ day: 19_000, amountFen: 100 }, { day: 19_030, amountFen: 200 }, { day: 19_060, amountFen: 50 }]]],
    ['a single purchase', [[{ day: today }]]],
    ['all on one day', oneDay],
    ['nobody with a repeat', Array.from({ length: 800 }, (_, i) => [{ day: 19_000 + i % 300, amountFen: 100 + i }])],
    ['amounts of nought', Array.from({ length: 400 }, (_, i) => [{ day: 19_000 + i % 90, amountFen: 0 }, { day: 19_200 + i % 150, amountFen: 0 }])],
    ['more refunded than paid', Array.from({ length: 60 }, (_, i) => [{ day: 19_000 + i, amountFen: 100 }, { day: 19_010 + i, amountFen: -900 }])],
    ['a purchase on every day', Array.from({ length: 400 }, () => Array.from({ length: 300 }, (_, i) => ({ day: 19_100 + i })))],
    ['the same gap for all', Array.from({ length: 700 }, (_, i) => Array.from({ length: 6 }, (_, j) => ({ day: 19_000 + i % 60 + 30 * j, amountFen: 1000 })))],
  ]

  it.each(cases)('(%s) gives a shop and finite figures', (_, log) => {
    expectSane(log, shopOf(log))
  })

  it('is told by the frozen priors at the shop\'s median gap', () => {
    const shop = shopOf(cases[2]![1])
    expect(shop).toMatchObject({ source: 'prior', medianGapDays: 30, score: null, driftBorder: frozenDriftBorder, model: scaledPrior(30) })
    expect(shopOf([])).toMatchObject({ source: 'prior', medianGapDays: frozenMedianGapDays, model: frozenModel })
    expect(fitShop([], today, null, 45).medianGapDays).toBe(45)
  })

  it('gives finite figures for any histories', () => {
    const purchase = fc.record({ day: fc.integer({ min: 19_000, max: 19_500 }), amountFen: fc.option(fc.integer({ min: -1000, max: 1e8 })) })
    fc.assert(fc.property(fc.array(fc.array(purchase, { maxLength: 12 }), { maxLength: 25 }), log => expectSane(log, shopOf(log))), { numRuns: 40 })
  })
})

describe('a shop that grows', () => {
  const log = syntheticLog(regularLog, 13)

  it('leaves the priors with its 1,000 repeats, and survives being kept as JSON', () => {
    const young = shopOf(log.slice(0, 150))
    const grown = shopOf(log)
    expect(young.source).toBe('prior')
    expect(grown.source).toBe('own')
    expect(grown.score).not.toBeNull()
    expect(grown.mixture.reduce((sum, part) => sum + part.weight, 0)).toBeCloseTo(1, 12)
    expect(JSON.parse(JSON.stringify(grown))).toEqual(grown)
    expectSane(log, grown)
  })

  it('fits next week from this week\'s parameters to the same place as afresh', () => {
    const histories = log.map(historyOf)
    const afresh = fitShop(histories, today + 7)
    const again = fitShop(histories, today + 7, fitShop(histories, today))
    expect(again.model.k).toBe(afresh.model.k)
    for (const name of ['r', 'alpha', 'a', 'b'] as const) expect(Math.abs(Math.log(again.model[name] / afresh.model[name]))).toBeLessThan(0.02)
  })

  it('does not depend on amounts being there', () => {
    const bare = log.map(purchases => purchases.map(({ day }) => ({ day })))
    const shop = shopOf(bare)
    expect(shop).toMatchObject({ source: 'own', ticket: null, meanTicketFen: 0 })
    expect(expectedTicketFen(shop, standingAt(historyOf(bare[0]!), today)!)).toBeNull()
    expectSane(bare, shop)
  })
})

it('ranks a young shop\'s customers better than RFM\'s ties and finds those who buy', () => {
  const histories = syntheticLog({ ...irregularLog, customers: 280 }, 17).map(historyOf)
  const shop = fitShop(histories, 19_250)
  expect(shop.source).toBe('prior')
  const outcomes = histories.flatMap(history => {
    const standing = standingAt(history, 19_250)
    return standing ? [{ score: scoreOf(shop, standing), isBuyer: buysBetween(history, 19_250, 19_280) }] : []
  })
  expect(aucOf(outcomes)).toBeGreaterThan(0.75)
})

it('expects a ticket between her own mean and the shop\'s', () => {
  const shop = shopOf(syntheticLog(regularLog, 2))
  const big = standingAt(historyOf([{ day: 19_100, amountFen: 500_000 }, { day: 19_200, amountFen: 700_000 }]), today)!
  const ticket = expectedTicketFen(shop, big)!
  expect(shop.ticket).not.toBeNull()
  expect(ticket).toBeGreaterThan(shop.meanTicketFen)
  expect(ticket).toBeLessThan(600_000)
})
