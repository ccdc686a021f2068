import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Router } from 'vue-router'
import type { Import } from '../../../contract/imports.schema.ts'
import { importHandlers } from '../../../mock/api/handlers/imports.ts'
import { mockState, type MockState } from '../../../mock/api/state.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'
import { until } from '../../support/app-customer.ts'

class QuietObserver { observe() {} disconnect() {} }

let app: VueWrapper
let router: Router
async function open(...options: Parameters<typeof openPage>): Promise<void> {
  ({ app, router } = await openPage(...options))
}
beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', QuietObserver)
  sessionStorage.setItem('zhike-sign-in-tried', '1')
  api.use(...importHandlers(mockState()))
})
afterEach(() => {
  app.unmount()
  vi.unstubAllGlobals()
})

const seen = (words: string) => until(() => document.querySelector('main')?.textContent?.includes(words))
const text = (selector: string) => document.querySelector(selector)?.textContent
const tap = async (words: string) => {
  const button = () => [...document.querySelectorAll('button')].find(each => each.textContent?.trim().startsWith(words) && !each.disabled)
  await until(button)
  button()!.click()
  await flushPromises()
}
/** One second at the pace of `openPage`. */
const pollMs = 10
const operator = { role: 'operator' } as const

/** A back end that has read one import; `change` is what the server does to it meanwhile. */
function withImport(changes: Partial<Import> = {}): { state: MockState, id: string, change: (to: Partial<Import>) => void } {
  const state = mockState()
  api.use(...importHandlers(state))
  const id = 'e0000000-0000-4000-8000-000000000009'
  const made: Import = {
    id: id as never, status: 'previewed', sources: [{ name: '订单.csv', platform: 'taobao', level: 'order' }, { name: '随手记.csv', platform: null, level: null }],
    counts: { rows: 12, orders: 10, lines: 12, created: 9, updated: 1, unchanged: 0, problems: 1, notes: 2 }, noteKinds: [{ code: 'unknown-product', count: 1 }, { code: 'masked-phone', count: 1 }], previewGoods: [], preview: [], progress: { done: 0, total: 12, rowsPerSecond: null },
    problems: [{ file: '订单.csv', line: 7, column: '订单编号', code: 'damaged-id', message: '订单编号成了科学计数，请重新导出' }], failure: null, createdAt: state.now(), ...changes,
  }
  state.imports.push(made)
  return { state, id, change: to => Object.assign(made, to) }
}
async function choose(...names: string[]): Promise<void> {
  const dropped = new Event('drop', { bubbles: true, cancelable: true })
  Object.assign(dropped, { dataTransfer: { files: names.map(name => new File(['订单编号\n1'], name, { type: 'text/csv' })) } })
  document.querySelector('.drop')!.dispatchEvent(dropped)
  await flushPromises()
}

describe('who may not import', () => {
  test.each(['rep', 'guide', 'lead'] as const)('a %s is told who can, and nothing is asked of the server', async (role) => {
    await open('/imports/e0000000-0000-4000-8000-000000000009', { role })
    expect(text('.state p')).toContain('只给运营和管理员')
    expect([...document.querySelectorAll('.nav-link')].map(link => link.textContent?.trim())).toEqual(['今日', '客户', '我'])
  })

  test('an operator has it in the bar', async () => {
    await open('/imports', operator)
    expect([...document.querySelectorAll('.nav-link')].map(link => link.textContent?.trim())).toContain('导入')
  })

  test('a role that was taken away meanwhile is said', async () => {
    api.use(http.get('/api/imports/:id', () => HttpResponse.json({ code: 'not-allowed', message: '不行' }, { status: 403 })))
    await open('/imports/x', operator)
    await seen('你的身份不能看这一页')
  })
})

