import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SituationKind } from '../../../contract/words.ts'
import { situationKinds } from '../../../contract/words.ts'
import { addressOf } from '../../../server/scripts/address.rules.ts'
import { drawBeta, seeded } from '../../../server/scripts/draw.rules.ts'
import { fill, textOf, valuesOf } from '../../../server/scripts/fill.rules.ts'
import { contextOf, noStatistics, replyRate } from '../../../server/scripts/reply-rate.rules.ts'
import { rankScripts } from '../../../server/scripts/scripts.rules.ts'
import { findWords, wordList } from '../../../server/sends/words.rules.ts'
import { aCaseFact, ago, anOrderFact, aReminderFact, aTouchFact, catalogue, factsOf, now, type FactsOptions } from '../contact/facts.ts'

const rank = (situation: SituationKind, options: FactsOptions = {}, input: { q?: string, at?: Date } = {}) =>
  rankScripts(factsOf(options), situation, catalogue, { now: input.at ?? now, viewerName: '陈雨桐', q: input.q })
const answered = (questionKey: string, options: string[], state: 'answered' | 'asked' = 'answered') => ({
  answerId: questionKey, questionKey, questionVersion: 1, state, source: null, options, note: '', byUserId: 'rep-chen' as never, byName: '陈雨桐', answeredAt: ago({ days: 1 }),
})
const aNote = { noteId: 'n', kind: 'appetite' as const, text: '妈妈不爱太甜的。', byUserId: 'rep-chen' as never, byName: '陈雨桐', notedAt: ago({ days: 4 }) }
const bought = { customer: { orderCount: 3, lifetimeSpendFen: 180_000, lastOrderAt: ago({ days: 40 }) }, orders: [anOrderFact()], supplyOrder: anOrderFact(), wasEverTouched: true }

const onItsWay = anOrderFact({ state: 'shipped', shippedAt: ago({ days: 1 }), paidAt: ago({ days: 2 }), logisticsCompany: '顺丰', logisticsNo: 'SF1' })

describe('how she is addressed', () => {
  it('as the remark says it, and nobody guesses', () => {
    const cases: [string, string, number, string | null][] = [
      ['王姐-天猫', '小满', 0, '王姐'], ['李阿姨 苏州', '', 0, '李阿姨'], ['张总', '', 1, '张总'], ['王敏', '小满', 0, null], ['王敏', '小满', 2, '王女士'],
      ['', '欧阳明', 1, '欧阳先生'], ['天猫客户', '小米粒', 2, null], ['', '', 2, null],
    ]
    for (const [remark, name, gender, expected] of cases) expect([remark, addressOf({ remark, name, gender })]).toEqual([remark, expected])
  })
})

