import { expect, test } from 'vitest'
import { countdownText, dateText, daysAgoText, exactText } from '../../../src/utils/date-text.ts'

/** 2026-05-15 14:00 in the company's zone. */
const now = Date.parse('2026-05-15T06:00:00.000Z')

test.each([
  ['2026-05-15T05:59:30Z', '刚刚'],
  ['2026-05-15T06:00:20Z', '刚刚'],
  ['2026-05-15T05:48:00Z', '12 分钟前'],
  ['2026-05-15T01:05:00Z', '今天 9:05'],
  ['2026-05-14T16:00:00Z', '今天 0:00'],
  ['2026-05-14T15:59:00Z', '昨天 23:59'],
  ['2026-05-14T07:20:00Z', '昨天 15:20'],
  ['2026-05-16T02:00:00Z', '明天 10:00'],
  ['2026-05-03T06:00:00Z', '5月3日'],
  ['2025-12-31T15:59:00Z', '2025年12月31日'],
  ['2025-12-31T16:00:00Z', '1月1日'],
])('says %s as %s', (at, text) => expect(dateText(at, now)).toBe(text))

test('gives the exact instant in the company\'s zone whatever the device\'s is', () => expect(exactText('2026-05-02T17:05:00Z')).toBe('2026年5月3日 1:05'))

test('counts days by the calendar, not by 24 hours', () => {
  expect(daysAgoText('2026-05-14T15:59:00Z', now)).toBe('昨天')
  expect(daysAgoText('2026-05-03T15:59:00Z', now)).toBe('12天前')
})

test('counts a deadline down and then says by how much it has passed', () => {
  expect(countdownText('2026-05-16T05:48:30Z', now)).toBe('剩 23:48')
  expect(countdownText('2026-05-18T06:00:00Z', now)).toBe('剩 3 天')
  expect(countdownText('2026-05-15T03:55:00Z', now)).toBe('超 2:05')
})
