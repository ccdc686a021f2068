import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import products from '../../catalogue/products.json' with { type: 'json' }
import { goods } from '../../mock/world/goods.ts'
import { packsInSpec, type PackOf } from '../../server/orders/pack-count.rules.ts'
import { familyInUse, supplyEnd, supplyOf } from '../../server/reminders/supply-end.rules.ts'
import { ago, anOrderFact, catalogue, factsOf, now } from '../server/contact/facts.ts'

const pack = (name: string, packAmount: number | null, unit: string, daysOfSupply = 15): PackOf => ({ name, titleWords: [], packAmount, unit, daysOfSupply })
const nest = pack('即食燕窝 70g×15瓶', 15, '瓶', 15)
const dry = pack('干燕盏 50g', 50, '克', 20)
const cucumber = pack('即食海参 500g（10只）', 10, '只', 10)
const powder = pack('西洋参粉 2g×30袋', 30, '袋', 30)
const box = pack('阿胶固元膏', 1, '盒', 30)
const daysOnly = pack('石斛粉', null, '', 30)
const fresh = pack('鲜炖燕窝月卡 45g×30瓶', 30, '瓶', 30)

describe('packs in a specification', () => {
  it.each<[PackOf, string, number]>([
    // Nothing of amounts: one.
    [nest, '', 1], [nest, '口味:冰糖', 1], [nest, '礼盒装', 1], [nest, '2026新款', 1], [nest, '适用年龄:3岁以上', 1], [nest, '配送:4次;口味:原味', 1],
    // The pack itself, however it is written.
    [nest, '70g*15瓶', 1], [nest, '口味:木糖醇;规格:70g×15瓶', 1], [nest, '70克 x 15 瓶', 1], [nest, '７０ｇ＊１５瓶', 1], [nest, '15瓶', 1], [nest, '口味:冰糖+红枣;规格:15瓶', 1],
    [dry, '50g', 1], [dry, '规格:50克', 1], [cucumber, '500g(10只)', 1], [cucumber, '500g', 1], [cucumber, '约10只', 1], [powder, '2g*30袋', 1], [powder, '1盒', 1], [powder, '1盒(30袋)', 1], [fresh, '月卡', 1],
    // More than one.
    [nest, '30瓶', 2], [nest, '70g*15瓶*2盒', 2], [nest, '70g*15瓶x3', 3], [nest, '2盒*15瓶', 2], [dry, '50g*3盒', 3], [dry, '500g', 10], [dry, '0.1kg', 2], [dry, '1斤', 10], [dry, '25g*2罐', 1],
    [cucumber, '500g*2袋', 2], [cucumber, '20只', 2], [powder, '2g*30袋*3盒', 3], [powder, '3盒(30袋/盒)', 3], [powder, '每盒30袋 2盒装', 2], [powder, '2盒(共60袋)', 2],
    [box, '3盒装', 3], [box, '两盒装', 2], [box, '1盒', 1], [box, '规格:六盒', 6], [box, '2提*3盒', 6],
    // The days are on the label.
    [daysOnly, '30天装', 1], [daysOnly, '30天装*2', 2], [daysOnly, '60天', 2], [daysOnly, '30天量×3盒', 3], [nest, '30天装*2', 4],
    // Without amounts in the record, what is in a pack is only described.
    [daysOnly, '2g*30袋', 1], [daysOnly, '60g', 1],
  ])('%j: %s is %i', (product, spec, packs) => expect(packsInSpec(spec, product)).toBe(packs))

  it.each<[PackOf, string]>([
    [nest, '买2送1'], [nest, '70g*15瓶 买二送一'], [nest, '15瓶+送5瓶'], [nest, '15瓶 加送2瓶'], [nest, '15瓶(赠勺)'], [nest, '第二件半价 15瓶'], [nest, '任选2盒'], [nest, '燕窝15瓶+花胶10碗'], [nest, '15瓶或30瓶'],
    // Several boxes of a product whose record says nothing of boxes: several packs, or one in several boxes.
    [nest, '3盒装'], [powder, '2盒'], [dry, '2盒装'], [nest, '15瓶(2盒)'], [nest, '礼盒*2'], [powder, '30袋/盒,共3盒'], [daysOnly, '3盒装'], [daysOnly, '60g*2'], [cucumber, '3份'],
    // Another size, half of one, contradictions.
    [nest, '6瓶'], [nest, '20瓶'], [dry, '75g'], [dry, '30g'], [cucumber, '1000g'], [cucumber, '500g*8块'], [powder, '30条'], [powder, '10袋*2罐'], [nest, '15瓶;30瓶'], [daysOnly, '20天装'], [daysOnly, '45天'], [nest, '50-60瓶'], [nest, '15瓶*999'],
    // Months have no number of days; a card of another product.
    [daysOnly, '3个月装'], [nest, '月卡'], [fresh, '季卡'], [daysOnly, '周期购'],
  ])('%j: %s is not known', (product, spec) => expect(packsInSpec(spec, product)).toBeNull())

  it('takes every product of the starter catalogue and the demo shop as one of itself', () => {
    const known = new Map(products.flatMap(product => product.codes.map(code => [code, product] as const)))
    const read = Object.values(goods).flatMap(({ code, title, spec }) => {
      const product = known.get(code)
      return product ? [[title, spec, packsInSpec(spec, product)]] : []
    })
    expect(read.length).toBeGreaterThan(15)
    expect(read.filter(([, , packs]) => packs !== 1)).toEqual([])
    for (const product of products) expect([product.name, packsInSpec(product.name.replace(/^[^\d]*/, ''), product)]).toEqual([product.name, 1])
  })

  it('reads n of a product\'s own unit as n ÷ its pack, whole or not at all', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 3000 }), fc.constantFrom('瓶', '袋', '只', '块', '盒'), (amount, count, unit) => {
      const packs = count / amount
      expect(packsInSpec(`规格:${count}${unit}`, pack('某品', amount, unit))).toBe(Number.isInteger(packs) && packs <= 100 ? packs : null)
    }))
  })

  it('answers anything with a whole number from 1 to 100 or not at all', () => {
    const word = fc.constantFrom('3', '盒', '瓶', '*', 'x', '装', '70g', '共', '每', '/', '(', ')', '买', '送', '天', '两', ';', ':', '克', '+', '口味', '15', '.', ' ')
    fc.assert(fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      for (const product of [nest, dry, daysOnly, box]) {
        const packs = packsInSpec(words.join(''), product)
        expect(packs === null || (Number.isInteger(packs) && packs >= 1 && packs <= 100)).toBe(true)
      }
    }))
  })
})

