import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayNumberOf } from '../../server/rhythm/day-number.ts'
import { historyOf } from '../../server/rhythm/purchase-history.ts'
import { rhythmOf } from '../../server/rhythm/rhythm.ts'
import { fitShop } from '../../server/rhythm/shop-rhythm.ts'
import { regularLog, syntheticLog } from './synthetic-log.ts'

const young = fitShop([], dayNumberOf('2025-06-01'), null, 34)
const grown = fitShop(syntheticLog(regularLog, 6).map(historyOf), 19_500)

function on(...days: string[]): number[] {
  return days.map(dayNumberOf)
}

const monthly = on('2025-01-03', '2025-02-02', '2025-03-05', '2025-04-03', '2025-05-03')

describe('the rhythm of a customer', () => {
  it('is none before her first purchase', () => {
    expect(rhythmOf([], young, 100)).toBeNull()
    expect(rhythmOf([200], young, 100)).toBeNull()
  })

  it('tells, with figures, a monthly buyer\'s range and why', () => {
    const rhythm = rhythmOf(monthly, young, dayNumberOf('2025-05-28'))!
    expect(rhythm.expectedGapDays).toBeCloseTo(31.2, 0)
    expect(rhythm).toMatchObject({ source: 'prior', reading: 'steady', isDrifting: false, isOverdue: false })
    expect(rhythm.dueOn.from).toBeLessThan(dayNumberOf('2025-06-03'))
    expect(rhythm.dueOn.to).toBeGreaterThan(dayNumberOf('2025-06-03'))
    expect(rhythm.reasonFigures).toMatchObject({
      purchaseDays: 5, lastPurchaseOn: '2025-05-03', silenceDays: 25, usualGapDays: 31, ownGaps: 4, shopGapDays: 34,
      dueInDays: { from: rhythm.dueOn.from - dayNumberOf('2025-05-28'), to: rhythm.dueOn.to - dayNumberOf('2025-05-28') },
    })
    expect(rhythm.p30).toBeGreaterThan(0.5)
  })

  it('turns overdue, drifting, for recall and asleep as she stays silent', () => {
    const after = (days: number) => rhythmOf(monthly, young, monthly.at(-1)! + days)!
    expect(after(60)).toMatchObject({ isOverdue: true, reading: 'steady' })
    const driftsOn = dayNumberOf(after(1).reasonFigures.driftsOn!)
    expect(rhythmOf(monthly, young, driftsOn - 1)!.isDrifting).toBe(false)
    expect(rhythmOf(monthly, young, driftsOn)!.isDrifting).toBe(true)
    expect(after(120).reading).toBe('recall')
    expect(after(400)).toMatchObject({ reading: 'sleeping', isDrifting: true })
  })

  it('takes the shop\'s gap for a one-time buyer', () => {
    expect(rhythmOf(on('2025-05-03'), young, dayNumberOf('2025-05-04'))!.reasonFigures).toMatchObject({ usualGapDays: 34, ownGaps: 0 })
  })

  it('does not read what is after today, nor care for order and repetition', () => {
    const today = dayNumberOf('2025-04-20')
    expect(rhythmOf([...monthly].reverse().concat(monthly), young, today)).toEqual(rhythmOf(monthly.slice(0, 4), young, today))
  })

  it.each([['young', young], ['grown', grown]] as const)('keeps its chances and ranges for any days, in a %s shop', (_, shop) => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 18_000, max: 19_500 }), { minLength: 1, maxLength: 60 }), fc.nat({ max: 900 }), (days, later) => {
      const rhythm = rhythmOf(days, shop, Math.max(...days) + later)!
      for (const chance of [rhythm.pAlive, rhythm.p30]) {
        expect(chance).toBeGreaterThanOrEqual(0)
        expect(chance).toBeLessThanOrEqual(1)
      }
      expect(rhythm.p30).toBeLessThanOrEqual(rhythm.pAlive + 1e-9)
      expect(rhythm.dueOn.from).toBeGreaterThan(Math.max(...days))
      expect(rhythm.dueOn.to).toBeGreaterThan(rhythm.dueOn.from)
      expect(rhythm.reasonFigures.silenceDays).toBe(later)
    }))
  })

  it('once drifting stays so until she buys', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 18_000, max: 19_500 }), { minLength: 1, maxLength: 40 }), fc.nat({ max: 400 }), fc.nat({ max: 400 }), (days, soon, more) => {
      const [now, then] = [soon, soon + more].map(after => rhythmOf(days, grown, Math.max(...days) + after)!.isDrifting)
      expect(now && !then).toBe(false)
    }))
  })
})
