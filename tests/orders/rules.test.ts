import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Product } from '../../server/catalogue/catalogue-holder.ts'
import { addressKey, maskedRecipient, regionOf } from '../../server/orders/address.rules.ts'
import { isPresentLine, isServiceLine, productMatcher } from '../../server/orders/product.rules.ts'
import { gapsOf, leftWords, supplyLeft, usualGapDays, type SupplyQuestion } from '../../server/orders/supply.rules.ts'
import { decideUse, surnameOf, type UseEvidence, type UseHistory } from '../../server/orders/use.rules.ts'

const evidence = (parts: Partial<UseEvidence> = {}): UseEvidence => ({ isGiftOrder: false, buyerNote: '', sellerNote: '', titles: [], phoneHash: null, recipientHash: 'her', addressHash: 'home', surname: '王', ...parts })
const history = (recipients: Record<string, number> = { her: 4 }, addresses: Record<string, number> = { home: 4 }, own: string[] = []): UseHistory =>
  ({ ownPhones: new Set(own), recipientCounts: new Map(Object.entries(recipients)), addressCounts: new Map(Object.entries(addresses)), surnames: new Map([['her', '王'], ['mum', '王'], ['friend', '李']]) })

describe('bought for whom', () => {
  it.each([
    [evidence({ isGiftOrder: true }), 'gift', '有礼物单号'], [evidence({ buyerNote: '麻烦放张贺卡' }), 'gift', '贺卡'], [evidence({ titles: ['燕窝', '礼品包装袋加购'] }), 'gift', '礼品包装'],
    [evidence({ buyerNote: '给妈妈买的' }), 'relative', '给妈妈'], [evidence({ sellerNote: '寄给我婆婆' }), 'relative', '婆婆'],
  ])('follows what was said', (given, use, reason) => {
    const decision = decideUse(given, history())
    expect(decision.use).toBe(use)
    expect(decision.reason).toContain(reason)
  })

  it.each(['妈妈吃的，要软一点', '给 老 妈\n的', '孝敬公婆', '寄给我婆婆家', '家里老人在吃'])('reads %j as for relatives', note =>
    expect(decideUse(evidence({ buyerNote: note }), history())).toMatchObject({ use: 'relative' }))

  it.each(['给孩子的老师', '不是给妈妈的', '不是给妈妈的，自己吃'])('does not read %j as for relatives', note =>
    expect(decideUse(evidence({ buyerNote: note }), history()).use).not.toBe('relative'))

  it('takes wishes of the buyer for a present, not the shop\'s own politeness nor wishes for its business', () => {
    expect(decideUse(evidence({ buyerNote: '卡片写：祝您生日快乐' }), history())).toMatchObject({ use: 'gift' })
    expect(decideUse(evidence({ sellerNote: '祝您生活愉快' }), history())).toMatchObject({ use: 'self' })
    expect(decideUse(evidence({ buyerNote: '祝你们生意兴隆' }), history())).toMatchObject({ use: 'self' })
    expect(decideUse(evidence({ buyerNote: '不用礼袋' }), history())).toMatchObject({ use: 'self' })
  })

  it('guesses relatives by repetition and surname, and says that it is a guess', () => {
    const twice = decideUse(evidence({ recipientHash: 'mum', addressHash: 'far' }), history({ her: 6, mum: 2 }, { home: 6, far: 2 }))
    expect(twice).toEqual({ use: 'relative', reason: '第 2 次寄给这位收件人，和常用收件人同姓「王」，可能是家里人' })
    expect(decideUse(evidence({ recipientHash: 'friend', addressHash: 'far', surname: '李' }), history({ her: 6, friend: 2 }, { home: 6, far: 2 }))).toMatchObject({ use: 'gift' })
    expect(decideUse(evidence({ recipientHash: 'friend', addressHash: 'far', surname: '李' }), history({ her: 6, friend: 1 }, { home: 6, far: 3 }))).toMatchObject({ use: 'relative', reason: '已是第 3 次寄到这个地址，可能是家里人' })
    expect(decideUse(evidence({ recipientHash: 'mum', addressHash: 'far', surname: null }), history({ her: 6, mum: 2 }, { home: 6, far: 2 }))).toMatchObject({ use: 'gift' })
    expect(['王** 139****1234', '王*', 'Tom**', '****1234', null].map(surnameOf)).toEqual(['王', '王', null, null, null])
  })

  it('does not take 不要礼盒 for a present', () => {
    expect(decideUse(evidence({ buyerNote: '不是送礼，不要礼盒包装' }), history())).toMatchObject({ use: 'self' })
  })

  it('weighs the parcel against her other parcels, and says when it cannot know', () => {
    expect(decideUse(evidence({ phoneHash: 'p' }), history({ her: 1 }, {}, ['p']))).toEqual({ use: 'self', reason: '收件手机是客户本人的' })
    expect(decideUse(evidence(), history({ her: 1 }))).toMatchObject({ use: 'unknown' })
    expect(decideUse(evidence({ recipientHash: null }), history())).toMatchObject({ use: 'unknown' })
    expect(decideUse(evidence(), null)).toEqual({ use: 'unknown', reason: '还没有对上客户' })
    expect(decideUse(evidence({ recipientHash: 'other', addressHash: 'far' }), history({ her: 4, other: 1 }, { home: 4, far: 1 }))).toMatchObject({ use: 'gift' })
    expect(decideUse(evidence({ recipientHash: 'other' }), history({ her: 4, other: 1 }))).toMatchObject({ use: 'self', reason: '收件人不同，但寄到常用地址' })
    expect(decideUse(evidence({ recipientHash: 'mum', addressHash: 'mum' }), history({ her: 6, mum: 3 }, { home: 6, mum: 3 }))).toMatchObject({ use: 'relative' })
    expect(decideUse(evidence({ recipientHash: 'a', addressHash: 'a' }), history({ a: 1, b: 1, c: 1 }, { a: 1, b: 1, c: 1 }))).toMatchObject({ use: 'unknown' })
  })
})