describe('what is left', () => {
  const line = anOrderFact().lines[0]!
  const of = (...lines: Partial<typeof line>[]) => factsOf({ supplyOrder: anOrderFact({ paidAt: ago({ days: 10 }), signedAt: ago({ days: 8 }), lines: lines.map(each => ({ ...line, quantity: 1, ...each })) }) })
  const left = (...lines: Parameters<typeof of>) => supplyOf(of(...lines), catalogue, now)

  it('counts the packs of a specification times the pieces', () => {
    expect(supplyEnd(of({ spec: '70g*15瓶*2盒', quantity: 2 }), catalogue)).toMatchObject({ packDays: 60 })
    expect(left({ spec: '70g*15瓶*2盒' })?.reason).toContain('2 份 × 15 天')
    expect(left({ spec: '70g*15瓶*2盒' })?.leftDays.max).toBeGreaterThan(left({ spec: '70g*15瓶' })?.leftDays.max ?? 0)
  })

  it('is not said of goods whose packs nobody can tell, whatever else was bought of them; other goods of the order speak', () => {
    expect(left({ spec: '买2送1' })).toBeNull()
    expect(left({ spec: '3盒装' }, { spec: '70g*15瓶' })).toBeNull()
    expect(left({ spec: '3盒装' }, { spec: '50g', productId: 'nest-dry-50' })).toMatchObject({ productName: '干燕盏 50g' })
    // What she takes is known all the same.
    expect(familyInUse(of({ spec: '买2送1' }), catalogue)).toBe('nest')
  })
})
