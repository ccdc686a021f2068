import type { Product } from '../catalogue/catalogue-holder.ts'

/** Words of a title by which a line is work or postage rather than goods. */
const service = /^(送货|安装|上门|送装|邮费|运费|补邮|补运费|补差价|差价|补拍|定金|专拍|服务费|保价|延保|配送费)|(送货上门|上门安装|运费补差|补差价|邮费专拍|包装服务|代写(贺卡|卡片))/
const present = /赠品|赠送|^赠|试吃|试用装|小样|【赠】|\(赠\)|（赠）/

/** 送货, 安装, postage: never counts as goods. */
export const isServiceLine = (title: string): boolean => service.test(title.trim())

/** A present beside the goods: nothing was to be paid for it, or its title says so and nothing was paid. */
export function isPresentLine({ title, priceFen, paidFen }: { title: string, priceFen: number | null, paidFen: number | null }): boolean {
  if (priceFen === 0 && (paidFen ?? 0) === 0) return true
  return present.test(title) && (paidFen ?? 0) === 0
}

const codeKey = (code: string): string => code.trim().toLowerCase()
const titleKey = (title: string): string => title.normalize('NFKC').replace(/\s/g, '').toLowerCase()

/** Finds the product of a line: by merchant code, else by the longest word of its title that names one product only. Null: unknown, never guessed. */
export function productMatcher(products: readonly Product[]): (line: { code: string, title: string }) => Product | null {
  const byCode = new Map<string, Product | null>()
  for (const product of products) {
    for (const code of product.codes) byCode.set(codeKey(code), byCode.has(codeKey(code)) ? null : product)
  }
  const words = products.flatMap(product => product.titleWords.map(word => ({ word: titleKey(word), product }))).filter(({ word }) => word !== '')
    .sort((a, b) => b.word.length - a.word.length)
  return ({ code, title }) => {
    const coded = code === '' ? null : byCode.get(codeKey(code))
    if (coded) return coded
    const text = titleKey(title)
    const [longest, ...others] = words.filter(({ word }) => text.includes(word))
    if (!longest) return null
    return others.some(other => other.word.length === longest.word.length && other.product.id !== longest.product.id) ? null : longest.product
  }
}
