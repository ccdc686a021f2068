import { describe, expect, it } from 'vitest'
import { mergeCells, type Observed } from '../../server/rhythm/cells.ts'
import { fitMixture, mixtureChances, partShares } from '../../server/rhythm/erlang-mixture.ts'
import { chanceAlive, chanceBuysWithin, type ErlangModel, lnLikelihood } from '../../server/rhythm/erlang-model.ts'
import { cellsLnLikelihood, fitErlang, fitRegularities } from '../../server/rhythm/fit-erlang.ts'
import { expectedTicket, fitTicket } from '../../server/rhythm/gamma-gamma.ts'
import { nelderMead } from '../../server/rhythm/nelder-mead.ts'
import { gammaDraw, seededRandom } from './synthetic-log.ts'

/** Customers whose gaps and drop-out follow the model, seen for `weeks`. */
function drawn(model: ErlangModel, count: number, weeks: number, seed: number): Observed[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => {
    const rate = gammaDraw(random, model.r) / model.alpha
    const u = gammaDraw(random, model.a)
    const dropOut = u / (u + gammaDraw(random, model.b))
    const customer = { x: 0, t: 0, T: weeks * (0.7 + 0.3 * random()), lnGaps: 0 }
    while (random() >= dropOut) {
      const gap = gammaDraw(random, model.k) / rate
      if (customer.t + gap > customer.T) break
      customer.x += 1
      customer.t += gap
      customer.lnGaps += Math.log(gap)
    }
    return customer
  })
}

const truth: ErlangModel = { kind: 'mbg', k: 3, r: 1.4, alpha: 2, a: 0.6, b: 2 }

describe('a fit', () => {
  it('is refused when nobody bought twice', () => {
    const cells = mergeCells([{ x: 0, t: 0, T: 10, lnGaps: 0 }, { x: 0, t: 0, T: 20, lnGaps: 0 }])
    expect(fitErlang(cells, { kind: 'mbg', k: 1, ridge: 2 })).toEqual({ status: 'refused', reason: 'no-repeats' })
    expect(fitRegularities(cells, [1, 2, 3])).toEqual([])
  })

  it('is refused when the optimum lies on a bound: nobody ever drops out', () => {
    const cells = mergeCells(Array.from({ length: 400 }, (_, i) => ({ x: 20 + i % 3, t: 40, T: 40, lnGaps: 20 * Math.log(2) })))
    expect(fitErlang(cells, { kind: 'bg', k: 1, ridge: null })).toEqual({ status: 'refused', reason: 'bound' })
  })

  it('sums over cells what the customers have one by one', () => {
    const customers = drawn(truth, 300, 60, 5)
    const oneByOne = customers.reduce((sum, customer) => sum + lnLikelihood(truth, customer, customer.lnGaps), 0)
    expect(cellsLnLikelihood(mergeCells(customers), truth)).toBeCloseTo(oneByOne, 6)
  })

  it('finds the k and the parameters that made the log', () => {
    const fits = fitRegularities(mergeCells(drawn(truth, 4000, 80, 11)), [1, 2, 3, 4, 5])
    const best = [...fits].sort((u, v) => v.lnLikelihood - u.lnLikelihood)[0]!.model
    expect(best.k).toBe(3)
    for (const name of ['r', 'alpha', 'a', 'b'] as const) expect(Math.abs(Math.log(best[name] / truth[name]))).toBeLessThan(0.2)
  })

  it('begun at last week\'s parameters ends where a fresh one does', () => {
    const cells = mergeCells(drawn(truth, 1500, 60, 3))
    const fresh = fitErlang(cells, { kind: 'mbg', k: 3, ridge: 2 })
    const again = fitErlang(cells, { kind: 'mbg', k: 3, ridge: 2, near: { ...truth, r: 2, a: 0.3 } })
    if (fresh.status === 'refused' || again.status === 'refused') throw new Error('refused')
    expect(again.lnLikelihood).toBeCloseTo(fresh.lnLikelihood, 2)
  })
})

