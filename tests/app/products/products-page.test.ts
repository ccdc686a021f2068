import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { productHandlers } from '../../../mock/api/handlers/products.ts'
import { sampleProducts } from '../../../mock/api/sample-products.ts'
import { mockState, type MockState } from '../../../mock/api/state.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'
import { until } from '../../support/app-customer.ts'

let app: VueWrapper
let state: MockState
const open = async (role: 'operator' | 'rep' | 'lead' | 'guide' = 'operator', path = '/products'): Promise<void> => { ({ app } = await openPage(path, { role })) }
beforeEach(() => {
  state = mockState()
  sessionStorage.setItem('zhike-sign-in-tried', '1')
  api.use(...productHandlers(state))
})
afterEach(() => app.unmount())

const seen = (words: string) => until(() => document.body.textContent?.includes(words))
const gone = (words: string) => until(() => !document.body.textContent?.includes(words))
const button = (words: string, within = 'body') => [...document.querySelectorAll<HTMLButtonElement>(`${within} button`)].find(each => each.textContent?.trim().startsWith(words))
const tap = async (words: string, within?: string) => {
  await until(() => button(words, within) && !button(words, within)!.disabled)
  button(words, within)!.click()
  await flushPromises()
}
const field = (name: string) => document.querySelector<HTMLInputElement>(`.sheet [name=${name}]`)!
const type = async (name: string, text: string) => {
  field(name).value = text
  field(name).dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
}
const problemBeside = (name: string): string => document.getElementById(field(name).getAttribute('aria-describedby') ?? '')?.textContent ?? ''

describe('who may not see products', () => {
  test.each(['rep', 'guide', 'lead'] as const)('a %s is told who can, and nothing is asked of the server', async (role) => {
    await open(role)
    await seen('只给运营和管理员')
  })

  test('a server that is away is said, and asked again by a tap', async () => {
    api.use(http.get('/api/products', () => HttpResponse.json({ code: 'database-away', message: '稍后' }, { status: 503 })))
    await open()
    await seen('没有回应')
    api.resetHandlers(...productHandlers(state))
    await tap('再试一次')
    await seen('干花胶 250g')
  })
})

describe('the page of products', () => {
  test('is reached from 我, lists products with what a pack lasts, and searches', async () => {
    await open('operator', '/me')
    await until(() => document.querySelector('a[href="#/products"]'))
    document.querySelector<HTMLAnchorElement>('a[href="#/products"]')!.click()
    await seen('一份吃 50 天 · 250 克，每天 5 克')
    const search = document.querySelector<HTMLInputElement>('input[type=search]')!
    search.value = '燕窝'
    search.dispatchEvent(new Event('input'))
    await gone('干花胶 250g')
    await seen('找到 1 个')
  })

  test('makes a product of goods that orders have and nobody knows', async () => {
    await open()
    await seen('1 种商品还没有资料')
    await tap('建资料')
    expect([field('name').value, field('codes').value]).toEqual(['林下参礼盒 30g', 'RS-NEW-01'])
    await tap('添加', '.sheet-foot')
    await seen('请选一个品类')
    await tap('其他滋补', '.sheet')
    await tap('添加', '.sheet-foot')
    await seen('已添加「林下参礼盒 30g」')
    await gone('还没有资料')
  })

  test('changes a product, says whom that reaches, and takes it back', async () => {
    await open()
    await tap('干花胶 250g')
    await seen('重新认 34 笔订单，重排 21 位客户')
    await type('daysOfSupply', '40')
    await tap('保存', '.sheet-foot')
    await seen('一份吃 40 天')
    await seen('已改好「干花胶 250g」')
    await tap('撤销')
    await seen('一份吃 50 天')
  })

  test('says beside the field what is wrong, by itself and in the server\'s words', async () => {
    await open()
    await tap('干花胶 250g')
    await type('packAmount', '一百')
    await type('daysOfSupply', '2.5')
    await tap('保存', '.sheet-foot')
    await until(() => problemBeside('packAmount'))
    expect([problemBeside('packAmount'), problemBeside('daysOfSupply'), field('packAmount').getAttribute('aria-invalid')]).toEqual(['要填大于 0 的数，或空着', '要填 1–1000 的整数，或空着', 'true'])
    await type('packAmount', '250')
    await type('daysOfSupply', '50')
    await type('codes', 'HJ-GH-250\nYW-JS-7015')
    await tap('保存', '.sheet-foot')
    await until(() => problemBeside('codes'))
    expect(problemBeside('codes')).toContain('已经是「即食燕窝 70g×15瓶」的了')
    expect(field('codes').value).toContain('YW-JS-7015')
  })

  test('keeps what was typed when a colleague was faster, and says so', async () => {
    await open()
    api.use(http.patch('/api/products/:id', () => HttpResponse.json({ code: 'state-conflict', message: '这个商品刚被何运营改过，请看看现在的资料再改', details: sampleProducts(state.now())[1] }, { status: 409 })))
    await tap('干花胶 250g')
    await type('name', '干花胶 250 克')
    await tap('保存', '.sheet-foot')
    await seen('刚被何运营改过')
    expect(field('name').value).toBe('干花胶 250 克')
  })
})
