import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chanceAlive, chanceBuysWithin, type ErlangModel, expectedPurchases, gapQuantile, gapSurvival, lnGapDensity, lnLikelihood, type Recency,
} from '../../server/rhythm/erlang-model.ts'

const positive = fc.double({ min: 0.01, max: 50, noNaN: true })

const models: fc.Arbitrary<ErlangModel> = fc.record({
  kind: fc.constantFrom('mbg' as const, 'bg' as const), k: fc.integer({ min: 1, max: 9 }), r: positive, alpha: positive, a: positive, b: positive,
})

/** Customers as logs have them: x > 0 with t > 0, x = 0 with t = 0. */
const customers: fc.Arbitrary<Recency> = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.double({ min: 0.15, max: 300, noNaN: true }), fc.double({ min: 0, max: 300, noNaN: true }))
  .map(([x, t, silence]) => x === 0 ? { x, t: 0, T: silence } : { x, t, T: t + silence })

const weeks = fc.double({ min: 0, max: 500, noNaN: true })

describe('chances of a customer', () => {
  it('lie between 0 and 1 and are numbers, for any parameters and history', () => {
    fc.assert(fc.property(models, customers, weeks, (model, customer, h) => {
      for (const chance of [chanceAlive(model, customer), gapSurvival(model, customer), chanceBuysWithin(model, customer, h)]) {
        expect(chance).toBeGreaterThanOrEqual(0)
        expect(chance).toBeLessThanOrEqual(1)
      }
      expect(lnLikelihood(model, customer, 0)).not.toBeNaN()
      expect(lnLikelihood(model, customer, 0)).toBeGreaterThan(-Infinity)
    }))
  })

  it('of buying within h grow with h and never pass P(alive)', () => {
    fc.assert(fc.property(models, customers, weeks, weeks, (model, customer, u, v) => {
      const [short, long] = [chanceBuysWithin(model, customer, Math.min(u, v)), chanceBuysWithin(model, customer, Math.max(u, v))]
      expect(short).toBeLessThanOrEqual(long + 1e-12)
      expect(long).toBeLessThanOrEqual(chanceAlive(model, customer) + 1e-12)
    }))
  })

  it('of still being in the same gap, and for one phase of being alive, fall with silence', () => {
    fc.assert(fc.property(models, customers, weeks, (model, customer, more) => {
      const later = { ...customer, T: customer.T + more }
      expect(gapSurvival(model, later)).toBeLessThanOrEqual(gapSurvival(model, customer) + 1e-12)
      const plain = { ...model, k: 1 }
      expect(chanceAlive(plain, later)).toBeLessThanOrEqual(chanceAlive(plain, customer) + 1e-12)
    }))
  })

  it('a one-time buyer is alive for ever under BG, and not under MBG', () => {
    const model: ErlangModel = { kind: 'bg', k: 1, r: 0.24, alpha: 4.4, a: 0.79, b: 2.43 }
    expect(chanceAlive(model, { x: 0, t: 0, T: 500 })).toBe(1)
    expect(chanceAlive({ ...model, kind: 'mbg' }, { x: 0, t: 0, T: 500 })).toBeLessThan(0.5)
  })
})

describe('the next gap', () => {
  it('refuses a tail that is no chance', () => {
    const model: ErlangModel = { kind: 'mbg', k: 1, r: 1, alpha: 1, a: 1, b: 1 }
    expect(() => gapQuantile(model, { x: 0, t: 0 }, 0)).toThrow(RangeError)
    expect(() => gapQuantile(model, { x: 0, t: 0 }, 1)).toThrow(RangeError)
  })

  it('survives its quantile with the chance that was asked for', () => {
    fc.assert(fc.property(models, customers, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (model, { x, t }, tail) => {
      const gap = gapQuantile(model, { x, t }, tail)
      expect(gapSurvival(model, { x, t, T: t + gap })).toBeCloseTo(tail, 6)
    }))
  })

  it('has a density that integrates to the fall of the survival', () => {
    const model: ErlangModel = { kind: 'mbg', k: 3, r: 1.3, alpha: 2.8, a: 0.4, b: 0.8 }
    const steps = 4000
    const width = 6 / steps
    let mass = 0
    for (let i = 0; i < steps; i++) mass += Math.exp(lnGapDensity(model, { x: 2, t: 10 }, (i + 0.5) * width)) * width
    expect(mass).toBeCloseTo(1 - gapSurvival(model, { x: 2, t: 10, T: 16 }), 5)
  })
})

describe('expected purchases', () => {
  it('are none in no time, and grow with time for k = 1', () => {
    fc.assert(fc.property(models, customers, fc.double({ min: 0.1, max: 100, noNaN: true }), (anyModel, customer, h) => {
      const model = { ...anyModel, k: 1 }
      expect(expectedPurchases(model, customer, 0)).toBe(0)
      const [near, far] = [expectedPurchases(model, customer, h), expectedPurchases(model, customer, 2 * h)]
      expect(near).toBeGreaterThanOrEqual(0)
      expect(far).toBeGreaterThanOrEqual(near * (1 - 1e-6) - 1e-9)
    }), { numRuns: 60 })
  })

  it('do not break where a is 1', () => {
    const model: ErlangModel = { kind: 'mbg', k: 1, r: 0.5, alpha: 6, a: 1, b: 1.6 }
    const customer = { x: 2, t: 30, T: 38 }
    expect(expectedPurchases(model, customer, 39)).toBeCloseTo(expectedPurchases({ ...model, a: 1.0001 }, customer, 39), 3)
  })

  it('are at least the chance of one', () => {
    const model: ErlangModel = { kind: 'mbg', k: 1, r: 0.5, alpha: 6, a: 0.9, b: 1.6 }
    fc.assert(fc.property(customers, customer => {
      expect(expectedPurchases(model, customer, 4)).toBeGreaterThanOrEqual(chanceBuysWithin(model, customer, 4) - 1e-9)
    }))
  })
})