describe('a mixture over k', () => {
  const models: ErlangModel[] = [1, 2, 3, 6].map(k => ({ ...truth, k, alpha: truth.alpha * 3 / k }))

  it('gives each customer to the regularity that her own gaps show', () => {
    const customers = [...drawn(models[0]!, 1200, 120, 1), ...drawn(models[3]!, 800, 120, 2)]
    const { mixture } = fitMixture(models, customers)
    expect(mixture.reduce((sum, part) => sum + part.weight, 0)).toBeCloseTo(1, 12)
    const weight = (k: number) => mixture.find(part => part.model.k === k)?.weight ?? 0
    expect(weight(6)).toBeGreaterThan(0.3)
    expect(weight(1)).toBeGreaterThan(0.45)
    const even = { x: 10, t: 20, T: 21, lnGaps: 10 * Math.log(2) }
    const uneven = { x: 10, t: 20, T: 21, lnGaps: 9 * Math.log(0.15) + Math.log(18.65) }
    const at6 = mixture.findIndex(part => part.model.k === 6)
    expect(partShares(mixture, even)[at6]).toBeGreaterThan(0.9)
    expect(partShares(mixture, uneven)[at6]).toBeLessThan(0.01)
  })

  it('of one part is that part', () => {
    const customer = { x: 3, t: 9, T: 12, lnGaps: 2 }
    expect(mixtureChances([{ weight: 1, model: truth }], customer, 4)).toEqual({ alive: chanceAlive(truth, customer), buys: chanceBuysWithin(truth, customer, 4) })
  })
})

describe('the ticket', () => {
  it('is refused with too few customers, and where all spend the same', () => {
    expect(fitTicket([{ count: 2, mean: 100 }])).toEqual({ status: 'refused', reason: 'too-few' })
    expect(fitTicket(Array.from({ length: 50 }, () => ({ count: 3, mean: 100 })), null)).toEqual({ status: 'refused', reason: 'bound' })
  })

  it('refuses to expect where the mean is infinite', () => {
    expect(() => expectedTicket({ p: 2, q: 0.9, gamma: 5 }, { count: 0, mean: 0 })).toThrow(RangeError)
  })

  it('is the same customer\'s in yuan and in fen', () => {
    const random = seededRandom(9)
    const yuan = Array.from({ length: 400 }, () => {
      const level = 200 / gammaDraw(random, 4)
      return { count: 1 + Math.floor(random() * 5), mean: level * gammaDraw(random, 6) }
    })
    const [inYuan, inFen] = [fitTicket(yuan), fitTicket(yuan.map(s => ({ ...s, mean: s.mean * 100 })))]
    if (inYuan.status === 'refused' || inFen.status === 'refused') throw new Error('refused')
    expect(inFen.model.gamma / inYuan.model.gamma).toBeCloseTo(100, 6)
    expect(expectedTicket(inFen.model, { count: 3, mean: 50_000 })).toBeCloseTo(100 * expectedTicket(inYuan.model, { count: 3, mean: 500 }), 4)
  })

  it('lies between her own mean and the shop\'s, nearer to her own with every purchase', () => {
    const model = { p: 6, q: 4, gamma: 15 }
    const shop = expectedTicket(model, { count: 0, mean: 0 })
    const expected = [1, 3, 30].map(count => expectedTicket(model, { count, mean: 100 }))
    expect(expected[0]).toBeGreaterThan(shop)
    expect(expected).toEqual([...expected].sort((u, v) => u - v))
    expect(expected[2]).toBeLessThan(100)
  })
})

it('Nelder–Mead finds the bottom of Rosenbrock\'s valley and stays out of places without a value', () => {
  const { point } = nelderMead(([x, y]) => x! < -5 ? NaN : (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2, [-1.2, 1], { tolerance: 1e-12 })
  expect(point[0]).toBeCloseTo(1, 3)
  expect(point[1]).toBeCloseTo(1, 3)
})
