import { expect, test } from 'vitest'
import { dayRangeText, moneyText } from '../../../src/utils/money-text.ts'

test.each([
  [3_860_000, '¥38,600'], [10_000, '¥100'], [10_049, '¥100'], [9_990, '¥99.90'], [5_000, '¥50'], [0, '¥0'], [-198_000, '-¥1,980'], [123_456_789_00, '¥123,456,789'],
])('writes %i fen as %s', (fen, text) => expect(moneyText(fen)).toBe(text))

test('an estimate is a range, unless both ends are one day', () => {
  expect(dayRangeText({ min: 3, max: 6 })).toBe('3–6 天')
  expect(dayRangeText({ min: 4, max: 4 })).toBe('4 天')
})
