import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Product, ProductFacts } from '../../../contract/products.schema.ts'
import type { Sidebar } from '../../../contract/customers.schema.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { matchProducts } from '../../../server/products/match-products.ts'
import { aCustomer, anOrder, aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen' })
  await aRep(server.db, { userId: 'operator-he', role: 'operator', name: '何运营' })
  await aCustomer(server.db, { externalUserId: 'wmA', followedBy: ['rep-chen'] })
})
afterAll(() => server.close())

const facts = (change: Partial<ProductFacts> = {}): ProductFacts => ({
  name: '林下参礼盒 30g', family: 'ginseng', codes: [], titleWords: [], packAmount: null, dailyAmount: null, unit: '', daysOfSupply: null, deliveries: null,
  foodClass: 'ginseng_food', storage: '', needs: [], isSample: false, isActive: true, ...change,
})
const as = (userId = 'operator-he') => server.as(userId)
const create = (change: Partial<ProductFacts>) => as()('POST', '/api/products', facts(change))
const created = async (change: Partial<ProductFacts>): Promise<Product> => (await create(change)).json<Product>()
const change = (product: Pick<Product, 'id' | 'version'>, wish: Partial<ProductFacts>) => as()('PATCH', `/api/products/${product.id}`, { basedOn: product.version, facts: wish })
const changed = async (product: Product, wish: Partial<ProductFacts>): Promise<Product> => (await change(product, wish)).json<Product>()
const lineOf = async (orderId: string) => (await server.db.selectFrom('orderLine').select('productId').where('orderId', '=', Number(orderId)).executeTakeFirstOrThrow()).productId
const supply = async () => (await server.as('rep-chen')('GET', '/api/customers/wmA/sidebar')).json<Sidebar>().orders.supply
/** What the jobs that were queued do to the orders; who is planned anew by them. */
async function settle(): Promise<string[]> {
  const ids = new Set(server.queued.flatMap(({ name, payload }) => name === 'match-products' ? (payload as { productIds: string[] }).productIds : []))
  server.queued.length = 0
  await matchProducts(server.context, { productIds: [...ids] })
  return server.queued.flatMap(({ name, payload }) => name === 'replan-customers' ? (payload as { externalUserIds: string[] }).externalUserIds : [])
}

describe('products', () => {
  it('are nobody\'s but operators\' and admins\'', async () => {
    const rep = as('rep-chen')
    for (const reply of [
      await rep('GET', '/api/products'), await rep('GET', '/api/products/unknown'), await rep('POST', '/api/products', facts()),
      await rep('PATCH', '/api/products/nest-dry-50', { basedOn: 1, facts: { name: '别的' } }), await rep('GET', '/api/products/nest-dry-50/reach'),
    ]) expect(reply.json()).toMatchObject({ code: 'not-allowed' })
    expect((await as()('GET', '/api/products/none/reach')).statusCode).toBe(404)
    expect((await as()('PATCH', '/api/products/none', { basedOn: 1, facts: {} })).statusCode).toBe(404)
    expect((await as()('GET', '/api/products?cursor=x')).json()).toMatchObject({ code: 'bad-request' })
  })

  it('are refused with the field and how to mend it', async () => {
    const refusal = async (wish: Partial<ProductFacts>) => (await create(wish)).json<{ code: string, message: string, details: { field: string } }>()
    expect(await refusal({ name: '   ' })).toMatchObject({ code: 'invalid-value', message: '请填商品名', details: { field: 'name' } })
    expect(await refusal({ family: 'cars' })).toMatchObject({ details: { field: 'family' } })
    expect(await refusal({ codes: ['yw-yz-050 '] })).toMatchObject({ message: expect.stringContaining('已经是「干燕盏 50g」的了') as string, details: { field: 'codes' } })
    expect(await refusal({ titleWords: ['参'] })).toMatchObject({ details: { field: 'titleWords' } })
    expect(await refusal({ packAmount: 100 })).toMatchObject({ details: { field: 'unit' } })
    expect(await refusal({ packAmount: 100, dailyAmount: 2.5, unit: '克', daysOfSupply: 30 })).toMatchObject({ message: expect.stringContaining('是 40 天') as string, details: { field: 'daysOfSupply' } })
    expect(await refusal({ deliveries: 4 })).toMatchObject({ message: '分几次配送的，要填一份一共吃几天', details: { field: 'deliveries' } })
    expect(await refusal({ deliveries: 12, daysOfSupply: 7 })).toMatchObject({ message: '7 天里送不了 12 次，改天数或次数' })
    expect((await as()('POST', '/api/products', { ...facts(), daysOfSupply: 0 })).statusCode).toBe(422)
    expect(await server.db.selectFrom('audit').selectAll().execute()).toEqual([])
  })

  it('come by name, page after page, each once, and are found by name, code or word', async () => {
    await server.db.insertInto('product').values(Array.from({ length: 230 }, (_, at) => ({ id: `p${at}`, name: `试品${at % 7}`, family: 'other', packAmount: null, dailyAmount: null, daysOfSupply: null, updatedAt: new Date(0) }))).execute()
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: Product[], total: number, nextCursor: string | null } = (await as()('GET', `/api/products?q=${encodeURIComponent('试品')}${cursor && `&cursor=${cursor}`}`)).json()
      expect(page.total).toBe(230)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect([seen.length, new Set(seen).size]).toEqual([230, 230])
    const found = async (q: string) => (await as()('GET', `/api/products?q=${encodeURIComponent(q)}`)).json<{ items: Product[] }>().items.map(({ name }) => name)
    expect(await found('yw-yz-100')).toEqual(['干燕盏 100g'])
    expect(await found('燕盏100')).toEqual(['干燕盏 100g'])
    expect(await found('100% %')).toEqual([])
    await server.db.deleteFrom('product').where('name', 'like', '试品%').execute()
  })
})

