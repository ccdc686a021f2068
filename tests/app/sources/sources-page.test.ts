import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Source } from '../../../contract/sources.schema.ts'
import { importHandlers } from '../../../mock/api/handlers/imports.ts'
import { sourceHandlers } from '../../../mock/api/handlers/sources.ts'
import { mockState, type MockState } from '../../../mock/api/state.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'
import { until } from '../../support/app-customer.ts'

let app: VueWrapper
let state: MockState
let copied: string[]
const operator = { role: 'operator' as const, bridge: { copy: (text: string) => { copied.push(text); return Promise.resolve(true) } } }
const open = async (options: Parameters<typeof openPage>[1] = operator, path = '/sources'): Promise<void> => { ({ app } = await openPage(path, options)) }
beforeEach(() => {
  state = mockState()
  copied = []
  sessionStorage.setItem('zhike-sign-in-tried', '1')
  api.use(...sourceHandlers(state))
})
afterEach(() => app.unmount())

const seen = (words: string) => until(() => document.body.textContent?.includes(words))
const button = (words: string, within = 'body') => [...document.querySelectorAll<HTMLButtonElement>(`${within} button`)].find(each => each.textContent?.trim().startsWith(words))
const tap = async (words: string, within?: string) => {
  await until(() => button(words, within) && !button(words, within)!.disabled)
  button(words, within)!.click()
  await flushPromises()
}
const type = async (name: string, text: string) => {
  const field = document.querySelector<HTMLInputElement>(`.sheet [name=${name}]`)!
  field.value = text
  field.dispatchEvent(new Event('input'))
  await flushPromises()
}
const aSource = (change: Partial<Source> = {}): Source => ({
  id: 'webhook', kind: 'webhook', label: '小程序商城', platform: 'webhook', shop: '', isEnabled: true, address: 'https://zhike.example.com/api/webhooks/orders/webhook',
  secrets: [{ hint: 'AbC=', createdAt: state.now(), validUntil: null }], lastReceivedAt: null, lastDoneAt: null, lastError: null, lastErrorAt: null, waiting: 0, failed: 0, ...change,
})

describe('who may not see sources', () => {
  test.each(['rep', 'guide', 'lead'] as const)('a %s is told who can, and nothing is asked of the server', async (role) => {
    await open({ role })
    await seen('只给运营和管理员')
  })

  test('a server that is away is said, and asked again by a tap', async () => {
    api.use(http.get('/api/sources', () => HttpResponse.json({ code: 'database-away', message: '稍后' }, { status: 503 })))
    await open()
    await seen('没有回应')
    api.resetHandlers(...sourceHandlers(state))
    await tap('再试一次')
    await seen('添加来源')
  })
})

describe('the page of sources', () => {
  test('is reached from the imports', async () => {
    api.use(...importHandlers(state))
    await open(operator, '/imports')
    await until(() => document.querySelector('a[href="#/sources"]'))
    document.querySelector<HTMLAnchorElement>('a[href="#/sources"]')!.click()
    await seen('添加来源')
  })

  test('adds a shop of one\'s own, shows its secret once, and copies it', async () => {
    await open()
    await tap('添加来源')
    expect(button('添加', '.sheet-foot')!.disabled).toBe(true)
    await type('label', '小程序商城')
    await tap('添加', '.sheet-foot')
    await seen('密钥只显示这一次')
    await tap('复制密钥')
    await tap('复制地址')
    expect(copied).toEqual(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'https://zhike.example.com/api/webhooks/orders/webhook'])
    await tap('已经存好了')
    await until(() => !document.querySelector('.sheet'))
    await seen('还没有收到过')
    expect(document.body.textContent).not.toContain('whsec_')
  })

  test('asks for the keys of a platform, and keeps what was typed when the server refuses', async () => {
    await open()
    await tap('添加来源')
    await tap('聚水潭拉取')
    await type('label', '聚水潭')
    await type('appKey', 'my-appKey')
    expect(button('添加', '.sheet-foot')!.disabled).toBe(true)
    await type('appSecret', 'my-appSecret')
    await type('accessToken', 'my-token')
    state.sources.push(aSource({ label: '聚水潭' }))
    await tap('添加', '.sheet-foot')
    await seen('已经有叫「聚水潭」的来源')
    expect(document.querySelector<HTMLInputElement>('.sheet [name=accessToken]')!.value).toBe('my-token')
    await type('label', '聚水潭二')
    await tap('添加', '.sheet-foot')
    await seen('还没有取过')
    expect(state.sources.at(-1)).toMatchObject({ kind: 'jushuitan', label: '聚水潭二' })
  })

  test('rotates: the old secret is said with its end; ending it at once is warned about', async () => {
    state.sources.push(aSource())
    await open()
    await tap('更换密钥')
    await tap('立刻停用')
    await seen('都会被拒收')
    await tap('再用 3 天')
    await tap('生成新密钥')
    await seen('whsec_C2FVsBQIhrscChlQIMV')
    await tap('已经存好了')
    await seen('旧密钥 …AbC= 用到')
    expect(state.sources[0]!.secrets).toHaveLength(2)
  })

  test('switches off and on', async () => {
    state.sources.push(aSource())
    await open()
    await tap('停用')
    await seen('推来的会被拒收')
    await tap('启用')
    await until(() => state.sources[0]!.isEnabled && button('停用'))
  })

  test('shows what went wrong and what failed, and tries it again', async () => {
    state.sources.push(aSource({ kind: 'youzan', label: '有赞', failed: 3, waiting: 2, lastDoneAt: '2026-06-15T01:00:00.000Z', lastErrorAt: '2026-06-15T01:30:00.000Z', lastError: '有赞拒绝了请求：token 已过期' }))
    await open()
    await seen('出错：有赞拒绝了请求：token 已过期')
    await seen('3 条没处理成')
    await tap('再试失败的')
    await until(() => state.sources[0]!.failed === 0)
    await seen('5 条已收下')
  })

  test('shows orders that lead to several people, with all of them', async () => {
    state.ambiguousOrders.push({
      orderId: '1', platform: 'jd', shop: '', orderNo: '301234567890', placedAt: '2026-06-10T00:00:00.000Z', paidFen: 39_800, recipient: '王** 138****5678',
      candidates: [{ externalUserId: 'a', name: '王小满', ownerName: '陈晓', foundBy: 'phone' }, { externalUserId: 'b', name: '满满妈', ownerName: null, foundBy: 'phone' }],
    })
    await open()
    await seen('可能是 王小满（陈晓）·同一手机号，满满妈·同一手机号')
  })
})