describe('filling a script', () => {
  it('marks what is not known and never shows a template', () => {
    const values = valuesOf(factsOf({ follow: { remark: '王姐' }, notes: [aNote] }), catalogue, now, '陈雨桐')
    expect(fill('{{称呼}}，上次聊到“{{上次聊到}}”，{{上次产品}}还有吗', values)).toEqual([{ text: '王姐，上次聊到“妈妈不爱太甜的”，' }, { missing: '上次产品' }, { text: '还有吗' }])
  })
  it('leaves a mere vocative out where the address is not known', () => {
    const values = valuesOf(factsOf(), catalogue, now, '陈雨桐')
    expect(textOf(fill('{{称呼}}您好，我是{{销售}}', values))).toBe('您好，我是陈雨桐')
    expect(textOf(fill('{{称呼}}，这事是我们没做好', values))).toBe('这事是我们没做好')
    expect(fill('跟{{称呼}}说一声', values)).toEqual([{ text: '跟' }, { missing: '称呼' }, { text: '说一声' }])
  })
  it('takes everything from the facts', () => {
    const values = valuesOf(factsOf({
      ...bought, follow: { channel: '天猫包裹卡' }, customer: { ...bought.customer, region: '浙江省杭州市' },
      orders: [anOrderFact({ shippedAt: ago({ days: 1 }), logisticsCompany: '顺丰速运', logisticsNo: 'SF142', paidAt: ago({ days: 2 }) })], answers: [answered('kinds', ['nest', 'fish_maw']), answered('family', ['self', 'gift'])],
    }), catalogue, now, '陈雨桐')
    expect(values).toMatchObject({ 渠道: '天猫包裹卡', 上次产品: '即食燕窝', 下单日期: '6月13日', 平时吃的: '燕窝、花胶（鱼胶）', 家里谁吃: '您', 物流: '顺丰速运 SF142', 城市: '杭州', 节气: '芒种', 节日: '端午' })
    expect(values.保存方法).toContain('开瓶后冷藏')
  })

  it('quotes a note of the last half year only, and never what is left of a pack beside another product', () => {
    expect(valuesOf(factsOf({ notes: [{ ...aNote, notedAt: ago({ days: 181 }) }] }), catalogue, now, '陈雨桐').上次聊到).toBeNull()
    expect(valuesOf(factsOf({ notes: [{ ...aNote, notedAt: ago({ days: 179 }) }] }), catalogue, now, '陈雨桐').上次聊到).toBe('妈妈不爱太甜的')
    const lines = ['nest-instant-70x6', 'goat-milk-800'].map(productId => ({ title: '', spec: '', productId, quantity: 1, paidFen: 1, refundFen: 0, isGift: false, isService: false }))
    const both = anOrderFact({ lines, paidAt: ago({ days: 10 }) })
    expect(valuesOf(factsOf({ ...bought, orders: [both], supplyOrder: both }), catalogue, now, '陈雨桐').上次产品).toBe('成人羊奶粉')
  })
  it('says who takes it as one says it to her', () => {
    const takers = (...options: string[]) => valuesOf(factsOf({ answers: [answered('family', options)] }), catalogue, now, '陈雨桐').家里谁吃
    expect([takers('self'), takers('self', 'spouse', 'child'), takers('gift')]).toEqual(['您', '您、爱人和孩子', null])
  })

  it('never quotes to her what the rep noted of her temper', () => {
    const temper = { ...aNote, noteId: 't', kind: 'temper' as const, text: '说话直' }
    expect(valuesOf(factsOf({ notes: [temper, aNote] }), catalogue, now, '陈雨桐').上次聊到).toBe('妈妈不爱太甜的')
    expect(valuesOf(factsOf({ notes: [temper] }), catalogue, now, '陈雨桐').上次聊到).toBeNull()
  })
})

