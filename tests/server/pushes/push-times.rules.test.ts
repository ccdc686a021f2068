import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWithin } from '../../../server/contact/hours.rules.ts'
import { digestOf, leadIsToldAt, pushSettings, repIsWarnedAt } from '../../../server/pushes/push-times.rules.ts'
import { cardOf, digestCard, withoutPhones } from '../../../server/pushes/push-words.rules.ts'
import { addMs, dayMs, hourMs } from '../../../server/time.ts'

const quiet = { startMinute: 21 * 60, endMinute: 9 * 60 }
const settings = pushSettings({ settings: {}, rules: [] })
const at = (text: string) => new Date(`2026-06-${text}:00+08:00`)
const told = (added: string) => leadIsToldAt(at(added), settings, quiet)
const warned = (added: string) => repIsWarnedAt(at(added), settings, quiet)

describe('when a first talk goes to the lead', () => {
  it.each([
    ['15T16:00', '16T12:00', '16T10:00'], ['15T20:00', '16T16:00', '16T14:00'],
    // 20 h fall into the night: half an hour before it.
    ['15T10:00', '15T20:30', '15T18:30'], ['15T01:00', '15T20:30', '15T18:30'], ['15T12:59', '15T20:30', '15T18:30'],
    // The rep is not told in the night either.
    ['15T14:00', '16T10:00', '16T09:00'], ['15T13:00', '16T09:00', null],
  ])('added on %s: the lead at %s, the rep at %s', (added, lead, rep) => {
    expect(told(added)).toEqual(at(lead))
    expect(warned(added)).toEqual(rep === null ? null : at(rep))
  })

  it('is never in quiet hours, never after 20 h unless the night takes all of them, and the rep hears first', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 * 24 * 60 }), fc.integer({ min: 18 * 60, max: 23 * 60 }), fc.integer({ min: 5 * 60, max: 10 * 60 }), (minute, startMinute, endMinute) => {
      const added = addMs(at('01T00:00'), minute * 60_000)
      const hours = { startMinute, endMinute }
      const lead = leadIsToldAt(added, settings, hours)
      expect(isWithin(lead, hours)).toBe(false)
      expect(lead > added && lead <= addMs(added, 24 * hourMs)).toBe(true)
      const rep = repIsWarnedAt(added, settings, hours)
      if (rep) expect(!isWithin(rep, hours) && rep < lead && rep > added).toBe(true)
    }))
  })
})

describe('the digest', () => {
  it('has its time, which is never in quiet hours, and is no news four hours later', () => {
    expect(digestOf(at('15T08:59'), settings, quiet)).toBeNull()
    expect(digestOf(at('15T09:00'), settings, quiet)).toEqual({ until: at('15T13:00') })
    expect(digestOf(at('15T13:00'), settings, quiet)).toBeNull()
    const early = pushSettings({ settings: { pushes: { digestAt: '07:30' } }, rules: [] })
    expect(digestOf(at('15T08:00'), early, quiet)).toBeNull()
    expect(digestOf(at('15T09:00'), early, quiet)).not.toBeNull()
    expect(pushSettings({ settings: { pushes: { digestAt: 'soon' } }, rules: [] }).digestMinute).toBe(9 * 60)
    expect(digestOf(addMs(at('15T09:00'), dayMs), settings, quiet)).not.toBeNull()
  })

  it('says how many to begin with, of what, and how many there are', () => {
    expect(digestCard({ counts: [{ rule: 'replenishment', due: 60 }, { rule: 'first_contact', due: 2 }], forToday: 45, escalated: 1 }))
      .toEqual({ title: '今天先跟这 45 位', description: '要你看的 1 位，首聊没按时做\n首聊 2 · 补货 60\n到期共 62 位，先做排在前面的 45 位', path: '/go/today' })
    expect(digestCard({ counts: [], forToday: 0, escalated: 2 })).toMatchObject({ title: '要你看的 2 位' })
  })
})

describe('what a member is told', () => {
  it('holds no phone number, however it is written', () => {
    expect(['王姐13812345678', '张 138 1234 5678', '李138-1234-5678', '0571-88123456', '5 盒 1,980 元 2026'].map(withoutPhones)).toEqual(['王姐138****', '张 138****', '李138****', '057****', '5 盒 1,980 元 2026'])
  })

  it('keeps within the platform\'s bytes and cuts no character in two', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const card = cardOf({ title: text, description: text.repeat(3), path: '/' })
      expect(Buffer.byteLength(card.title)).toBeLessThanOrEqual(128)
      expect(Buffer.byteLength(card.description)).toBeLessThanOrEqual(512)
      expect(Buffer.from(card.title).toString()).toBe(card.title)
    }))
  })
})
