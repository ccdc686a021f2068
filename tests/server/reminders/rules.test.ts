import { describe, expect, it } from 'vitest'
import type { RuleKey } from '../../../contract/words.ts'
import { contactSettings } from '../../../server/contact/contact-settings.rules.ts'
import { festivalOn, nextFestival, seasonOf, seasonStart } from '../../../server/reminders/calendar.rules.ts'
import type { Candidate } from '../../../server/reminders/candidate.ts'
import { rules } from '../../../server/reminders/rules/all-rules.ts'
import { supplyEnd } from '../../../server/reminders/supply-end.rules.ts'
import { aCaseFact, ago, anOrderFact, aReminderFact, aTouchFact, catalogue, factsOf, now, type FactsOptions } from '../contact/facts.ts'

const settings = contactSettings(catalogue)
const at = (text: string): Date => new Date(`${text}+08:00`)
function ask(key: Exclude<RuleKey, 'promise'>, options: FactsOptions = {}, when = now): Candidate | null {
  const params = catalogue.rules.find(rule => rule.key === key)?.params ?? {}
  return rules[key]({ facts: factsOf(options), catalogue, settings, params, now: when })
}

describe('first_contact', () => {
  it('falls due ten minutes after she was added, in working hours', () => {
    expect(ask('first_contact', { follow: { addedAt: ago({ minutes: 5 }), channel: '天猫包裹卡' } })).toMatchObject({ dueAt: ago({ minutes: -5 }), windowEndAt: null, contactClass: 'onboarding', reason: expect.stringContaining('来自天猫包裹卡') as string })
  })
  it('waits for the morning after an evening', () => {
    expect(ask('first_contact', { follow: { addedAt: at('2026-06-14T23:00:00') } })).toMatchObject({ dueAt: at('2026-06-15T09:10:00') })
  })
  it('is over once somebody has spoken to her, and never begins for those added long ago', () => {
    expect(ask('first_contact', { follow: { addedAt: ago({ hours: 1 }) }, wasEverTouched: true })).toBeNull()
    expect(ask('first_contact', { follow: { addedAt: ago({ days: 300 }) } })).toBeNull()
  })
  it('stays after the first week where it was proposed in it', () => {
    expect(ask('first_contact', { follow: { addedAt: ago({ days: 20 }) }, reminders: [aReminderFact({ rule: 'first_contact' })] })).not.toBeNull()
  })
})

const answer = (questionKey: string, state: 'asked' | 'answered' | 'declined', days: number, optionList: string[] = []) => ({
  answerId: questionKey, questionKey, questionVersion: 1, state, source: null, options: optionList, note: '', byUserId: 'rep-chen' as never, byName: '陈雨桐', answeredAt: ago({ days }),
})
const talked = { wasEverTouched: true, follow: { addedAt: ago({ days: 2 }) } }

describe('questions_open', () => {
  it('comes on the next day at ten while a question waits', () => {
    expect(ask('questions_open', { ...talked, answers: [answer('kinds', 'asked', 0)] })).toMatchObject({ dueAt: at('2026-06-16T10:00:00'), contactClass: 'onboarding', facts: { questionKey: 'kinds', openCount: 3 } })
  })
  it('goes on with the next question when one was answered, and counts as proactive after the first week', () => {
    expect(ask('questions_open', { ...talked, answers: [answer('kinds', 'answered', 1)] })).toMatchObject({ reason: expect.stringContaining('吃了多久') as string })
    expect(ask('questions_open', { wasEverTouched: true, answers: [answer('kinds', 'asked', 1)] })?.contactClass).toBe('proactive')
    expect(ask('questions_open', { wasEverTouched: true, follow: { addedAt: ago({ days: 8 }) }, answers: [answer('kinds', 'asked', 4)] })).toMatchObject({ dueAt: at('2026-06-12T10:00:00'), contactClass: 'proactive' })
  })
  it('is silent when all are answered or declined, when nothing was asked, and a week later', () => {
    expect(ask('questions_open', { ...talked, answers: [answer('kinds', 'answered', 1), answer('duration', 'declined', 1), answer('family', 'answered', 1)] })).toBeNull()
    expect(ask('questions_open', talked)).toBeNull()
    expect(ask('questions_open', { ...talked, answers: [answer('kinds', 'asked', 9)] })).toBeNull()
  })
})