describe('what fits now', () => {
  it('opens with the first question for who was just added, ready to send', () => {
    const [first] = rank('just_added', { follow: { addedAt: ago({ hours: 1 }), channel: '天猫包裹卡' } })
    expect(first).toMatchObject({ scriptId: 'opening-kinds', questionKey: 'kinds', reason: expect.stringContaining('平时吃哪种') as string })
    expect(first?.parts.every(part => 'text' in part)).toBe(true)
  })
  it('has another topic only from the day after a question, not before midnight of the company\'s zone, while a word on an earlier answer goes at once', () => {
    const asked = { ...answered('duration', [], 'asked'), answeredAt: new Date('2026-06-15T23:30:00+08:00') }
    const titles = (at: string) => rank('asked', { wasEverTouched: true, answers: [{ ...answered('kinds', ['none']), answeredAt: asked.answeredAt }, asked] }, { at: new Date(at) }).map(({ title }) => title)
    const sameDay = titles('2026-06-15T23:59:00+08:00')
    expect(sameDay.filter(title => title.includes('隔天'))).toEqual([])
    expect(sameDay).toContain('她说还没吃过')
    expect(titles('2026-06-16T00:01:00+08:00').filter(title => title.includes('隔天')).length).toBeGreaterThan(0)
  })
  it('opens for the way she came by only', () => {
    const ids = (channel: string | null) => rank('just_added', { follow: { addedAt: ago({ hours: 1 }), channel } }).map(({ scriptId }) => scriptId as string)
    expect(ids('天猫包裹卡')).toContain('opening-parcel')
    expect(ids('门店台卡')).toContain('opening-store')
    expect(ids('门店台卡')).not.toContain('opening-parcel')
  })
  it('never asks again while a question waits: another topic first', () => {
    const scripts = rank('asked', { wasEverTouched: true, answers: [answered('kinds', [], 'asked')] })
    expect(scripts.length).toBeGreaterThanOrEqual(3)
    expect(scripts.every(({ questionKey }) => questionKey === null)).toBe(true)
  })
  it('asks the next question when one is answered, and follows what she said', () => {
    const scripts = rank('nothing_due', { wasEverTouched: true, answers: [answered('kinds', ['none'])] })
    expect(scripts[0]).toMatchObject({ questionKey: 'duration' })
    expect(scripts.map(({ scriptId }) => scriptId)).toContain('after-kinds-none')
    expect(rank('nothing_due', { wasEverTouched: true, answers: [answered('kinds', ['nest'])] }).map(({ scriptId }) => scriptId)).not.toContain('after-kinds-none')
  })
  it('uses the note when her supply ends', () => {
    const lately = anOrderFact({ paidAt: ago({ days: 20 }) })
    const ending = { ...bought, orders: [lately], supplyOrder: lately, notes: [aNote], reminders: [aReminderFact({ rule: 'replenishment' as const })] }
    // Three days before 618 she is told of the sale first.
    expect(rank('supply_ending', ending)[0]).toMatchObject({ scriptId: 'price-wait-sale', reason: expect.stringContaining('618还有 3 天') as string })
    const [first] = rank('supply_ending', ending, { at: new Date('2026-06-19T10:00:00+08:00') })
    expect(first).toMatchObject({ scriptId: 'replenish-note', kind: 'offer' })
    expect(textOf(first?.parts ?? [])).toContain('妈妈不爱太甜的')
  })
  it('speaks of the product that ends, not of others she takes, and of the cold chain only where there is one', () => {
    const at = new Date('2026-06-19T10:00:00+08:00')
    const ids = (productId: string) => {
      const order = anOrderFact({ paidAt: ago({ days: 20 }), lines: [{ title: '', spec: '', productId, quantity: 1, paidFen: 1, refundFen: 0, isGift: false, isService: false }] })
      const options = { ...bought, orders: [order], supplyOrder: order, answers: [answered('kinds', ['nest', 'sea_cucumber', 'milk_powder'])] }
      return rank('supply_ending', options, { at }).map(({ scriptId }) => scriptId as string)
    }
    expect(ids('goat-milk-800')).toContain('replenish-milk')
    expect(ids('goat-milk-800').filter(id => ['replenish-nest', 'replenish-frozen'].includes(id))).toEqual([])
    expect(ids('cucumber-instant-1000')).toContain('replenish-frozen')
    expect(ids('cucumber-dry-250')).not.toContain('replenish-frozen')
  })
  it('leaves out what speaks of an order where there is none', () => {
    const gaps = (situation: SituationKind, options: FactsOptions) => rank(situation, options).flatMap(({ parts }) => parts.flatMap(part => 'missing' in part ? [part.missing] : []))
    expect(gaps('just_added', { follow: { addedAt: ago({ hours: 1 }), channel: '直播间' } })).toEqual([])
    expect(gaps('asked', { wasEverTouched: true, answers: [answered('kinds', [], 'asked')] })).not.toContain('上次产品')
  })
  it('offers nothing to who deleted us, and only service to who wants no contact', () => {
    const told = { ...bought, notes: [aNote] }
    expect(rank('nothing_due', { ...told, follow: { lostAt: ago({ days: 3 }) } })).toEqual([])
    const quiet = rank('nothing_due', { ...told, customer: { ...bought.customer, optOutAt: ago({ days: 3 }) } })
    expect(quiet.length).toBeGreaterThan(0)
    expect(quiet.every(({ kind }) => kind === 'service')).toBe(true)
  })
  it('names no reminder as a reason before its day', () => {
    const reason = (dueAt: Date) => rank('nothing_due', { ...bought, notes: [aNote], reminders: [aReminderFact({ rule: 'cadence', dueAt })] }).map(script => script.reason).join()
    expect(reason(ago({ days: -12 }))).not.toContain('有阵子没聊了')
    expect(reason(ago({ days: 1 }))).toContain('有阵子没聊了')
  })
  it('follows an answer up for a week, not after', () => {
    const ids = (days: number) => rank('nothing_due', { wasEverTouched: true, answers: [{ ...answered('kinds', ['none']), answeredAt: ago({ days }) }] }).map(({ scriptId }) => scriptId as string)
    expect(ids(6)).toContain('after-kinds-none')
    expect(ids(7)).not.toContain('after-kinds-none')
  })
  it('reports progress once something was offered, and speaks of taste only where she did', () => {
    const means = [{ means: 'return' as const, note: '', amountFen: null, at: ago({ hours: 3 }).toISOString(), byName: '陈雨桐' }]
    const ids = (fact: Parameters<typeof aCaseFact>[0]) => rank('case_open', { ...bought, serviceCase: aCaseFact(fact) }).map(({ scriptId }) => scriptId as string)
    const open = ids({ summary: '两瓶漏了', means: [] })
    expect(open).toContain('case-waiting')
    expect(open.filter(id => ['case-progress', 'case-apology-taste'].includes(id))).toEqual([])
    expect(ids({ summary: '太甜，味道不对', means: [] })).toContain('case-apology-taste')
    expect(ids({ summary: '两瓶漏了', means })).not.toContain('case-waiting')
  })
  it('speaks of no other means than the one that was given, and asks for no photo any more', () => {
    const means = [{ means: 'return' as const, note: '', amountFen: null, at: ago({ hours: 3 }).toISOString(), byName: '陈雨桐' }]
    expect(rank('case_open', { ...bought, serviceCase: aCaseFact({ summary: '太甜，要退', means }) }).map(({ scriptId }) => scriptId)).toEqual(['case-progress', 'case-means-return'])
    const touched = { ...bought, touches: [aTouchFact({ startedAt: ago({ hours: 0.5 }) })] }
    expect(rank('case_open', { ...touched, serviceCase: aCaseFact({ openedAt: ago({ hours: 1 }), means: [] }) })[0]?.scriptId).toBe('case-waiting')
  })
  it('speaks of plum rain in June to who has dry goods', () => {
    const dry = anOrderFact({ lines: [{ title: '燕盏', spec: '', productId: 'nest-dry-50', quantity: 1, paidFen: 1, refundFen: 0, isGift: false, isService: false }] })
    const ids = (at: Date) => rank('silent', { ...bought, orders: [dry], customer: { ...bought.customer, region: '浙江省杭州市' } }, { at }).map(({ scriptId }) => scriptId as string)
    expect(ids(now)).toContain('season-plum-rain')
    expect(ids(new Date('2026-11-15T10:00:00+08:00'))).not.toContain('season-plum-rain')
  })
  it('gives only apology and means while a case is open, the apology first until somebody has answered her', () => {
    expect(rank('case_open', { ...bought, serviceCase: aCaseFact() })[0]?.scriptId).toBe('case-apology')
    expect(rank('case_open', { ...bought, serviceCase: aCaseFact() }).every(({ kind, scriptId }) => kind === 'service' && scriptId.startsWith('case-'))).toBe(true)
  })
  it('names a parcel under way first when she wrote', () => {
    const [first] = rank('nothing_due', { ...bought, answers: ['kinds', 'duration', 'family'].map(key => answered(key, ['self'])), orders: [onItsWay] })
    expect(first?.scriptId).toMatch(/^parcel-/)
  })
  it('never says that a parcel was signed for while it is under way, nor the other way round, also not when searched', () => {
    const told = { ...bought, answers: ['kinds', 'duration', 'family'].map(key => answered(key, ['self'])) }
    const offered = (order: ReturnType<typeof anOrderFact>, q?: string): string[] => rank('nothing_due', { ...told, orders: [order] }, { q }).map(({ scriptId }) => scriptId).filter(id => id.startsWith('parcel-'))
    const signed = (days: number) => anOrderFact({ shippedAt: ago({ days: days + 2 }), signedAt: ago({ days }), paidAt: ago({ days: days + 3 }), logisticsCompany: '顺丰', logisticsNo: 'SF1' })
    for (const q of [undefined, '物流']) {
      expect(offered(onItsWay, q)).toContain('parcel-where')
      expect(offered(onItsWay, q)).not.toContain('parcel-signed')
      expect(offered(signed(6), q)).toEqual(['parcel-signed'])
    }
    expect(offered(signed(7))).toEqual([])
    expect(offered(anOrderFact({ state: 'refunded', shippedAt: ago({ days: 1 }) }))).toEqual([])
  })
  it('stands still all day for a rep, with three to five, no raw template and no offer where none is wanted', () => {
    fc.assert(fc.property(
      fc.constantFrom(...situationKinds), fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean(), fc.constantFrom('', '物流', '送礼', '补货'),
      (situation, hasBought, isLapsed, hasCase, isTouched, q) => {
        const options: FactsOptions = {
          ...(hasBought && bought), wasEverTouched: isTouched, serviceCase: hasCase ? aCaseFact() : null,
          customer: { ...(hasBought && bought.customer), ...(isLapsed && { scene: 'lapsed', highValue: true }) },
        }
        const scripts = rank(situation, options, { q })
        expect(rank(situation, options, { q })).toEqual(scripts)
        expect(JSON.stringify(scripts)).not.toContain('{{')
        expect(scripts.every(({ reason }) => reason !== '')).toBe(true)
        if (q === '') expect(scripts.length).toBeLessThanOrEqual(5)
        if (!hasBought || isLapsed || hasCase) expect(scripts.filter(({ kind }) => kind === 'offer')).toEqual([])
      },
    ), { numRuns: 150 })
  })
})

