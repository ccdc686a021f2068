import type { Product } from '../catalogue/catalogue-holder.ts'

/** What a pack of the product is, as its record has it. */
export type PackOf = Pick<Product, 'name' | 'titleWords' | 'packAmount' | 'unit' | 'daysOfSupply'>

/** Which unit holds which: a smaller one stands inside the larger. Units of one rank say nothing of each other. */
const ranks: Record<string, number> = { ...ranked(1, '粒片颗只枚支条块根朵勺'), ...ranked(2, '袋包瓶碗杯罐板筒桶'), ...ranked(3, '盒'), ...ranked(4, '箱提套组份件') }
function ranked(rank: number, units: string): Record<string, number> { return Object.fromEntries([...units].map(unit => [unit, rank])) }

/** Weights in grams, volumes in millilitres. */
const measures: Record<string, { of: 'g' | 'ml', times: number }> = {
  g: { of: 'g', times: 1 }, 克: { of: 'g', times: 1 }, kg: { of: 'g', times: 1000 }, 千克: { of: 'g', times: 1000 }, 公斤: { of: 'g', times: 1000 }, 斤: { of: 'g', times: 500 },
  ml: { of: 'ml', times: 1 }, 毫升: { of: 'ml', times: 1 }, l: { of: 'ml', times: 1000 }, 升: { of: 'ml', times: 1000 },
}

const digits: Record<string, number> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10 }
/** Presents: how many of which there are is not said. */
const offers = /买.*[送赠]|[送赠]\d|[加多]送|赠|第.件/
/** Choices, mixtures, and times that are no days. */
const choices = /任选|自选|混|组合|搭配|随机|\+|&|或|拼|周期|个月/
const cards = /(?:月|季|半年|年)卡/
/** Attributes that say something else, whatever figures they carry. */
const others = /^(口味|味道|颜色|配送|产地|年份|等级|级别|保质期|适用|品牌|型号|生产)[^:]*:/

type Factor = { kind: 'measure', of: 'g' | 'ml', amount: number } | { kind: 'count', unit: string, amount: number } | { kind: 'days', amount: number } | { kind: 'times', amount: number }

/**
 * How many packs of the product one piece of this specification is: 30天装*2, 500g*3盒, 70g*15瓶*2盒. 1 where it says nothing of amounts.
 * Null: it says something that cannot be read for certain (买2送1, or 3盒装 of a product whose record does not say what a box holds); never guessed.
 */
export function packsInSpec(spec: string, product: PackOf): number | null {
  const known = read.get(product) ?? new Map<string, number | null>()
  read.set(product, known)
  const before = known.get(spec)
  if (before !== undefined) return before
  if (known.size >= mostKept) known.clear()
  const packs = readSpec(spec, product)
  known.set(spec, packs)
  return packs
}

/** A shop has few specifications and many lines: each is read once for a product of the catalogue as it stands. */
const read = new WeakMap<PackOf, Map<string, number | null>>()
const mostKept = 500

function readSpec(spec: string, product: PackOf): number | null {
  const text = plain(spec)
  const parts = text.split(/[;,|、]/).filter(part => !others.test(part))
  if (offers.test(text) || parts.some(part => choices.test(part) || (cards.test(part) && !product.name.includes(cards.exec(part)![0])))) return null
  const readings = parts.flatMap(part => readingsOf(part, product))
  const counts = new Set(readings.filter(reading => reading !== 'silent'))
  const [only] = counts
  if (only === undefined) return 1
  return counts.size === 1 && only !== 'unclear' && only <= mostPacks ? only : null
}

const mostPacks = 100
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[\s,、]*\n[\s,、]*/g, ';').replace(/\s/g, '').replace(/[×x✕＊]/g, '*')
const sum = /(?:共|总计|合计)(.*)/

function readingsOf(part: string, product: PackOf): Reading[] {
  // 2盒(共60袋): what it comes to says it all.
  const text = sum.exec(part)?.[1] ?? part
  const readings = expressionsIn(text).map(factors => packsOf(factors, product))
  // 礼盒*2: twice of something that is not said. 50-60只: nobody knows how many.
  const rest = text.replace(expression, found => /^[\d.]+$/.test(found) ? found : ' ')
  return /\*\d/.test(rest) || /\d[-~至到]\d/.test(text) ? [...readings, 'unclear'] : readings
}

const number = String.raw`(?:\d+(?:\.\d+)?|[一二两三四五六七八九十](?=[盒瓶罐袋包支条碗板箱提套组份件]))`
const unit = `(?:千克|公斤|毫升|kg|ml|g|克|斤|l|升|天|[${Object.keys(ranks).join('')}])`
const term = `${number}(?:礼(?=盒))?${unit}?(?:装|量)?`
const expression = new RegExp(`${term}(?:\\*${term})*`, 'g')
const termParts = new RegExp(`^(${number})(?:礼(?=盒))?(${unit})?`)

