import type { FoodClass, Product, ProductFacts, ProductNeed, UnknownGoods } from '../../../contract/products.schema.ts'

export const foodClassWords: Record<FoodClass, string> = { food: '普通食品', food_medicine: '药食同源', ginseng_food: '人参类食品', health_food: '保健食品', infant_formula: '婴幼儿奶粉' }
export const needWords: Record<ProductNeed, string> = { keep_dry: '防潮', refrigerate: '冷藏', freeze: '冷冻', avoid_heat: '避热', soak: '泡发', stew: '炖煮', winter_serving: '冬令' }
export const allFoodClasses = Object.keys(foodClassWords) as FoodClass[]
export const allNeeds = Object.keys(needWords) as ProductNeed[]

export const figureText = (count: number): string => count.toLocaleString('zh-CN')

/** 一份吃 15 天 · 15 瓶，每天 1 瓶. */
export function supplyText({ daysOfSupply, deliveries, packAmount, dailyAmount, unit, isSample }: Product): string {
  if (isSample) return '样品，不算存量'
  const days = daysOfSupply === null ? '没填一份吃几天' : `一份吃 ${daysOfSupply} 天${deliveries === null ? '' : `，分 ${deliveries} 次送`}`
  return packAmount === null || dailyAmount === null ? days : `${days} · ${packAmount} ${unit}，每天 ${dailyAmount} ${unit}`
}

type AmountField = 'packAmount' | 'dailyAmount' | 'daysOfSupply' | 'deliveries'
/** The fields as they are typed. */
export type Typed = Omit<ProductFacts, 'codes' | 'titleWords' | 'packAmount' | AmountField> & Record<'codes' | 'titleWords' | AmountField, string>
export type FieldProblems = Partial<Record<keyof ProductFacts, string>>

const joined = (aliases: readonly string[]): string => aliases.join('\n')
const split = (text: string): string[] => [...new Set(text.split(/[\n,，、;；]/).map(alias => alias.trim()).filter(Boolean))]
const shown = (amount: number | null): string => amount === null ? '' : String(amount)
const amountOf = (text: string): number | null => text.trim() === '' ? null : Number(text)

export function typedOf({ name, family, codes, titleWords, packAmount, dailyAmount, unit, daysOfSupply, deliveries, foodClass, storage, needs, isSample, isActive }: ProductFacts): Typed {
  return {
    name, family, codes: joined(codes), titleWords: joined(titleWords), packAmount: shown(packAmount), dailyAmount: shown(dailyAmount), unit, daysOfSupply: shown(daysOfSupply),
    deliveries: shown(deliveries), foodClass, storage, needs: [...needs], isSample, isActive,
  }
}

export const factsOf = (typed: Typed): ProductFacts => ({
  ...typed, name: typed.name.trim(), unit: typed.unit.trim(), storage: typed.storage.trim(), codes: split(typed.codes), titleWords: split(typed.titleWords),
  packAmount: amountOf(typed.packAmount), dailyAmount: amountOf(typed.dailyAmount), daysOfSupply: amountOf(typed.daysOfSupply), deliveries: amountOf(typed.deliveries),
})

/** A new product, empty or begun from goods of the orders. */
export const emptyFacts = (goods?: UnknownGoods): ProductFacts => ({
  name: (goods?.title ?? '').slice(0, 60), family: '', codes: goods?.code ? [goods.code.slice(0, 60)] : [], titleWords: goods && !goods.code ? [goods.title.slice(0, 60)] : [],
  packAmount: null, dailyAmount: null, unit: '', daysOfSupply: null, deliveries: null, foodClass: 'food', storage: '', needs: [], isSample: false, isActive: true,
})

/** What is wrong before anything is sent; the server says the rest beside its field. */
export function problemsOf(facts: ProductFacts): FieldProblems {
  const problems: FieldProblems = {}
  if (facts.name === '') problems.name = '请填商品名'
  if (facts.family === '') problems.family = '请选一个品类'
  for (const field of ['codes', 'titleWords'] as const) {
    if (facts[field].length > 30) problems[field] = '最多 30 个'
    if (facts[field].some(alias => alias.length > 60)) problems[field] = '有一个太长了，最多 60 个字'
  }
  for (const field of ['packAmount', 'dailyAmount'] as const) {
    const amount = facts[field]
    if (amount !== null && !(amount > 0 && amount <= 100_000)) problems[field] = '要填大于 0 的数，或空着'
  }
  const days = facts.daysOfSupply
  if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= 1000)) problems.daysOfSupply = '要填 1–1000 的整数，或空着'
  const { deliveries } = facts
  if (deliveries !== null && !(Number.isInteger(deliveries) && deliveries >= 2 && deliveries <= 60)) problems.deliveries = '要填 2–60 的整数，一次送完的空着'
  return problems
}

/** Only what differs: what a colleague changed beside it stays. */
export function differing(facts: ProductFacts, before: ProductFacts): Partial<ProductFacts> {
  return Object.fromEntries(Object.entries(facts).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof ProductFacts])))
}
