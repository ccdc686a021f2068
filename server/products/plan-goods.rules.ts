import type { Product, ProductFacts } from '../../contract/products.schema.ts'
import type { GoodsDraft } from '../orders/drafts.ts'
import { problemOfFacts, tidyFacts } from './product-facts.rules.ts'

/** The rows of one product. */
export interface GoodsGroup { key: string, goods: GoodsDraft[] }

export interface GoodsPlan {
  writes: { product: Product | null, facts: ProductFacts }[]
  unchanged: number
  refused: { key: string, message: string }[]
}

const inOrder = (facts: ProductFacts): string => JSON.stringify(Object.entries(facts).sort(([a], [b]) => a < b ? -1 : 1))
const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
const factsOf = ({ id: _id, version: _version, updatedAt: _at, updatedByName: _by, ...facts }: Product): ProductFacts => facts

/**
 * What a goods file does to the products: a row is the product that has one of its codes, else the one of its name, else a new one. What it leaves
 * empty stays; codes and title words are added. Rows that contradict each other, or another product, are refused. The same for preview and commit.
 */
export function planGoods(groups: readonly GoodsGroup[], products: readonly Product[], families: readonly { value: string, label: string }[]): GoodsPlan {
  const plan: GoodsPlan = { writes: [], unchanged: 0, refused: [] }
  const standing = new Map<string, { name: string, codes: readonly string[], titleWords: readonly string[] }>(products.filter(({ isActive }) => isActive).map(product => [product.id, product]))
  const taken = new Set<string>()
  for (const { key, goods: [row, other] } of groups) {
    if (!row) continue
    const refuse = (message: string): void => void plan.refused.push({ key, message })
    const found = products.filter(product => row.codes.some(code => product.codes.some(theirs => same(theirs, code))))
    const [product = products.find(({ name }) => same(name, row.name)), second] = found
    if (other) refuse(`「${row.codes[0] ?? row.name}」在表里有好几行，请只留一行`)
    else if (second) refuse(`这些编码分别是「${found[0]!.name}」和「${second.name}」的，请分成两行`)
    else if (product && taken.has(product.id)) refuse(`「${product.name}」在表里有好几行，请只留一行`)
    else {
      const facts = tidyFacts(merged(row, product ? factsOf(product) : null, families))
      const id = product?.id ?? `new ${key}`
      const problem = problemOfFacts(facts, families.map(({ value }) => value), [...standing].filter(([other]) => other !== id).map(([, names]) => names))
      if (problem) refuse(problem.field === 'family' ? `品类「${row.family}」没有，可以填：${families.map(({ label }) => label).join('、')}` : problem.message)
      else {
        if (product && inOrder(facts) === inOrder(factsOf(product))) plan.unchanged++
        else plan.writes.push({ product: product ?? null, facts })
        taken.add(id)
        standing.set(id, facts)
      }
    }
  }
  return plan
}

function merged(row: GoodsDraft, before: ProductFacts | null, families: readonly { value: string, label: string }[]): ProductFacts {
  const named = families.find(({ value, label }) => same(label, row.family) || same(value, row.family))
  // Without a family of its own a new product takes the one that its name tells, else the last (其他).
  const guessed = families.find(({ label }) => row.name.includes(label)) ?? families.at(-1)
  const union = (theirs: readonly string[], more: readonly string[]): string[] => [...theirs, ...more.filter(alias => !theirs.some(known => same(known, alias)))]
  const hasAmounts = row.packAmount !== null || row.dailyAmount !== null
  return {
    name: row.name, family: row.family !== '' ? named?.value ?? '' : before?.family ?? guessed?.value ?? '',
    codes: union(before?.codes ?? [], row.codes), titleWords: union(before?.titleWords ?? [], row.titleWords),
    packAmount: row.packAmount ?? before?.packAmount ?? null, dailyAmount: row.dailyAmount ?? before?.dailyAmount ?? null, unit: row.unit || before?.unit || '',
    daysOfSupply: row.daysOfSupply ?? (hasAmounts ? null : before?.daysOfSupply ?? null), deliveries: row.deliveries ?? before?.deliveries ?? null, foodClass: before?.foodClass ?? 'food', storage: row.storage || before?.storage || '',
    needs: before?.needs ?? [], isSample: before?.isSample ?? false, isActive: before?.isActive ?? true,
  }
}
