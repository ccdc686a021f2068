import { describe, expect, it } from 'vitest'
import type { Happening, Life, Word } from '../../support/sixty-days/ledger.ts'
import { proactiveProblems, proposalProblems, wordsProblems, type Shown } from '../../support/sixty-days/referee.ts'

/** The referee of the sixty days must be able to say no: each rule of product.md broken once, and kept at its edge. */
const noon = Date.parse('2026-06-15T12:00:00+08:00')
const hour = 3_600_000
const day = 24 * hour
const id = 'wmA'

function aLife(happenings: Happening[] = [], words: Partial<Word>[] = [], replies: [string, 'yes' | 'no', number][] = []): Life {
  return {
    externalUserId: id, owner: 'rep-chen', happenings: [{ at: noon - 300 * day, kind: 'added' }, ...happenings],
    words: words.map((word, i) => ({ at: noon, touchId: `t${i}`, by: 'rep-chen', answers: null, scriptKind: null, isBulk: false, ...word })),
    replies: new Map(replies.map(([touchId, state, at]) => [touchId, { state, at }])),
  }
}
const ago = (days: number, more: Partial<Word> = {}): Partial<Word> => ({ at: noon - days * day, ...more })
const problems = (life: Life, at = noon): string[] => proactiveProblems(life, 'cadence', at, at)
const shown = (more: Partial<Shown>): Shown => ({ externalUserId: id, rule: 'cadence', dueAt: noon, windowEndAt: noon + day, ...more })

describe('the referee', () => {
  it('lets a proactive touch pass that nothing forbids', () => {
    expect(problems(aLife())).toEqual([])
    expect(problems(aLife([], [ago(12), ago(30)]))).toEqual([])
  })

  it.each<[string, Life, RegExp]>([
    ['nearer than twelve days', aLife([], [ago(11.9)]), /nearer than 12/],
    ['a third in thirty days', aLife([], [ago(13), ago(29.9)]), /2 in 30 days/],
    ['nearer than 24 days after two silences', aLife([], [ago(23), ago(60)], [['t0', 'no', noon - 22 * day], ['t1', 'no', noon - 59 * day]]), /nearer than 24/],
    ['after three silences', aLife([], [ago(40), ago(60), ago(80)], [0, 1, 2].map(i => [`t${i}`, 'no', noon - day])), /3 touches in a row/],
    ['after a mass message', aLife([], [ago(3, { isBulk: true })]), /nearer than 12/],
    ['to one who opted out', aLife([{ at: noon - day, kind: 'opted-out' }]), /opted out/],
    ['while a case is open', aLife([{ at: noon - day, kind: 'case-opened' }]), /case is open/],
    ['in the week after a case', aLife([{ at: noon - 9 * day, kind: 'case-opened' }, { at: noon - 6.9 * day, kind: 'case-closed' }]), /less than 7 days/],
  ])('says no to one %s', (_what, life, why) => {
    expect(problems(life).join('; ')).toMatch(why)
  })

  it('says no in quiet hours, but for the half hour after she moved', () => {
    const night = Date.parse('2026-06-15T21:00:00+08:00')
    expect(problems(aLife(), night)).toEqual(['quiet hours'])
    expect(problems(aLife([{ at: night - 29 * 60_000, kind: 'moved' }]), night)).toEqual([])
    expect(problems(aLife([{ at: night - 31 * 60_000, kind: 'moved' }]), night)).toEqual(['quiet hours'])
    expect(problems(aLife(), Date.parse('2026-06-15T08:59:00+08:00'))).toEqual(['quiet hours'])
  })

  it('gives 72 hours after she moved, and counts nothing that was said in them', () => {
    const moved = (hours: number): Happening => ({ at: noon - hours * hour, kind: 'ordered' })
    expect(problems(aLife([moved(71)], [ago(4)]))).toEqual([])
    expect(problems(aLife([moved(73)], [ago(4)]))).not.toEqual([])
    expect(problems(aLife([moved(73)], [ago(2)]))).toEqual([])
  })

  it('does not count her first week, a case, deliveries, nor what a rule of service asked for', () => {
    expect(problems(aLife([{ at: noon - 8 * day, kind: 'added' }], [ago(5)]))).toEqual([])
    expect(problems(aLife([{ at: noon - 9 * day, kind: 'case-opened' }, { at: noon - 7 * day, kind: 'case-closed' }], [ago(8)]))).toEqual([])
    expect(problems(aLife([{ at: noon - 9 * day, kind: 'parcel' }], [ago(5, { scriptKind: 'service' })]))).toEqual([])
    expect(problems(aLife([], [ago(5, { answers: 'usage_check' })]))).toEqual([])
    expect(problems(aLife([], [ago(5, { answers: 'replenishment' })]))).not.toEqual([])
  })

  it('sets silence back when she moves, and never takes an unmarked touch for one', () => {
    const words = [ago(13), ago(40), ago(60)]
    const silent: [string, 'no', number][] = [0, 1, 2].map(i => [`t${i}`, 'no', noon - day])
    expect(problems(aLife([{ at: noon - 12.5 * day, kind: 'moved' }], words, silent))).toEqual([])
    expect(problems(aLife([], words))).toEqual([])
  })

  it('finds proposals that outlived their window, have none, are made to who deleted us, or sell unasked', () => {
    expect(proposalProblems(aLife(), shown({ windowEndAt: noon }), noon)).toEqual(['its window is over'])
    expect(proposalProblems(aLife(), shown({ windowEndAt: null }), noon)).toEqual(['it has no end'])
    expect(proposalProblems(aLife(), shown({ rule: 'promise', windowEndAt: null }), noon)).toEqual([])
    expect(proposalProblems(aLife([{ at: noon - day, kind: 'lost' }]), shown({ rule: 'usage_check' }), noon)).toEqual(['she has deleted us'])
    expect(wordsProblems(aLife(), { rule: 'cadence', kind: 'offer' }, noon)).toEqual(['an offer unasked to somebody who never bought'])
    expect(wordsProblems(aLife(), { rule: 'cadence', kind: 'care' }, noon)).toEqual([])
    const bought = { at: noon - 90 * day, kind: 'ordered' } as const
    expect(wordsProblems(aLife([bought]), { rule: 'cadence', kind: 'offer' }, noon)).toEqual([])
    expect(wordsProblems(aLife([bought, { at: noon - 9 * day, kind: 'case-opened' }, { at: noon - 3 * day, kind: 'case-closed' }]), { rule: 'cadence', kind: 'offer' }, noon)).toEqual(['an offer around a complaint'])
  })

  it('judges what falls due later by the moment at which it does', () => {
    const life = aLife([], [ago(5)])
    expect(proposalProblems(life, shown({ dueAt: noon + 7 * day, windowEndAt: noon + 20 * day }), noon)).toEqual([])
    expect(proposalProblems(life, shown({ dueAt: noon + 6.9 * day, windowEndAt: noon + 20 * day }), noon)).not.toEqual([])
    expect(proposalProblems(aLife(), shown({ dueAt: Date.parse('2026-06-16T03:00:00+08:00'), windowEndAt: noon + 3 * day }), noon).join()).toMatch(/quiet/)
  })
})