describe('replenishment', () => {
  const bought = (days: number) => ({ supplyOrder: anOrderFact({ paidAt: ago({ days }), signedAt: ago({ days }) }), customer: { lastOrderAt: ago({ days }), orderCount: 3, lifetimeSpendFen: 180_000 } })
  const alone = [answer('family', 'answered', 50, ['self'])]

  it('falls due seven days before the middle of what is left, and says the range', () => {
    const facts = { ...bought(24), answers: alone }
    const found = ask('replenishment', facts)
    const end = supplyEnd(factsOf(facts), catalogue)
    const middle = ((end?.endFrom.getTime() ?? 0) + (end?.endTo.getTime() ?? 0)) / 2
    expect(Math.abs(((found?.dueAt.getTime() ?? 0) - (middle - 7 * 86_400_000)) / 86_400_000)).toBeLessThan(1)
    expect(found?.reason).toMatch(/5月22日买的即食燕窝 70g×15瓶（30 天量），到6月\d+日大约还剩 \d+–\d+ 天/)
    expect(end?.endFrom.getTime()).toBeLessThan(end?.endTo.getTime() ?? 0)
  })
  it('names her own rhythm where there is one', () => {
    expect(ask('replenishment', { ...bought(24), answers: alone, purchaseDays: ['2026-03-15', '2026-04-18', '2026-05-22'] })?.reason).toMatch(/；平时 3\d 天左右买一次/)
  })
  it('comes earlier when two people take it', () => {
    const one = ask('replenishment', { ...bought(5), answers: alone })
    const two = ask('replenishment', { ...bought(5), answers: [answer('family', 'answered', 50, ['self', 'spouse'])] })
    expect(two?.dueAt.getTime()).toBeLessThan(one?.dueAt.getTime() ?? 0)
  })
  it('believes the customer: 客户说还有 moves it', () => {
    const told = ask('replenishment', { ...bought(24), answers: alone, supplyCorrection: { leftDays: 40, correctedAt: now } })
    expect(told?.dueAt.getTime()).toBeGreaterThan(ago({ days: -30 }).getTime())
    expect(told?.reason).toContain('客户说的')
  })
  it('counts a card by its deliveries, however many take it', () => {
    const card = (takers: string[]) => ask('replenishment', {
      supplyOrder: anOrderFact({ paidAt: ago({ days: 18 }), signedAt: ago({ days: 16 }), lines: [{ ...anOrderFact().lines[0]!, productId: 'nest-fresh-45x30', quantity: 1 }] }),
      answers: [answer('family', 'answered', 50, takers)],
    })
    expect(card(['self'])?.reason).toMatch(/鲜炖燕窝月卡 45g×30瓶（30 天量，分 4 次送），到6月\d+日大约还剩 \d+–\d+ 天，还有 0–1 次没送/)
    expect(card(['self', 'spouse'])).toEqual(card(['self']))
  })
  it('is over two weeks after it fell due, and unknown without a pack', () => {
    expect(ask('replenishment', { ...bought(60), answers: alone })).toBeNull()
    expect(ask('replenishment')).toBeNull()
  })
  it('asks three weeks early when the supply would end over the Spring Festival', () => {
    const when = at('2026-01-20T10:00:00')
    const supplyOrder = anOrderFact({ paidAt: at('2026-01-15T10:00:00'), signedAt: at('2026-01-17T10:00:00') })
    expect(ask('replenishment', { supplyOrder, answers: alone }, when)).toMatchObject({ dueAt: at('2026-01-27T10:00:00'), changes: [expect.stringContaining('快递要停'), expect.anything()] as string[] })
  })
})

