import type { ProductId } from '../../../contract/ids.ts'
import * as endpoints from '../../../contract/products.endpoints.ts'
import type { Product } from '../../../contract/products.schema.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import { sampleProducts } from '../sample-products.ts'
import type { MockState } from '../state.ts'

/** Products are the company's, not the one customer's: remembered here. */
export function productHandlers(state: MockState): MockHandler[] {
  const products = sampleProducts(state.now())
  const find = (id: string): Product => {
    const found = products.find(product => product.id === id)
    if (!found) throw new Refusal('not-found')
    return found
  }
  const refuseTaken = (codes: readonly string[], exceptId: string): void => {
    const owner = products.find(product => product.id !== exceptId && product.codes.some(code => codes.includes(code)))
    if (owner) throw new Refusal('invalid-value', `「${owner.codes.find(code => codes.includes(code))}」已经是「${owner.name}」的了，两个商品不能用同一个`, { field: 'codes' })
  }
  return [
    mock(endpoints.listProducts, ({ query }) => {
      const items = products.filter(product => [product.name, ...product.codes, ...product.titleWords].some(text => text.includes(query.q ?? '')))
      return { items, total: items.length, nextCursor: null, families: [{ value: 'nest', label: '燕窝' }, { value: 'fish_maw', label: '花胶' }, { value: 'other', label: '其他滋补' }] }
    }),
    mock(endpoints.listUnknownGoods, () => {
      const items = [{ code: 'RS-NEW-01', title: '林下参礼盒 30g', orders: 12, lastAt: state.now() }].filter(({ code }) => !products.some(product => product.codes.includes(code)))
      return { items, total: items.length }
    }),
    mock(endpoints.createProduct, ({ body }) => {
      refuseTaken(body.codes, '')
      const product = { ...body, id: state.nextId() as ProductId, version: 1, updatedAt: state.now(), updatedByName: state.sidebar.session.name }
      products.push(product)
      return product
    }),
    mock(endpoints.changeProduct, ({ params, body: { basedOn, facts } }) => {
      const product = find(params.id)
      if (product.version !== basedOn) throw new Refusal('state-conflict', '这个商品刚被别人改过，请看看现在的资料再改', product)
      refuseTaken(facts.codes ?? [], product.id)
      return Object.assign(product, { ...facts, version: product.version + 1, updatedAt: state.now(), updatedByName: state.sidebar.session.name })
    }),
    mock(endpoints.countProductReach, ({ params }) => ({ orders: find(params.id).isActive ? 34 : 0, customers: 21 })),
  ]
}
