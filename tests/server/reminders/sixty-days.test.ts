import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { liveThrough, type Lived } from '../../support/sixty-days/live.ts'
import type { Place } from '../../support/sixty-days/place.ts'
import { openSmallPlace } from '../../support/sixty-days/small-place.ts'

/** `npm run bench -- sixty-days` in small: a few of the demo world's customers, ten days, two hours a step. */
let place: Place
let lived: Lived
beforeAll(async () => {
  place = await openSmallPlace({ beginsAt: new Date('2026-06-15T09:00:00+08:00'), reps: ['rep-chen', 'rep-zhou', 'rep-qian'], everyNth: 14 })
  lived = await liveThrough(place, { days: 10, seed: 1, stepMinutes: 120, lookMinutes: 240, size: 0.15 })
})
afterAll(() => place.close())

const total = (what: string): number => lived.totals.get(what) ?? 0

describe('ten days of the demo world under a moved clock', () => {
  it('propose nothing over the rules of contact, whenever somebody looks', () => {
    expect(lived.days.flatMap(day => day.violations.map(({ what, history }) => `${what}\n${history}`))).toEqual([])
    expect(lived.proposalsJudged).toBeGreaterThan(500)
  })

  it('speak to everybody who was added within a day, or give her to the lead', () => {
    const { added, missed } = lived.firstTalks
    expect(added).toBeGreaterThan(3)
    expect(missed).toBe(0)
  })

  it('are days on which much happens: else the two above would prove nothing', () => {
    expect(lived.days.flatMap(day => day.lists).some(({ due }) => due > 0)).toBe(true)
    for (const what of ['orders', 'looks', 'marked yes', 'marked no', 'put off', 'sent for first_contact', 'sent for seasonal_care']) expect(total(what), what).toBeGreaterThan(0)
  })
})