describe('cadence', () => {
  const valued = { wasEverTouched: true, follow: { addedAt: ago({ days: 400 }) } }
  it('comes for high value and active customers on day 21', () => {
    const found = ask('cadence', { ...valued, customer: { highValue: true, lastTouchAt: ago({ days: 5 }) } })
    expect(found).toMatchObject({ dueAt: at('2026-07-01T10:00:00'), windowEndAt: at('2026-07-10T10:00:00') })
    expect(ask('cadence', { ...valued, customer: { scene: 'active', lastTouchAt: ago({ days: 5 }) } })).not.toBeNull()
    expect(ask('cadence', { ...valued, customer: { lastTouchAt: ago({ days: 50 }) } })).toBeNull()
    // A private purchase shows as converted; who moved in 30 days is active all the same.
    expect(ask('cadence', { ...valued, customer: { scene: 'converted', lastTouchAt: ago({ days: 5 }), lastOrderAt: null, lastReplyAt: ago({ days: 29 }) } })).not.toBeNull()
    expect(ask('cadence', { ...valued, customer: { scene: 'converted', lastTouchAt: ago({ days: 5 }), lastOrderAt: ago({ days: 31 }), lastReplyAt: ago({ days: 30 }) } })).toBeNull()
  })
  it('says the day of the last touch, which stays true on whatever day it is read', () => {
    const reason = (when: Date) => ask('cadence', { ...valued, customer: { highValue: true, lastTouchAt: at('2026-06-10T10:00:00') } }, when)?.reason
    expect(reason(now)).toBe('上次联系是6月10日，高价值客户')
    expect(reason(at('2026-07-04T10:00:00'))).toBe(reason(now))
    expect(ask('cadence', { follow: { addedAt: at('2026-05-02T10:00:00') }, customer: { highValue: true } })?.reason).toBe('5月2日加的，还没聊过，高价值客户')
  })
  it('comes again three weeks later when its window passed unused', () => {
    expect(ask('cadence', { ...valued, customer: { highValue: true, lastTouchAt: ago({ days: 35 }) } })?.dueAt).toEqual(at('2026-06-22T10:00:00'))
  })
  it('doubles its distance after two known silences', () => {
    const touches = [5, 30].map(days => aTouchFact({ startedAt: ago({ days }), replyState: 'no' }))
    expect(ask('cadence', { ...valued, touches, customer: { highValue: true, lastTouchAt: ago({ days: 5 }) } })?.dueAt).toEqual(at('2026-07-22T10:00:00'))
  })
})

describe('after_sale', () => {
  it('falls due when the case is opened, for who handles it, and says by when', () => {
    expect(ask('after_sale', { serviceCase: aCaseFact({ handlerUserId: 'rep-zhou' as never }) })).toMatchObject({ dueAt: ago({ hours: 1 }), userId: 'rep-zhou', windowEndAt: null, reason: expect.stringContaining('4 个工作小时') as string })
  })
  it('looks again a day after the first word while the case is open', () => {
    expect(ask('after_sale', { serviceCase: aCaseFact({ openedAt: ago({ days: 2 }) }), touches: [aTouchFact({ startedAt: ago({ hours: 1 }) })] })?.dueAt).toEqual(ago({ hours: -23 }))
  })
  it('becomes a care touch eight mornings after it closed, and is none when nothing was open', () => {
    expect(ask('after_sale', { serviceCase: aCaseFact({ openedAt: ago({ days: 3 }), closedAt: ago({ days: 1 }) }) })?.dueAt).toEqual(at('2026-06-22T10:00:00'))
    expect(ask('after_sale')).toBeNull()
  })
})