describe('what a line is', () => {
  const product = (id: string, codes: string[], titleWords: string[]): Product =>
    ({ id, name: id, family: 'x', codes, titleWords, packAmount: null, dailyAmount: null, unit: '', daysOfSupply: 30, deliveries: null, foodClass: 'food', storage: '', needs: [] })
  const find = productMatcher([product('nest', ['YW-1'], ['燕窝']), product('nest-gift', ['YW-2'], ['燕窝礼盒']), product('mushroom', ['X'], ['灵芝']), product('spores', ['X'], ['孢子'])])

  it('is told by its code, else by the longest word of its title, else unknown', () => {
    expect(find({ code: ' yw-1 ', title: '随便' })?.id).toBe('nest')
    expect(find({ code: '', title: '即食 燕窝 礼盒 6 瓶' })?.id).toBe('nest-gift')
    expect(find({ code: 'unknown', title: '即食燕窝' })?.id).toBe('nest')
    expect(find({ code: 'X', title: '海参' })).toBeNull()
    expect(find({ code: '', title: '灵芝孢子粉' })).toBeNull()
  })

  it('is service, a present beside the goods, or goods', () => {
    expect(['送货上门服务', '补差价专拍链接', '运费', '礼盒包装服务 代写卡片'].map(isServiceLine)).toEqual([true, true, true, true])
    expect(['即食燕窝', '海参送礼盒装'].map(isServiceLine)).toEqual([false, false])
    expect(isPresentLine({ title: '保温杯', priceFen: 0, paidFen: null })).toBe(true)
    expect(isPresentLine({ title: '赠品 小样', priceFen: 1000, paidFen: 0 })).toBe(true)
    expect(isPresentLine({ title: '赠品 小样', priceFen: 1000, paidFen: 1000 })).toBe(false)
  })
})

describe('an address', () => {
  it.each([
    ['浙江省 杭州市 西湖区 文三路', '浙江 杭州'], ['浙江省杭州市西湖区', '浙江 杭州'], ['上海市浦东新区', '上海'], ['上海 上海市 徐汇区', '上海'], ['内蒙古自治区呼和浩特市', '内蒙古 呼和浩特'],
    ['广西壮族自治区 南宁市', '广西 南宁'], ['新疆维吾尔自治区 伊犁哈萨克自治州', '新疆 伊犁哈萨克'], ['吉林省吉林市', '吉林 吉林'], ['Tokyo', null], ['', null],
  ])('%s lies in %s', (address, region) => expect(regionOf(address)).toBe(region))
  it('written otherwise is the same', () => expect(addressKey('文三路 1 号，（东门）')).toBe(addressKey('文三路1号(东门)')))
  it('shows no more of a recipient than it may', () => {
    expect(maskedRecipient('欧阳小满', '18618486065', '6065')).toBe('欧** 186****6065')
    expect([maskedRecipient('张**', null, '6065'), maskedRecipient('', null, null)]).toEqual(['张** ****6065', null])
  })
})

