import { describe, expect, it } from 'vitest'
import { mergeCells } from '../../server/rhythm/cells.ts'
import { dayNumberOf } from '../../server/rhythm/day-number.ts'
import {
  chanceAlive, chanceBuysWithin, type ErlangModel, expectedPurchases, gapQuantile, gapSurvival, lnLikelihood,
} from '../../server/rhythm/erlang-model.ts'
import { fitErlang } from '../../server/rhythm/fit-erlang.ts'
import { expectedTicket, fitTicket } from '../../server/rhythm/gamma-gamma.ts'
import { countUpTo, observedOf, standingAt } from '../../server/rhythm/purchase-history.ts'
import { cdnowHistories, fixtureText } from './cdnow.ts'

interface Vector {
  model: string
  k: number
  mod: boolean
  p: [r: number, alpha: number, a: number, b: number]
  x: number
  tx: number
  T: number
  palive: number
  p30: number
  cet52: number
  gapSurvival: number
  medianGapWeeks: number
  ll_litt0: number
}

const vectors = JSON.parse(fixtureText('vectors.json')) as Vector[]
const histories = cdnowHistories()
const calibrationEnd = dayNumberOf('1997-09-30')
const standings = histories.map(history => standingAt(history, calibrationEnd)!)
const cells = mergeCells(standings.map(observedOf))

function fitted(kind: 'bg' | 'mbg') {
  const fit = fitErlang(cells, { kind, k: 1, ridge: null, tolerance: 1e-9 })
  if (fit.status === 'refused') throw new Error(`refused: ${fit.reason}`)
  return fit
}

function correlation(u: readonly number[], v: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mu, mv] = [mean(u), mean(v)]
  const product = (a: readonly number[], ma: number, b: readonly number[], mb: number) => a.reduce((sum, value, i) => sum + (value - ma) * (b[i]! - mb), 0)
  return product(u, mu, v, mv) / Math.sqrt(product(u, mu, u, mu) * product(v, mv, v, mv))
}

describe('the unit vectors', () => {
  it.each(vectors.map(v => [`${v.model} x=${v.x} t=${v.tx} T=${v.T}`, v] as const))('%s come out to 1e-6', (_, v) => {
    const [r, alpha, a, b] = v.p
    const model: ErlangModel = { kind: v.mod ? 'mbg' : 'bg', k: v.k, r, alpha, a, b }
    const customer = { x: v.x, t: v.tx, T: v.T }
    expect(chanceAlive(model, customer)).toBeCloseTo(v.palive, 7)
    expect(chanceBuysWithin(model, customer, 30 / 7)).toBeCloseTo(v.p30, 7)
    expect(expectedPurchases(model, customer, 52)).toBeCloseTo(v.cet52, 7)
    expect(gapSurvival(model, customer)).toBeCloseTo(v.gapSurvival, 7)
    expect(gapQuantile(model, customer)).toBeCloseTo(v.medianGapWeeks, 7)
    expect(lnLikelihood(model, customer, 0)).toBeCloseTo(v.ll_litt0, 7)
  })

  it('covers twenty of them', () => expect(vectors).toHaveLength(20))
})

describe.each([
  { kind: 'bg', r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259, lnL: -9582.429, corr: 0.6256, sum: 1653, error: 0.786 },
  { kind: 'mbg', r: 0.5248, alpha: 6.1831, a: 0.8914, b: 1.6140, lnL: -9582.136, corr: 0.6273, sum: 1577, error: 0.765 },
] as const)('$kind/NBD on CDNOW', published => {
  const { model, lnLikelihood: lnL } = fitted(published.kind)
  const expected = standings.map(standing => expectedPurchases(model, observedOf(standing), 39))
  const actual = histories.map(({ days }) => countUpTo(days, calibrationEnd + 39 * 7) - countUpTo(days, calibrationEnd))
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

  it('has the published parameters to 1e-3 and the log-likelihood to .01', () => {
    for (const name of ['r', 'alpha', 'a', 'b'] as const) expect(Math.abs(model[name] - published[name])).toBeLessThan(1e-3)
    expect(Math.abs(lnL - published.lnL)).toBeLessThan(0.01)
  })

  it('forecasts the 39 weeks held out as published', () => {
    expect(total(actual)).toBe(1882)
    expect(Math.abs(total(expected) - published.sum)).toBeLessThan(1)
    expect(Math.abs(correlation(expected, actual) - published.corr)).toBeLessThan(1e-4)
    expect(Math.abs(total(expected.map((value, i) => Math.abs(value - actual[i]!))) / actual.length - published.error)).toBeLessThan(1e-3)
  })
})

it('expects 1.226 purchases of the customer in the paper, who is alive with .7266', () => {
  const { model } = fitted('bg')
  const customer = { x: 2, t: 30.43, T: 38.86 }
  expect(expectedPurchases(model, customer, 39)).toBeCloseTo(1.226, 3)
  expect(chanceAlive(model, customer)).toBeCloseTo(0.7266, 3)
})

it('reaches the published Gamma–Gamma fit on the 946 repeaters', () => {
  const repeaters = fixtureText('cdnow_customers_summary_with_transactions.csv').trim().split('\n').slice(1)
    .map(line => line.split(',').map(Number)).filter(([, x]) => x! > 0).map(([, x, , , mean]) => ({ count: x!, mean: mean! }))
  expect(repeaters).toHaveLength(946)
  const fit = fitTicket(repeaters, null)
  if (fit.status === 'refused') throw new Error(fit.reason)
  expect(Math.abs(fit.model.p - 6.25)).toBeLessThan(1e-2)
  expect(Math.abs(fit.model.q - 3.74)).toBeLessThan(1e-2)
  expect(Math.abs(fit.model.gamma - 15.44)).toBeLessThan(1e-2)
  expect(Math.abs(fit.lnLikelihood + 4055.92)).toBeLessThan(0.01)
  expect(expectedTicket(fit.model, { count: 0, mean: 0 })).toBeCloseTo(fit.model.p * fit.model.gamma / (fit.model.q - 1), 9)
})