describe('an upload', () => {
  test('that the server refuses keeps the files and shows its words', async () => {
    api.use(http.post('/api/imports', () => HttpResponse.json({ code: 'unsupported-file', message: '这是旧版 .xls，请另存为 .xlsx 再上传' }, { status: 415 })))
    await open('/imports', operator)
    await choose('订单.xls')
    await tap('上传并预览')
    await seen('这是旧版 .xls，请另存为 .xlsx 再上传')
    expect(text('.item b')).toBe('订单.xls')
  })

  test('that finds no server says that the files are still there', async () => {
    api.use(http.post('/api/imports', () => HttpResponse.error()))
    await open('/imports', operator)
    await choose('订单.csv')
    await tap('上传并预览')
    await seen('文件还在下面')
    expect(text('.item b')).toBe('订单.csv')
  })

  test('takes each file once, gives one back, and keeps to twelve', async () => {
    await open('/imports', operator)
    await choose('a.csv', 'b.csv')
    await choose('a.csv')
    await tap('去掉')
    expect([...document.querySelectorAll('.item b')].map(name => name.textContent)).toEqual(['b.csv'])
    await choose(...Array.from({ length: 12 }, (_, at) => `${at}.csv`))
    expect(document.querySelectorAll('.item')).toHaveLength(12)
    await seen('一次最多 12 个文件')
  })

  test('goes to the preview, whose id stands in the route', async () => {
    api.use(...importHandlers(mockState()))
    await open('/imports', operator)
    await choose('订单.csv', '明细.csv')
    await tap('上传并预览 2 个文件')
    await seen('读好了，还没有写入')
    expect(router.currentRoute.value.params.id).toMatch(/^e0000000/)
    await seen('前 1 单会这样存')
  })
})

describe('past imports', () => {
  test('stand below the upload, each with its files, who, when and what came of it, and open their report', async () => {
    const { id, state, change } = withImport()
    state.imports.push({ ...state.imports[0]!, id: 'e0000000-0000-4000-8000-000000000010' as never, status: 'done', sources: [{ name: '只有一份.csv', platform: 'jd', level: 'line' }] })
    state.imports.unshift({ ...state.imports[0]!, id: 'e0000000-0000-4000-8000-000000000011' as never, status: 'reading', failure: '上传没有完成，请重新上传', sources: [] })
    change({ status: 'failed', failure: '《订单.csv》：没有认出' })
    await open('/imports', operator)
    await seen('最近导入')
    const rows = [...document.querySelectorAll('[aria-label="最近导入"] li')].map(row => row.textContent)
    for (const words of ['只有一份.csv', '京东', '何运营', '导入完成', '新增 9', '更新 1', '1 行没读进去']) expect(rows[0]).toContain(words)
    expect(rows[2]).toContain('正在上传，或没有传完')
    for (const words of ['订单.csv 等 2 个文件', '没有导入']) expect(rows[1]).toContain(words)
    expect(rows[1]).not.toContain('新增')
    document.querySelectorAll<HTMLElement>('[aria-label="最近导入"] a')[1]!.click()
    await seen('没有认出')
    expect(router.currentRoute.value.params.id).toBe(id)
  })

  test('that can\'t be read leave the upload usable', async () => {
    let isAway = true
    api.use(http.get('/api/imports', () => isAway ? HttpResponse.json({ code: 'database-away', message: '稍后' }, { status: 503 }) : HttpResponse.json({ items: [], nextCursor: null, total: 0 })))
    await open('/imports', operator)
    await seen('以前的导入没读到')
    await seen('选择文件')
    isAway = false
    await tap('再试一次')
    await until(() => !document.querySelector('[aria-label="最近导入"]'))
  })
})

