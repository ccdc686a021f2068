import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CustomerId, RepId } from '../../../contract/ids.ts'
import { dayKey, spreadTasks, type TaskWish } from '../../../server/bulk/spread-tasks.rules.ts'
import { addMs, dayMs, dayOf, daysBetween, minuteOfDay } from '../../../server/time.ts'
import { now } from '../contact/facts.ts'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const wish = (id: number, more: Partial<TaskWish> = {}): TaskWish => ({ externalUserId: `wm${id}` as CustomerId, userId: 'rep-chen' as RepId, from: now, value: 0, ...more })
const spread = (wishes: readonly TaskWish[], { perDay = 2, days = 14, workingDays = everyDay, taken = new Map<string, number>() } = {}) =>
  [...spreadTasks(wishes, taken, { personalTasks: { perDay, days }, workingDays }, now)].map(([id, at]) => [id, at && dayOf(at)])

it('the most valuable come first, so many a day from tomorrow on, at ten', () => {
  const wishes = [wish(1, { value: 5 }), wish(2, { value: 9 }), wish(3, { value: 1 }), wish(4, { value: 9, userId: 'rep-zhou' as RepId })]
  expect(spread(wishes)).toEqual([['wm2', '2026-06-16'], ['wm4', '2026-06-16'], ['wm1', '2026-06-16'], ['wm3', '2026-06-17']])
  expect([...spreadTasks(wishes, new Map(), { personalTasks: { perDay: 2, days: 14 }, workingDays: everyDay }, now).values()].map(at => minuteOfDay(at!))).toEqual([600, 600, 600, 600])
})

it('what other messages have left is counted, days off are none, and nobody comes before she may be written to', () => {
  expect(spread([wish(1)], { taken: new Map([[dayKey('rep-chen', '2026-06-16'), 2], [dayKey('rep-zhou', '2026-06-17'), 9]]) })).toEqual([['wm1', '2026-06-17']])
  expect(spread([wish(1)], { workingDays: [6] })).toEqual([['wm1', '2026-06-20']])
  expect(spread([wish(1, { from: addMs(now, 5 * dayMs) })])).toEqual([['wm1', '2026-06-20']])
  expect(spread([wish(1, { from: addMs(now, 5 * dayMs + 1) })])).toEqual([['wm1', '2026-06-21']])
})

it('who finds no room within the days gets none', () => {
  expect(spread([1, 2, 3].map(id => wish(id, { value: -id })), { perDay: 1, days: 2 })).toEqual([['wm1', '2026-06-16'], ['wm2', '2026-06-17'], ['wm3', null]])
  expect(spread([wish(1, { from: addMs(now, 15 * dayMs) })])).toEqual([['wm1', null]])
})

it('whoever is asked for: no day of a member takes more than its share, and room is never left before who has none', () => {
  const wishes = fc.array(fc.record({ rep: fc.integer({ min: 1, max: 3 }), inHours: fc.integer({ min: -100, max: 400 }), value: fc.integer({ min: 0, max: 3 }) }), { maxLength: 60 })
  fc.assert(fc.property(wishes, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 20 }), fc.subarray(everyDay, { minLength: 1 }), (drawn, perDay, days, workingDays) => {
    const asked = drawn.map(({ rep, inHours, value }, id) => wish(id, { userId: `rep-${rep}` as RepId, from: addMs(now, inHours * 3_600_000), value }))
    const found = spreadTasks(asked, new Map(), { personalTasks: { perDay, days }, workingDays }, now)
    const used = new Map<string, number>()
    for (const { externalUserId, userId, from } of asked) {
      const at = found.get(externalUserId) ?? null
      if (!at) continue
      expect(at >= from && daysBetween(now, at) >= 1 && daysBetween(now, at) <= days).toBe(true)
      const key = dayKey(userId, dayOf(at))
      used.set(key, (used.get(key) ?? 0) + 1)
      expect(workingDays).toContain(new Date(`${dayOf(at)}T00:00:00Z`).getUTCDay() || 7)
    }
    for (const count of used.values()) expect(count).toBeLessThanOrEqual(perDay)
    for (const { externalUserId, userId, from } of asked) {
      if (found.get(externalUserId)) continue
      for (let day = 1; day <= days; day += 1) {
        const at = new Date(Date.parse(`${dayOf(addMs(now, day * dayMs))}T10:00:00+08:00`))
        if (at >= from && workingDays.includes(new Date(`${dayOf(at)}T00:00:00Z`).getUTCDay() || 7)) expect(used.get(dayKey(userId, dayOf(at)))).toBe(perDay)
      }
    }
  }), { numRuns: 200 })
})
