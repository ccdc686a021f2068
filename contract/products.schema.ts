import Type, { type Static } from 'typebox'
import type { ProductId } from './ids.ts'
import { Cursor, idOf, Instant, line, orNull, words } from './schema.ts'

/** What the law calls it: decides which words may be said of it. */
export const foodClasses = ['food', 'food_medicine', 'ginseng_food', 'health_food', 'infant_formula'] as const
export type FoodClass = (typeof foodClasses)[number]
/** What keeping and cooking it asks for, by season. */
export const productNeeds = ['keep_dry', 'refrigerate', 'freeze', 'avoid_heat', 'soak', 'stew', 'winter_serving'] as const
export type ProductNeed = (typeof productNeeds)[number]

const aliases = () => Type.Array(line(60, 1), { maxItems: 30, uniqueItems: true })
const amount = () => orNull(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 }))

/** What an operator says of a product. */
const given = {
  name: line(60, 1),
  /** A key of the company's families. */
  family: line(40, 1),
  /** Merchant and specification codes of order exports. */
  codes: aliases(),
  /** Any one of these in a title (blanks aside) names this product. */
  titleWords: aliases(),
  /** What one pack holds, and what one person takes a day by the label; both in `unit`. */
  packAmount: amount(),
  dailyAmount: amount(),
  unit: line(8),
  /** Whole days that one pack lasts one person; null: made from pack and daily amount, else unknown. */
  daysOfSupply: orNull(Type.Integer({ minimum: 1, maximum: 1000 })),
  /** One pack comes in this many deliveries, evenly over its days of supply (月卡, 季卡); null: all at once. */
  deliveries: orNull(Type.Integer({ minimum: 2, maximum: 60 })),
  foodClass: words(foodClasses),
  storage: line(200),
  needs: Type.Array(words(productNeeds), { maxItems: productNeeds.length, uniqueItems: true }),
  /** A sample or present: named, never counted as supply. */
  isSample: Type.Boolean(),
  /** Off: no new orders are recognised as it, and nothing is reckoned from it. */
  isActive: Type.Boolean(),
}
export const ProductFacts = Type.Object(given, { additionalProperties: false })
export type ProductFacts = Static<typeof ProductFacts>

export const Product = Type.Object({ id: idOf<ProductId>(), ...given, version: Type.Integer(), updatedAt: Instant, updatedByName: orNull(Type.String()) })
export type Product = Static<typeof Product>

/** Goods of recent orders that no product names. */
export const UnknownGoods = Type.Object({ code: Type.String(), title: Type.String(), orders: Type.Integer(), lastAt: Instant })
export type UnknownGoods = Static<typeof UnknownGoods>

const params = Type.Object({ id: idOf<ProductId>() })
const writing = ['not-signed-in', 'not-allowed', 'invalid-value', 'wrong-origin', 'idempotency-mismatch'] as const

export const listProductsWire = {
  summary: 'Products by name; `q` looks in names, codes and title words',
  query: Type.Object({ q: Type.Optional(line(60)), cursor: Type.Optional(Cursor) }),
  reply: Type.Object({
    items: Type.Array(Product), total: Type.Integer(), nextCursor: orNull(Cursor),
    families: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
  }),
  errors: ['not-signed-in', 'not-allowed', 'bad-request'],
} as const
export const listUnknownGoodsWire = {
  summary: 'Goods of the latest orders that no product names, the most bought first',
  reply: Type.Object({ items: Type.Array(UnknownGoods), total: Type.Integer() }), errors: ['not-signed-in', 'not-allowed'],
} as const
export const createProductWire = {
  summary: 'Add a product; orders that it names are recognised by a job. `details.field` says which field was refused',
  body: ProductFacts, reply: Product, errors: writing,
} as const
export const changeProductWire = {
  summary: 'Change a product; its orders are recognised anew and their customers planned anew by a job. `state-conflict` carries it as it now is', params,
  body: Type.Object({ basedOn: Type.Integer(), facts: Type.Partial(ProductFacts) }, { additionalProperties: false }),
  reply: Product, errors: [...writing, 'not-found', 'state-conflict'],
} as const
export const countProductReachWire = {
  summary: 'Whom a change of the product reaches: orders with it and their customers', params,
  reply: Type.Object({ orders: Type.Integer(), customers: Type.Integer() }), errors: ['not-signed-in', 'not-allowed', 'not-found'],
} as const