describe('what is left', () => {
  it('is said in words where a range of days would be nonsense', () => {
    expect([[0, 1], [0, 2], [0, 3], [12, 18]].map(([min, max]) => leftWords({ min: min!, max: max! }))).toEqual(['应该已经吃完了', '今天前后吃完', '大约还剩 0–3 天', '大约还剩 12–18 天'])
  })

  const now = new Date('2026-06-15T10:00:00+08:00')
  const days = (count: number): Date => new Date(now.getTime() - count * 86_400_000)
  const question = (parts: Partial<SupplyQuestion> = {}): SupplyQuestion => ({
    purchase: { productName: '燕窝', daysOfSupply: 30, packs: 2, deliveries: null, boughtAt: days(13), signedAt: days(10) }, takers: 1, gapDays: [], usualSupplyDays: null, shopMedianGapDays: 40, correction: null, now, ...parts,
  })

  it('counts from the parcel and by the people who take it', () => {
    expect(supplyLeft(question())).toMatchObject({ leftDays: { min: 41, max: 59 }, reason: '2 份 × 30 天，1 人吃，收货约 10 天' })
    expect(supplyLeft(question({ takers: 2 })).leftDays).toEqual({ min: 11, max: 29 })
    expect(supplyLeft(question({ takers: null })).leftDays).toEqual({ min: 11, max: 59 })
  })

  it('counts a card by its calendar: deliveries to come, a range, no matter who takes it', () => {
    const card = (elapsed: number, takers: number | null = 1) => supplyLeft(question({
      purchase: { productName: '鲜炖月卡', daysOfSupply: 28, packs: 1, deliveries: 4, boughtAt: days(elapsed + 2), signedAt: days(elapsed) }, takers, gapDays: [9, 9],
    }))
    expect(card(10)).toMatchObject({ leftDays: { min: 16, max: 27 }, reason: '分 4 次配送，每 7 天一次，第一次收货约 10 天，大约还有 2–3 次没送' })
    expect(card(10, 3)).toEqual(card(10))
    expect(card(60).reason).toContain('应该都送完了')
  })

  it('listens to her own rhythm and to what she said', () => {
    const habit = supplyLeft(question({ gapDays: [25, 25, 25, 25], usualSupplyDays: 60 }))
    expect(habit.leftDays.min).toBeLessThan(20)
    expect(habit.reason).toContain('按她的习惯约 29 天再买')
    expect(supplyLeft(question({ correction: { leftDays: 20, correctedAt: days(5) } }))).toMatchObject({ leftDays: { min: 12, max: 18 }, reason: '客户说还能吃 20 天' })
    expect(supplyLeft(question({ correction: { leftDays: 20, correctedAt: days(50) } })).reason).not.toContain('客户说')
  })

  it('learns from a known rhythm whether one or two take it, where nobody said', () => {
    const left = (gapDays: number[]) => supplyLeft(question({ purchase: { productName: '海参', daysOfSupply: 20, packs: 2, deliveries: null, boughtAt: days(17), signedAt: days(15) }, takers: null, gapDays })).leftDays
    expect(left([22, 22])).toEqual({ min: 0, max: 31 })
    expect(left([22, 22, 22, 22, 22, 22])).toEqual({ min: 3, max: 17 })
    expect(left([90, 90, 90]).max).toBeGreaterThan(50)
  })

  it('is always a range, never before today, and never less with more packs', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 12 }), fc.option(fc.integer({ min: 1, max: 5 })), fc.integer({ min: 0, max: 900 }), fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 8 }),
      (daysOfSupply, packs, takers, ago, gapDays) => {
        const left = (count: number) => supplyLeft(question({ purchase: { productName: 'x', daysOfSupply, packs: count, deliveries: null, boughtAt: days(ago), signedAt: null }, takers, gapDays })).leftDays
        const one = left(packs)
        expect(one.min).toBeGreaterThanOrEqual(0)
        expect(one.max).toBeGreaterThan(one.min)
        expect(left(packs + 1).max).toBeGreaterThanOrEqual(one.max)
      }))
  })

  it('knows the usual gap from two purchase days on', () => {
    expect(usualGapDays(['2026-01-01'], 40)).toBeNull()
    expect(usualGapDays(['2026-01-01', '2026-02-10', '2026-02-10'], 40)).toBe(40)
    expect(gapsOf(['2026-03-01', '2026-01-01'])).toEqual([59])
  })
})
