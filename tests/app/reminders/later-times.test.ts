import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayHourText, dayOf, instantOfDay, laterTimes, outsideQuiet, sayableTimes } from '../../../src/features/reminders/later-times.ts'
import { zonedTime } from '../../../src/utils/date-text.ts'

const shown = (now: string) => laterTimes(Date.parse(now)).map(({ label, at }) => `${label} ${dayHourText(at)}`)

test('on a Monday afternoon the presets name their day and hour', () => {
  expect(shown('2026-06-15T06:00:00Z')).toEqual(['1 小时后 6月15日 周一 15:00', '今晚 6月15日 周一 19:30', '明天上午 6月16日 周二 10:00', '三天后 6月18日 周四 10:00', '下周一 6月22日 周一 10:00'])
})

test('late in the evening one hour later is the next morning, and there is no tonight', () => {
  expect(shown('2026-06-14T12:30:00Z').slice(0, 2)).toEqual(['1 小时后 6月15日 周一 9:00', '明天上午 6月15日 周一 10:00'])
})

test('no preset ever falls into 21:00–09:00 or behind now', () => {
  fc.assert(fc.property(fc.integer({ min: Date.parse('2025-01-01T00:00:00Z'), max: Date.parse('2028-01-01T00:00:00Z') }), (now) => {
    for (const { at } of laterTimes(now)) {
      const { hour } = zonedTime(Date.parse(at))
      expect(hour).toBeGreaterThanOrEqual(9)
      expect(hour).toBeLessThan(21)
      expect(Date.parse(at)).toBeGreaterThan(now)
    }
  }))
})

test('the times one can choose oneself are outside the quiet hours', () => {
  expect([sayableTimes[0], sayableTimes[sayableTimes.length - 1], sayableTimes.length]).toEqual(['9:00', '20:30', 24])
})

test('a day and a time are an instant of the company\'s zone; what has passed is none', () => {
  const now = Date.parse('2026-06-15T06:00:00Z')
  expect(instantOfDay('2026-06-20', '9:30', now)).toBe('2026-06-20T01:30:00.000Z')
  expect(instantOfDay('2026-06-15', '14:00', now)).toBeNull()
  expect(instantOfDay('', '9:00', now)).toBeNull()
  expect(dayOf(Date.parse('2026-06-15T17:00:00Z'))).toBe('2026-06-16')
})

test('21:00 sharp is quiet, 20:59 and 9:00 are not', () => {
  expect(outsideQuiet(Date.parse('2026-06-15T13:00:00Z'))).toBe('2026-06-16T01:00:00.000Z')
  expect(outsideQuiet(Date.parse('2026-06-15T12:59:00Z'))).toBe('2026-06-15T12:59:00.000Z')
  expect(outsideQuiet(Date.parse('2026-06-15T01:00:00Z'))).toBe('2026-06-15T01:00:00.000Z')
})
