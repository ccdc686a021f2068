import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeCells } from '../../server/rhythm/cells.ts'
import { dayNumberOf, isoDayOf } from '../../server/rhythm/day-number.ts'
import { buysBetween, gapsUpTo, historyOf, observedOf, type Purchase, standingAt } from '../../server/rhythm/purchase-history.ts'

const purchase = fc.record({ day: fc.integer({ min: 0, max: 900 }), amountFen: fc.option(fc.integer({ min: 0, max: 100_000 })) })
const purchases: fc.Arbitrary<Purchase[]> = fc.array(purchase, { maxLength: 30 })

describe('days', () => {
  it.each(['', '2025-2-3', '2025-02-30', '20250203', '2025-13-01', 'yesterday'])('refuses %j', text => {
    expect(() => dayNumberOf(text)).toThrow(RangeError)
  })

  it('come back as they went in, with or without a time behind them', () => {
    expect(dayNumberOf('1970-01-02')).toBe(1)
    expect(isoDayOf(dayNumberOf('2024-02-29'))).toBe('2024-02-29')
    expect(dayNumberOf('2024-02-29T23:59:59+08:00')).toBe(dayNumberOf('2024-02-29'))
  })
})

describe('a history', () => {
  it('is the same whatever the order of its purchases', () => {
    fc.assert(fc.property(purchases, fc.infiniteStream(fc.nat()), (list, keys) => {
      const shuffled = list.map(one => ({ one, key: keys.next().value as number })).sort((u, v) => u.key - v.key).map(({ one }) => one)
      expect(historyOf(shuffled)).toEqual(historyOf(list))
    }))
  })

  it('merges the purchases of a day and adds their money', () => {
    const history = historyOf([{ day: 5, amountFen: 100 }, { day: 3 }, { day: 5, amountFen: 50 }, { day: 5, amountFen: null }])
    expect(history).toEqual({ days: [3, 5], amountsFen: [null, 150] })
  })

  it('takes a refund from the purchase before it, and not for a purchase', () => {
    expect(historyOf([{ day: 3, amountFen: 500 }, { day: 9, amountFen: -200 }])).toEqual({ days: [3], amountsFen: [300] })
    expect(historyOf([{ day: 9, amountFen: -200 }]).days).toEqual([])
  })

  it('stands, on a day, without anything after it', () => {
    const history = historyOf([{ day: 0, amountFen: 100 }, { day: 7 }, { day: 21, amountFen: 300 }, { day: 40, amountFen: 900 }])
    expect(standingAt(history, -1)).toBeNull()
    expect(standingAt(history, 30)).toMatchObject({ x: 2, firstDay: 0, lastDay: 21, silenceDays: 9, ageDays: 30, spendFen: 400, pricedDays: 2 })
    expect(observedOf(standingAt(history, 30)!)).toEqual({ x: 2, t: 3, T: 30 / 7, lnGaps: expect.closeTo(Math.log(1) + Math.log(2), 12) })
    expect(gapsUpTo(history, 30)).toEqual([7, 14])
  })

  it('counts a purchase on the last day of a window and not one on the day of the decision', () => {
    const history = historyOf([{ day: 10 }])
    expect(buysBetween(history, 10, 40)).toBe(false)
    expect(buysBetween(history, 9, 10)).toBe(true)
  })
})

describe('merging into cells', () => {
  const customer = fc.record({ x: fc.integer({ min: 0, max: 3 }), t: fc.integer({ min: 0, max: 3 }), T: fc.integer({ min: 3, max: 5 }), lnGaps: fc.constant(1) })

  it('loses nobody, and the order does not matter', () => {
    fc.assert(fc.property(fc.array(customer, { maxLength: 80 }), list => {
      const cells = mergeCells(list)
      expect(cells.count.reduce((sum, count) => sum + count, 0)).toBe(list.length)
      expect(cells.repeats).toBe(list.reduce((sum, c) => sum + c.x, 0))
      expect(mergeCells([...list].reverse())).toEqual(cells)
      expect(new Set(Array.from(cells.x, (x, i) => `${x} ${cells.t[i]} ${cells.T[i]}`)).size).toBe(cells.x.length)
    }))
  })

  it('rounds to whole weeks when asked to', () => {
    const cells = mergeCells([{ x: 1, t: 2.1, T: 9.9, lnGaps: 0 }, { x: 1, t: 1.9, T: 10.2, lnGaps: 0 }], 1)
    expect([...cells.count]).toEqual([2])
    expect([...cells.t, ...cells.T]).toEqual([2, 10])
  })
})