describe('search', () => {
  it('finds the four things most asked by a Chinese word', () => {
    for (const q of ['物流', '价格', '保存', '送礼', '燕窝 泡发']) expect([q, rank('nothing_due', bought, { q }).length > 0]).toEqual([q, true])
    expect(rank('nothing_due', bought, { q: '物流' })[0]?.scriptId).toMatch(/^parcel-/)
  })
  it('finds no sale that is not coming, and no introduction to who knows the rep', () => {
    const ids = (q: string, at: Date) => rank('nothing_due', bought, { q, at }).map(({ scriptId }) => scriptId as string)
    expect(ids('价格', new Date('2026-11-22T10:00:00+08:00'))).not.toContain('price-wait-sale')
    expect(ids('价格', now)).toContain('price-wait-sale')
    expect(ids('物流', now).filter(id => id.startsWith('opening-'))).toEqual([])
  })
  it('finds nothing for a word that is nowhere, and at most twenty', () => {
    expect(rank('nothing_due', bought, { q: '火星' })).toEqual([])
    expect(rank('nothing_due', bought, { q: '您' }).length).toBeLessThanOrEqual(20)
  })
})

describe('the starter scripts', () => {
  it('hold no word that is not for customers', () => {
    for (const script of catalogue.scripts) expect([script.id, findWords(script.body, wordList(catalogue))]).toEqual([script.id, []])
  })
  it('have one ready for every rule that proposes', () => {
    const situations: Partial<Record<string, SituationKind>> = { first_contact: 'just_added', questions_open: 'asked', replenishment: 'supply_ending', cadence: 'silent', drifting: 'silent', after_sale: 'case_open' }
    for (const { key } of catalogue.rules.filter(rule => rule.key !== 'promise')) {
      const options: FactsOptions = key === 'first_contact' ? {} : { ...bought, ...(key === 'after_sale' && { serviceCase: aCaseFact() }) }
      const ranked = rank(situations[key] ?? 'nothing_due', { ...options, reminders: [aReminderFact({ rule: key })] })
      const rulesOf = (id: string) => catalogue.scripts.find(script => script.id === id)?.rules ?? []
      expect([key, ranked.filter(({ scriptId }) => rulesOf(scriptId).includes(key)).length]).toEqual([key, expect.toSatisfy((count: number) => count > 0)])
    }
  })
})

