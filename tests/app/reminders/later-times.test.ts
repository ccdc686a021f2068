import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysAhead, laterTimes, outsideQuiet, sayableTimes, timesAhead } from '../../../src/features/reminders/later-times.ts'
import { useWhenWheels } from '../../../src/features/reminders/use-when-wheels.ts'
import { dayHourText } from '../../../src/utils/calendar.ts'
import { zonedTime } from '../../../src/utils/date-text.ts'

const shown = (now: string) => laterTimes(Date.parse(now)).map(({ label, at }) => `${label} ${dayHourText(at)}`)

test('on a Monday afternoon the presets name their day and hour', () => {
  expect(shown('2026-06-15T06:00:00Z')).toEqual(['1 小时后 6月15日 周一 15:00', '今晚 6月15日 周一 19:30', '明天上午 6月16日 周二 10:00', '三天后 6月18日 周四 10:00', '下周一 6月22日 周一 10:00'])
})

test('no instant is there twice: on a Sunday 下周一 is tomorrow, on a Friday three days ahead', () => {
  expect(shown('2026-11-22T02:00:00Z').map(text => text.split(' ')[0])).toEqual(['1', '今晚', '明天上午', '三天后'])
  expect(shown('2026-11-20T02:00:00Z').some(text => text.startsWith('下周一'))).toBe(false)
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

test('the days one can choose begin today while it has a time left, and stay within a year', () => {
  const afternoon = Date.parse('2026-06-15T06:00:00Z')
  expect(daysAhead(afternoon)).toHaveLength(365)
  expect(daysAhead(afternoon)[0]).toBe('2026-06-15')
  expect(timesAhead('2026-06-15', afternoon)[0]).toBe('14:30')
  expect(daysAhead(Date.parse('2026-06-15T12:30:00Z'))[0]).toBe('2026-06-16')
})

describe('the wheels', () => {
  const now = Date.parse('2026-10-30T03:00:00Z')
  const texts = ({ columns }: ReturnType<typeof useWhenWheels>) => columns.value.map(options => options.map(({ text }) => text))

  test('say months, days with their weekday, and times', () => {
    const wheels = useWhenWheels(now, '2026-10-31T02:00:00.000Z')
    const [months, days, times] = texts(wheels)
    expect([months?.[0], months?.[3], months?.length]).toEqual(['10月', '2027年1月', 13])
    expect(days).toEqual(['30日 周五', '31日 周六'])
    expect([times?.[0], times?.length]).toEqual(['9:00', 24])
    expect(wheels.at.value).toBe('2026-10-31T02:00:00.000Z')
  })

  test('keep the day in another month, or take its nearest', () => {
    const wheels = useWhenWheels(now, '2026-10-31T02:00:00.000Z')
    wheels.step(0, 1)
    expect(dayHourText(wheels.at.value)).toBe('11月30日 周一 10:00')
    wheels.step(0, -1)
    expect(dayHourText(wheels.at.value)).toBe('10月30日 周五 11:30')
  })

  test('turned anywhere they stay ahead of now, within a year, outside the quiet hours', () => {
    const turns = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.oneof(fc.integer({ min: -40, max: 40 }), fc.constant(Infinity), fc.constant(-Infinity))), { maxLength: 12 })
    fc.assert(fc.property(fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2028-01-01T00:00:00Z') }), turns, (nowMs, steps) => {
      const wheels = useWhenWheels(nowMs, laterTimes(nowMs)[0]!.at)
      for (const [column, by] of steps) wheels.step(column, by)
      const at = Date.parse(wheels.at.value)
      const { hour } = zonedTime(at)
      expect(at).toBeGreaterThan(nowMs)
      expect(at).toBeLessThan(nowMs + 365 * 24 * 60 * 60_000)
      expect(hour).toBeGreaterThanOrEqual(9)
      expect(hour).toBeLessThan(21)
    }), { numRuns: 40 })
  })
})

test('21:00 sharp is quiet, 20:59 and 9:00 are not', () => {
  expect(outsideQuiet(Date.parse('2026-06-15T13:00:00Z'))).toBe('2026-06-16T01:00:00.000Z')
  expect(outsideQuiet(Date.parse('2026-06-15T12:59:00Z'))).toBe('2026-06-15T12:59:00.000Z')
  expect(outsideQuiet(Date.parse('2026-06-15T01:00:00Z'))).toBe('2026-06-15T01:00:00.000Z')
})
