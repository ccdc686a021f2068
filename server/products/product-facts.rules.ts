import type { ProductFacts } from '../../contract/products.schema.ts'

/** What is wrong with one field of a product, in Chinese with how to mend it. */
export interface FieldProblem { field: keyof ProductFacts, message: string }

interface NamedProduct { name: string, codes: readonly string[], titleWords: readonly string[] }
const key = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toLowerCase()

/** As it is kept: blanks at the ends gone, empty and doubled aliases left out, days of supply reckoned where only the amounts are given. */
export function tidyFacts(facts: ProductFacts): ProductFacts {
  const tidy = (aliases: readonly string[]): string[] => [...new Map(aliases.map(alias => alias.trim()).filter(alias => alias !== '').map(alias => [key(alias), alias])).values()]
  return {
    ...facts, name: facts.name.trim(), unit: facts.unit.trim(), storage: facts.storage.trim(), codes: tidy(facts.codes), titleWords: tidy(facts.titleWords),
    daysOfSupply: facts.daysOfSupply ?? daysOf(facts),
  }
}

/** Whole days that a pack lasts one person by its label; null where it does not say. */
export function daysOf({ packAmount, dailyAmount }: Pick<ProductFacts, 'packAmount' | 'dailyAmount'>): number | null {
  const days = packAmount === null || dailyAmount === null ? null : Math.round(packAmount / dailyAmount)
  return days !== null && days >= 1 && days <= 1000 ? days : null
}

/** The first thing that does not hold; null: all does. `others`: the other products in use, whose codes and words must stay theirs. */
export function problemOfFacts(facts: ProductFacts, families: readonly string[], others: readonly NamedProduct[]): FieldProblem | null {
  if (facts.name === '') return { field: 'name', message: '请填商品名' }
  if (!families.includes(facts.family)) return { field: 'family', message: '请选一个品类' }
  if (facts.titleWords.some(word => key(word).length < 2)) return { field: 'titleWords', message: '标题里的词至少两个字，太短会认错' }
  if ((facts.packAmount !== null || facts.dailyAmount !== null) && facts.unit === '') return { field: 'unit', message: '请填单位，比如 克、瓶' }
  const days = daysOf(facts)
  if (days !== null && facts.daysOfSupply !== null && Math.abs(days - facts.daysOfSupply) > Math.max(1, days * 0.1)) {
    return { field: 'daysOfSupply', message: `一份 ${facts.packAmount} ${facts.unit}、每天 ${facts.dailyAmount} ${facts.unit}，是 ${days} 天，和填的 ${facts.daysOfSupply} 天对不上` }
  }
  if (facts.deliveries !== null && (facts.daysOfSupply === null || facts.daysOfSupply < facts.deliveries)) {
    return { field: 'deliveries', message: facts.daysOfSupply === null ? '分几次配送的，要填一份一共吃几天' : `${facts.daysOfSupply} 天里送不了 ${facts.deliveries} 次，改天数或次数` }
  }
  return facts.isActive ? takenAlias(facts, others) : null
}

/** A code or word of two products would name neither. */
function takenAlias(facts: ProductFacts, others: readonly NamedProduct[]): FieldProblem | null {
  for (const field of ['codes', 'titleWords'] as const) {
    for (const alias of facts[field]) {
      const owner = others.find(other => other[field].some(theirs => key(theirs) === key(alias)))
      if (owner) return { field, message: `「${alias}」已经是「${owner.name}」的了，两个商品不能用同一个` }
    }
  }
  return null
}