describe('goods that no product names', () => {
  it('stand in a list, and become a product whose orders are recognised and whose buyers are planned anew', async () => {
    const orderId = await anOrder(server.db, { externalUserId: 'wmA', paidAt: new Date('2026-06-10T10:00:00+08:00'), lines: [{ title: '林下参礼盒 30g 送礼', code: 'RS-LX-30', quantity: 1 }] })
    await anOrder(server.db, { externalUserId: null, lines: [{ title: '送货上门', isService: true }, { title: '赠品杯子', isGift: true }] })
    expect((await as()('GET', '/api/products/unknown')).json()).toMatchObject({ total: 1, items: [{ code: 'RS-LX-30', title: '林下参礼盒 30g 送礼', orders: 1 }] })
    expect(await supply()).toBeNull()
    const product = await created({ codes: [' RS-LX-30', 'rs-lx-30'], packAmount: 30, dailyAmount: 1, unit: '克' })
    expect(product).toMatchObject({ codes: ['rs-lx-30'], daysOfSupply: 30, version: 1, updatedByName: '何运营' })
    expect(await settle()).toEqual(['wmA'])
    expect(await lineOf(orderId)).toBe(product.id)
    expect(await supply()).toMatchObject({ productName: '林下参礼盒 30g' })
    expect((await as()('GET', '/api/products/unknown')).json()).toMatchObject({ total: 0 })
    expect((await as()('GET', `/api/products/${product.id}/reach`)).json()).toEqual({ orders: 1, customers: 1 })
    expect(await server.db.selectFrom('audit').select(['action', 'userId']).execute()).toEqual([{ action: 'product-created', userId: 'operator-he' }])
  })

  it('follow every change: another amount, a sample, off, and a code that was wrong', async () => {
    const [line] = await server.db.selectFrom('orderLine').select(['orderId', 'productId']).where('code', '=', 'RS-LX-30').execute()
    const start = (await as()('GET', '/api/products?q=RS-LX')).json<{ items: Product[] }>().items[0]!
    const before = (await supply())!
    const longer = await changed(start, { packAmount: 90 })
    expect(longer).toMatchObject({ daysOfSupply: 90, version: 2 })
    expect(await settle()).toEqual(['wmA'])
    expect((await supply())!.leftDays.max).toBeGreaterThan(before.leftDays.max)
    const sample = await changed(longer, { isSample: true })
    expect(await supply()).toBeNull()
    const off = await changed(sample, { isSample: false, isActive: false })
    await settle()
    expect([await supply(), await lineOf(String(line!.orderId))]).toEqual([null, start.id])
    const on = await changed(off, { isActive: true, codes: ['RS-OTHER'] })
    await settle()
    expect(await lineOf(String(line!.orderId))).toBeNull()
    // Undo writes what was before.
    expect(await changed(on, { codes: ['RS-LX-30'] })).toMatchObject({ version: 6 })
    await settle()
    expect(await lineOf(String(line!.orderId))).toBe(start.id)
    expect(await supply()).toMatchObject({ productName: '林下参礼盒 30g' })
  })

  it('are refused when somebody else was faster, with the product as it is; the same again changes nothing', async () => {
    const product = (await as()('GET', '/api/products?q=RS-LX')).json<{ items: Product[] }>().items[0]!
    expect((await change({ ...product, version: 1 }, { name: '晚了' })).json()).toMatchObject({ code: 'state-conflict', message: expect.stringContaining('何运营') as string, details: { version: 6, name: '林下参礼盒 30g' } })
    server.queued.length = 0
    expect(await changed(product, { name: '林下参礼盒 30g ' })).toMatchObject({ version: 6 })
    expect(server.queued).toEqual([])
  })
})
