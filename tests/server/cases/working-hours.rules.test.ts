import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contactSettings } from '../../../server/contact/contact-settings.rules.ts'
import { addWorkingMs, caseDueAt, workingTime, type WorkingTime } from '../../../server/cases/working-hours.rules.ts'
import { dayMs, hourMs, minuteMs } from '../../../server/time.ts'

const everyDay: WorkingTime = { span: { startMinute: 540, endMinute: 1260 }, weekdays: new Set([1, 2, 3, 4, 5, 6, 7]) }
const weekdays: WorkingTime = { ...everyDay, weekdays: new Set([1, 2, 3, 4, 5]) }
const nights: WorkingTime = { span: { startMinute: 22 * 60, endMinute: 6 * 60 }, weekdays: new Set([1, 2, 3, 4, 5, 6, 7]) }
const at = (text: string): Date => new Date(`${text}+08:00`)

describe('four working hours', () => {
  // 2026-06-15 is a Monday.
  it.each([
    ['during the day', everyDay, '2026-06-15T10:00:00', '2026-06-15T14:00:00'],
    ['that end as work ends', everyDay, '2026-06-15T17:00:00', '2026-06-15T21:00:00'],
    ['over a night', everyDay, '2026-06-15T19:30:00', '2026-06-16T11:30:00'],
    ['from the middle of the night', everyDay, '2026-06-15T02:00:00', '2026-06-15T13:00:00'],
    ['from the moment work ends', everyDay, '2026-06-15T21:00:00', '2026-06-16T13:00:00'],
    ['over a weekend', weekdays, '2026-06-19T20:00:00', '2026-06-22T12:00:00'],
    ['from a Sunday', weekdays, '2026-06-21T12:00:00', '2026-06-22T13:00:00'],
    ['of a night shift that began the day before', nights, '2026-06-15T01:00:00', '2026-06-15T05:00:00'],
    ['over the day between two night shifts', nights, '2026-06-15T05:00:00', '2026-06-16T01:00:00'],
  ])('%s', (_what, working, from, to) => {
    expect(caseDueAt(at(from), working)).toEqual(at(to))
  })

  it('come from the company\'s setting, every day from nine to nine without one', () => {
    const settings = { workingHours: { start: '10:00', end: '18:00', weekdays: [1, 2, 3, 4, 5] } }
    expect(workingTime(settings, contactSettings({ settings }))).toEqual({ span: { startMinute: 600, endMinute: 1080 }, weekdays: new Set([1, 2, 3, 4, 5]) })
    expect(workingTime({}, contactSettings({ settings: {} }))).toEqual(everyDay)
  })

  it('are never shorter than four hours, never end outside work, and add up', () => {
    const start = at('2026-01-01T00:00:00').getTime()
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 * 24 * 60 }), fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 600 }), (minute, first, second) => {
      const from = new Date(start + minute * minuteMs)
      const once = addWorkingMs(from, (first + second) * minuteMs, weekdays)
      expect(once.getTime() - from.getTime()).toBeGreaterThanOrEqual((first + second) * minuteMs)
      expect(addWorkingMs(addWorkingMs(from, first * minuteMs, weekdays), second * minuteMs, weekdays)).toEqual(once)
      const local = new Date(once.getTime() + 8 * hourMs)
      const minutes = (local.getTime() % dayMs) / minuteMs
      expect(minutes > 540 && minutes <= 1260).toBe(true)
      expect([1, 2, 3, 4, 5]).toContain(local.getUTCDay())
    }), { numRuns: 40 })
  })
})
