import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chineseDay, companyZone, dayOf, daysBetween, instantOf, minuteOfDay, monthOf } from '../../../server/time.ts'

const parts = new Intl.DateTimeFormat('en-CA', { timeZone: companyZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

it('counts days and minutes as the tz database does in the company\'s zone, since 1992', () => {
  fc.assert(fc.property(fc.date({ min: new Date('1992-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }), (at) => {
    const found = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]))
    expect(dayOf(at)).toBe(`${found.year}-${found.month}-${found.day}`)
    expect(minuteOfDay(at)).toBe(Number(found.hour) * 60 + Number(found.minute))
    expect(monthOf(at)).toBe(Number(found.month))
    expect(instantOf(dayOf(at)).getTime()).toBeLessThanOrEqual(at.getTime())
    expect(daysBetween(instantOf(dayOf(at)), at)).toBe(0)
  }))
})

it('names the year of a day only where it is another one', () => {
  const now = instantOf('2026-06-15', '10:00')
  expect([chineseDay(instantOf('2026-05-03'), now), chineseDay(instantOf('2025-12-31', '23:59'), now)]).toEqual(['5月3日', '2025年12月31日'])
})