describe('the other rules', () => {
  it('usage_check comes three days after the first order of a product was signed for, once', () => {
    const first = anOrderFact({ paidAt: ago({ days: 6 }), signedAt: ago({ days: 2 }) })
    const since = (days: number) => ({ products: [{ productId: 'nest-instant-70x15', firstAt: ago({ days }), lastAt: ago({ days: 6 }) }] })
    expect(ask('usage_check', { orders: [first], ...since(6) })).toMatchObject({ contactClass: 'service', dueAt: at('2026-06-16T10:00:00') })
    // The first time is known even when it is not among the newest orders.
    expect(ask('usage_check', { orders: [first], ...since(400) })).toBeNull()
    expect(ask('usage_check', { orders: [anOrderFact({ signedAt: null })], ...since(40) })).toBeNull()
  })
  it('trial_follow_up asks about a sample that was signed for', () => {
    expect(ask('trial_follow_up', { orders: [anOrderFact({ paidFen: 0, signedAt: ago({ hours: 20 }) })] })).toMatchObject({ dueAt: at('2026-06-15T10:00:00') })
    expect(ask('trial_follow_up', { orders: [anOrderFact({ signedAt: ago({ hours: 20 }) })] })).toBeNull()
  })
  it('drifting waits for twice her own interval, of value only', () => {
    const rhythm = { purchaseDays: ['2026-02-01', '2026-03-03', '2026-04-02'], customer: { lifetimeSpendFen: 300_000 } }
    const found = ask('drifting', rhythm)
    expect(found?.facts).toMatchObject({ lastOn: '2026-04-02' })
    expect(found?.facts).toMatchObject({ alarmBy: 'interval' })
    expect(ask('drifting', { ...rhythm, customer: { lifetimeSpendFen: 1_000 } })).toBeNull()
    expect(ask('drifting', { ...rhythm, purchaseDays: ['2026-04-02'] })).toBeNull()
  })
  it('seasonal_care comes when plum rain reaches her province and her goods need it', () => {
    const bought = (productId: string) => ({ products: [{ productId, firstAt: ago({ days: 300 }), lastAt: ago({ days: 300 }) }] })
    expect(ask('seasonal_care', { ...bought('nest-dry-50'), customer: { region: '浙江省杭州市' } })).toMatchObject({ facts: { season: '梅雨' }, dueAt: at('2026-06-10T10:00:00') })
    expect(ask('seasonal_care', { ...bought('nest-dry-50'), customer: { region: '北京市' } })).toBeNull()
    // A season that an operator has made shorter than its window ends with its last day.
    const params = { seasons: [{ key: 'x', label: '梅雨', from: '06-13', to: '06-15', regions: [], needs: ['keep_dry'] }], windowDays: 7 }
    const short = rules.seasonal_care({ facts: factsOf(bought('nest-dry-50')), catalogue, settings, params, now })
    expect([short?.dueAt, short?.windowEndAt]).toEqual([at('2026-06-13T10:00:00'), at('2026-06-16T10:00:00')])
    expect(ask('seasonal_care', { ...bought('nest-instant-70x15'), customer: { region: '浙江省杭州市' } })).toBeNull()
  })
  it('festival_gift asks 21 days before the festival she bought for last year', () => {
    const when = at('2026-09-01T10:00:00')
    expect(ask('festival_gift', { giftDays: ['2025-09-20'] }, when)).toMatchObject({ dueAt: at('2026-09-04T10:00:00'), windowEndAt: at('2026-09-11T10:00:00'), facts: { festival: '中秋' } })
    expect(ask('festival_gift', { giftDays: ['2025-03-20'] }, when)).toBeNull()
  })
  it('birthday comes three days before, also over the turn of the year', () => {
    expect(ask('birthday', { customer: { birthdayOn: '1980-06-20' } })).toMatchObject({ dueAt: at('2026-06-17T10:00:00') })
    expect(ask('birthday', { customer: { birthdayOn: '1980-01-02' } }, at('2026-12-28T10:00:00'))).toMatchObject({ dueAt: at('2026-12-30T10:00:00') })
    expect(ask('birthday', { customer: { birthdayOn: '1980-09-20' } })).toBeNull()
  })
  it('behaviour has half an hour, and is over when somebody spoke to her', () => {
    const events = [{ kind: 'browse', happenedAt: ago({ minutes: 10 }) }]
    expect(ask('behaviour', { events })).toMatchObject({ contactClass: 'she_moved', windowEndAt: ago({ minutes: -20 }) })
    expect(ask('behaviour', { events: [{ kind: 'browse', happenedAt: ago({ minutes: 31 }) }] })).toBeNull()
    expect(ask('behaviour', { events, touches: [aTouchFact({ startedAt: ago({ minutes: 5 }) })] })).toBeNull()
  })
})

describe('the calendar', () => {
  it('knows the festivals and seasons of 2026', () => {
    expect([festivalOn('春节', 2026), festivalOn('端午', 2026), festivalOn('中秋', 2026)]).toEqual(['2026-02-17', '2026-06-19', '2026-09-25'])
    expect(nextFestival('2026-09-26')).toMatchObject({ festival: '春节', on: '2027-02-06' })
    expect([seasonStart('三伏', 2026), seasonStart('冬至', 2026), seasonStart('梅雨', 2026)]).toEqual(['2026-07-15', '2026-12-22', null])
    expect([seasonOf(at('2026-07-20T10:00:00')), seasonOf(at('2026-12-25T10:00:00')), seasonOf(now)]).toEqual(['初伏', '一九', '芒种'])
  })
})