describe('words that are not for customers', () => {
  const words = (text: string) => findWords(text, wordList(catalogue)).map(({ word }) => word)
  it('are found through spaces, width and case, the longest at a place', () => {
    expect(words('销量 第一，ＮＯ.1')).toEqual(['销量第一', 'NO.1'])
    expect(words('美\u200b容 养颜')).toEqual(['美容养颜'])
  })
  it('are lawful where the words around make them so', () => {
    expect(words('本品不能代替药物')).toEqual([])
    expect(words('最好先冷藏')).toEqual([])
    expect(words('这款最好')).toEqual(['最好'])
  })
})

describe('reply rates', () => {
  const cell = (known: number, replied: number) => new Map([[contextOf('cadence', 'vip'), { known, replied }]])
  const statistics = { overall: { known: 200, replied: 100 }, contexts: cell(200, 100), scripts: new Map([['good', cell(100, 80)], ['bad', cell(100, 20)]]) }

  it('draw the good script above the bad one, and towards the overall rate with little known', () => {
    const rate = (id: string) => replyRate(id, contextOf('cadence', 'vip'), statistics, 'rep:2026-06-15')
    expect(rate('good').mean).toBeGreaterThan(0.65)
    expect(rate('bad').mean).toBeLessThan(0.35)
    expect(rate('good').drawn).toBeGreaterThan(rate('bad').drawn)
    expect(rate('new').mean).toBeCloseTo(0.5, 1)
    expect(rate('good')).toEqual(rate('good'))
    expect(replyRate('x', 'y', noStatistics, 's').counts).toEqual({ known: 0, replied: 0 })
  })
  it('are drawn about their mean', () => {
    const random = seeded('test')
    const draws = Array.from({ length: 4_000 }, () => drawBeta(6, 14, random))
    expect(draws.reduce((sum, value) => sum + value, 0) / draws.length).toBeCloseTo(0.3, 1)
    expect(Math.min(...draws)).toBeGreaterThan(0)
    expect(Math.max(...draws)).toBeLessThan(1)
  })
})