/** Amounts joined by ×, each at its place. 30袋/盒 and 每盒30袋 say what a box holds: they belong to the number of boxes beside them. */
function expressionsIn(text: string): Factor[][] {
  const held = /(\d+)([袋包瓶支条粒片块碗只])\/([盒箱提袋])/.exec(text) ?? /每([盒箱提袋])(\d+)([袋包瓶支条粒片块碗只])/.exec(text)
  if (held) {
    const rest = text.replace(held[0], ' ')
    const [amount, inner, outer] = held[0].startsWith('每') ? [held[2]!, held[3]!, held[1]!] : [held[1]!, held[2]!, held[3]!]
    const boxes = new RegExp(`(${number})(?:礼(?=盒))?${outer}`).exec(rest)
    const each: Factor = { kind: 'count', unit: inner, amount: Number(amount) }
    return boxes ? [[each, { kind: 'count', unit: outer, amount: valueOf(boxes[1]!) }], ...expressionsIn(rest.replace(boxes[0], ' '))] : [[each], ...expressionsIn(rest)]
  }
  return [...text.matchAll(expression)].map(([found]) => found.split('*').flatMap(factorOf)).filter(factors => factors.length > 1 || factors.some(({ kind }) => kind !== 'times'))
}

const valueOf = (text: string): number => digits[text] ?? Number(text)

function factorOf(text: string): Factor[] {
  const parts = termParts.exec(text)
  if (!parts) return []
  const amount = valueOf(parts[1]!)
  const name = parts[2]
  if (name === undefined) return [{ kind: 'times', amount }]
  if (name === '天') return [{ kind: 'days', amount }]
  const measure = measures[name]
  return [measure ? { kind: 'measure', of: measure.of, amount: amount * measure.times } : { kind: 'count', unit: name, amount }]
}

type Reading = number | 'unclear' | 'silent'

/** One expression in packs. `silent`: it describes what is in a pack and has nothing to be held against. */
function packsOf(factors: readonly Factor[], product: PackOf): Reading {
  const outer = factors.filter(factor => factor.kind === 'times' || factor.kind === 'count')
  const days = factors.filter(({ kind }) => kind === 'days')
  if (days.length > 0) return days.length === factors.length - outer.length && product.daysOfSupply !== null ? whole(total(factors), product.daysOfSupply) : 'unclear'
  const own = measures[product.unit]
  if (product.packAmount !== null && own) return byMeasure(factors, product.packAmount * own.times, own.of)
  const counted = product.packAmount === null ? null : byCount(factors, product.packAmount, product.unit)
  return counted ?? byNamedMeasure(factors, product)
}

const total = (factors: readonly Factor[]): number => factors.reduce((product, { amount }) => product * amount, 1)
/** Whole packs only: half a pack of another size is another product. */
const whole = (amount: number, pack: number): Reading => amount >= pack && Math.abs(amount / pack - Math.round(amount / pack)) < 1e-9 ? Math.round(amount / pack) : 'unclear'

function byMeasure(factors: readonly Factor[], pack: number, of: 'g' | 'ml'): Reading {
  const own = factors.filter(factor => factor.kind === 'measure')
  if (own.length === 0) return onlyOne(factors)
  return own.length === 1 && own[0]!.of === of ? whole(total(factors), pack) : 'unclear'
}

/** By the product's own unit: what stands inside it does not count, what holds it multiplies. Null: the unit is not there. */
function byCount(factors: readonly Factor[], pack: number, unitName: string): Reading | null {
  const own = factors.filter(factor => factor.kind === 'count' && factor.unit === unitName)
  const hasMeasure = factors.some(({ kind }) => kind === 'measure')
  if (own.length === 0) {
    // 70g×7 of a product of seven bowls.
    const [, times] = factors
    return hasMeasure && factors.length === 2 && times?.kind === 'times' && times.amount === pack ? 1 : null
  }
  const beside = factors.filter(factor => factor.kind === 'count' && factor.unit !== unitName)
  const rank = ranks[unitName] ?? 0
  if (own.length > 1 || rank === 0 || beside.some(factor => factor.kind === 'count' && ranks[factor.unit] === rank)) return 'unclear'
  const holding = beside.filter(factor => factor.kind === 'count' && ranks[factor.unit]! > rank)
  return whole(total([...own, ...holding, ...factors.filter(({ kind }) => kind === 'times')]), pack)
}

/** By the weight that the product's name gives its pack (淡干海参 250g, not 70g×15瓶), times what follows it. */
function byNamedMeasure(factors: readonly Factor[], product: PackOf): Reading {
  const weighed = factors.filter(factor => factor.kind === 'measure')
  if (weighed.length === 0) return onlyOne(factors)
  const packs = [product.name, ...product.titleWords].flatMap(text => expressionsIn(plain(text))).filter(found => found.length === 1 && found[0]!.kind === 'measure')
  const rest = factors.filter(factor => factor.kind !== 'measure')
  // 500g*10只 says what is in it, not how often it comes.
  if (rest.some(factor => factor.kind === 'count' && (ranks[factor.unit] ?? 0) < 2)) return product.packAmount === null ? 'silent' : 'unclear'
  if (packs.length > 0) return weighed.length === 1 && packs.some(([pack]) => pack!.amount === weighed[0]!.amount) ? total(rest) : 'unclear'
  return rest.length === 0 || (product.packAmount === null && rest.every(({ kind }) => kind === 'count')) ? 'silent' : 'unclear'
}

/** Boxes alone: one is one; several may be several packs or one pack in several boxes. */
const onlyOne = (factors: readonly Factor[]): Reading => total(factors) === 1 ? 1 : 'unclear'