describe('an import', () => {
  test('that is gone says so and begins anew', async () => {
    api.use(...importHandlers(mockState()))
    await open('/imports/none', operator)
    await seen('没有找到这次导入')
    await tap('重新导入')
    await seen('选择文件')
  })

  test('shows what was recognised, the counts, each problem with its place, and the file of what failed', async () => {
    const { id } = withImport()
    await open(`/imports/${id}`, operator)
    await seen('淘宝天猫 · 订单表')
    for (const words of ['没认出是哪个平台', '订单.csv · 第 7 行 · 订单编号', '订单编号成了科学计数，请重新导出', '1 行没读进去']) expect(document.querySelector('main')!.textContent).toContain(words)
    expect([...document.querySelectorAll('.figures b')].map(figure => figure.textContent)).toEqual(['12', '10', '9', '1', '0'])
    expect(document.querySelector('.import-link')!.getAttribute('href')).toBe(`/api/imports/${id}/failed`)
  })

  test('unfolds what was taken with a remark, of all kinds or of one', async () => {
    const { id } = withImport()
    await open(`/imports/${id}`, operator)
    await seen('2 处照收但有说明')
    expect(document.querySelector('[aria-label="照收的说明"]')).toBeNull()
    await tap('2 处照收但有说明')
    await seen('手机号被平台打码，不用来匹配客户')
    expect(document.querySelectorAll('[aria-label="照收的说明"] li')).toHaveLength(2)
    await tap('手机号打了码 1')
    await until(() => document.querySelectorAll('[aria-label="照收的说明"] li').length === 1)
    expect(text('[aria-label="照收的说明"] li')).toContain('订单.csv · 第 2 行 · 联系手机')
    await tap('2 处照收但有说明')
    await until(() => !document.querySelector('[aria-label="照收的说明"]'))
  })

  test('is written with progress, and nobody asks any more when it is done', async () => {
    const { id, change, state } = withImport()
    let asked = 0
    api.use(
      http.post('/api/imports/:id/commit', () => { change({ status: 'committing', progress: { done: 3_000, total: 12_000, rowsPerSecond: 3_000 } }); return HttpResponse.json(state.imports[0], { status: 202 }) }),
      http.get('/api/imports/:id', () => { asked++; return HttpResponse.json(state.imports[0]) }),
    )
    await open(`/imports/${id}`, operator)
    await tap('写入 10 单')
    await seen('已写入 3,000/12,000 行 · 每秒 3,000 行 · 约剩 3 秒')
    const before = asked
    await until(() => asked > before + 1)
    const timers = vi.spyOn(globalThis, 'setTimeout')
    const polls = () => timers.mock.calls.filter(([, ms]) => ms === pollMs).length
    await until(() => polls() > 0)
    change({ status: 'done', progress: { done: 12_000, total: 12_000, rowsPerSecond: 3_000 } })
    await seen('导入完成')
    const atEnd = { polls: polls(), asked }
    await flushPromises()
    await flushPromises()
    expect({ polls: polls(), asked }).toEqual(atEnd)
    timers.mockRestore()
    await tap('再导入一批')
    expect(router.currentRoute.value.fullPath).toBe('/imports')
  })

  test('that somebody else settled refuses in the server\'s words and shows how it stands', async () => {
    const { id, change } = withImport()
    api.use(http.post('/api/imports/:id/commit', () => { change({ status: 'cancelled' }); return HttpResponse.json({ code: 'state-conflict', message: '这次导入已经取消' }, { status: 409 }) }))
    await open(`/imports/${id}`, operator)
    await tap('写入 10 单')
    await seen('这次导入已经取消')
    await until(() => text('.import-title') === '已取消')
  })

  test('is cancelled while it is written', async () => {
    const { id } = withImport({ status: 'committing' })
    await open(`/imports/${id}`, operator)
    await tap('取消导入')
    await seen('取消前已写入的订单会保留')
  })

  test('goes on being asked for after an answer was lost, and keeps what was shown', async () => {
    const { id, state } = withImport({ status: 'committing' })
    let turn = 0
    api.use(http.get('/api/imports/:id', () => ++turn === 2 ? HttpResponse.json({ code: 'database-away', message: '稍后' }, { status: 503 }) : HttpResponse.json(state.imports[0])))
    await open(`/imports/${id}`, operator)
    await seen('没读到最新进度')
    expect(text('.import-title')).toBe('正在写入')
    await until(() => turn > 3 && !document.querySelector('.error-line'))
  })
})
