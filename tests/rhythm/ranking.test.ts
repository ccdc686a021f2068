import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stepChance, stepsOf } from '../../server/rhythm/isotonic.ts'
import { fitLogistic, logisticChance } from '../../server/rhythm/logistic.ts'
import { aucOf, eceOf, precisionAt, qualityOf } from '../../server/rhythm/ranking-metrics.ts'
import { sigmoid } from '../../server/rhythm/special-functions.ts'
import { seededRandom } from './synthetic-log.ts'

const outcome = fc.record({ score: fc.integer({ min: 0, max: 6 }), chance: fc.double({ min: 0, max: 1, noNaN: true }), isBuyer: fc.boolean() })
const outcomes = fc.array(outcome, { minLength: 1, maxLength: 60 })

/** [score, bought] pairs. */
function ranked(pairs: [number, boolean][]) {
  return pairs.map(([score, isBuyer]) => ({ score, chance: score, isBuyer }))
}

describe('the area under the curve', () => {
  it('has no meaning when everybody or nobody bought', () => {
    expect(aucOf(ranked([[1, true], [2, true]]))).toBeNaN()
    expect(aucOf([])).toBeNaN()
  })

  it('is the share of pairs in the right order, ties counting half', () => {
    fc.assert(fc.property(outcomes, list => {
      const pairs = list.filter(o => o.isBuyer).flatMap(buyer => list.filter(o => !o.isBuyer).map(other => Math.sign(buyer.score - other.score) / 2 + 0.5))
      if (pairs.length === 0) expect(aucOf(list)).toBeNaN()
      else expect(aucOf(list)).toBeCloseTo(pairs.reduce((sum, won) => sum + won, 0) / pairs.length, 12)
    }))
  })
})

describe('precision at the top', () => {
  it('shares the buyers of a tie that the cut goes through', () => {
    const list = ranked([[3, true], [2, true], [2, false], [2, false], [1, true], [0, false]])
    expect(precisionAt(list, 1 / 3)).toBeCloseTo((1 + 1 / 3) / 2, 12)
  })

  it('does not depend on the order of the customers', () => {
    fc.assert(fc.property(outcomes, list => {
      expect(precisionAt([...list].reverse())).toBeCloseTo(precisionAt(list), 12)
    }))
  })

  it('of everybody equal is the share of buyers, a lift of 1', () => {
    const list = Array.from({ length: 40 }, (_, i) => ({ score: 1, chance: 0.25, isBuyer: i % 4 === 0 }))
    expect(qualityOf(list)).toEqual({ auc: 0.5, precisionAt15: expect.closeTo(0.25, 12), lift: expect.closeTo(1, 12), ece: expect.closeTo(0, 12) })
  })
})

it('the calibration error is the distance between what was said and what came', () => {
  const said = (chance: number, buyers: number, all: number) => Array.from({ length: all }, (_, i) => ({ chance, isBuyer: i < buyers }))
  expect(eceOf([...said(0.15, 3, 20), ...said(0.85, 17, 20)])).toBeCloseTo(0, 12)
  expect(eceOf([...said(0.95, 1, 10), ...said(0.05, 0, 30)])).toBeCloseTo((10 * 0.85 + 30 * 0.05) / 40, 12)
  expect(eceOf(said(1, 4, 4))).toBe(0)
})

describe('a ranking turned into chances', () => {
  it('never falls, and keeps the number of buyers', () => {
    fc.assert(fc.property(outcomes, list => {
      const steps = stepsOf(list)
      expect(steps.chance).toEqual([...steps.chance].sort((u, v) => u - v))
      const sum = list.reduce((total, o) => total + stepChance(steps, o.score), 0)
      expect(sum).toBeCloseTo(list.filter(o => o.isBuyer).length, 9)
    }))
  })

  it('answers below the lowest score with the lowest chance, and without knowledge with one half', () => {
    const steps = stepsOf(ranked([[1, false], [1, true], [5, true]]))
    expect([stepChance(steps, -9), stepChance(steps, 3), stepChance(steps, 7)]).toEqual([0.5, 0.5, 1])
    expect(stepChance(stepsOf([]), 1)).toBe(0.5)
  })
})

describe('the logistic regression', () => {
  it('gives none when a class or every row is missing, and refuses what is not a number', () => {
    expect(fitLogistic([], [])).toBeNull()
    expect(fitLogistic([[1], [2]], [true, true])).toBeNull()
    expect(() => fitLogistic([[1], [NaN]], [true, false])).toThrow(RangeError)
  })

  it('finds the weights that made the labels', () => {
    const random = seededRandom(4)
    const rows = Array.from({ length: 20_000 }, () => [random() * 4 - 2, random() * 4 - 2])
    const labels = rows.map(([u, v]) => random() < sigmoid(-1 + 1.5 * u! - 0.5 * v!))
    const model = fitLogistic(rows, labels)!
    expect(Math.abs(model.weights[0]! / model.scales[0]! - 1.5)).toBeLessThan(0.06)
    expect(Math.abs(model.weights[1]! / model.scales[1]! + 0.5)).toBeLessThan(0.06)
    expect(logisticChance(model, [0, 0])).toBeCloseTo(sigmoid(-1), 1)
  })

  it('stays finite where the classes are apart, a column is constant and two are the same', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [i, i, 7, i < 30 ? 1e6 : -1e6])
    const model = fitLogistic(rows, rows.map((_, i) => i < 30))!
    expect([model.intercept, ...model.weights].every(Number.isFinite)).toBe(true)
    expect(model.weights[2]).toBeCloseTo(0, 9)
    expect(logisticChance(model, rows[0]!)).toBeGreaterThan(0.9)
    expect(logisticChance(model, rows[59]!)).toBeLessThan(0.1)
  })

  it('says on average what happened', () => {
    const random = seededRandom(8)
    const rows = Array.from({ length: 500 }, () => [random(), random() ** 6 * 300])
    const labels = rows.map(([u]) => random() < u! * 0.2)
    const model = fitLogistic(rows, labels)!
    const said = rows.reduce((sum, row) => sum + logisticChance(model, row), 0)
    expect(said).toBeCloseTo(labels.filter(Boolean).length, 4)
  })
})
