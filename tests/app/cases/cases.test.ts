import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { fenOf } from '../../../src/features/cases/case-change.ts'
import type { MockState } from '../../../mock/api/state.ts'
import { cleanPages, find, openCustomer, sheet, tap, textOf, toastText, type, undo, until, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

async function register(summary = '收到两瓶碎了'): Promise<MockState> {
  const state = await openCustomer()
  await tap('更多')
  await tap('登记投诉、退货、换货')
  await type('怎么回事', summary)
  await tap('登记投诉')
  await until(() => toastText() === '登记了投诉')
  await untilText('.card-title', '投诉没处理完')
  return state
}
const handle = async (): Promise<void> => {
  find('.fv-card [data-do=handle-case]')!.click()
  await untilText('.sheet-title', '给方案：投诉')
}
const saveMeans = async (): Promise<void> => { find('.sheet form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })) }

describe('opening a case', () => {
  test('turns the card red at once, hides what sells, and can be taken back', async () => {
    const state = await register()
    expect(state.cases).toMatchObject([{ kind: 'complaint', summary: '收到两瓶碎了' }])
    expect(find('.card-title')!.className).toContain('tone-urgent')
    expect(textOf('.fv-card')).not.toContain('发补货话术')
    await undo()
    await until(() => state.cases.length === 0)
    await untilText('.card-title', '该补货了')
  })

  test('that the server refuses keeps what was typed and says why', async () => {
    await openCustomer()
    api.use(http.post('/api/customers/:id/cases', () => HttpResponse.json({ code: 'state-conflict', message: '这位客户还有一件没结的售后，请先处理那一件' }, { status: 409 })))
    await tap('更多')
    await tap('登记投诉、退货、换货')
    await tap('换货')
    await type('怎么回事', '口味拿错了')
    await tap('登记换货')
    await untilText('.sheet', '这位客户还有一件没结的售后')
    expect(find('.sheet textarea')).toHaveProperty('value', '口味拿错了')
  })
})

describe('给方案', () => {
  test('sends the apology after an edit', async () => {
    const state = await register()
    await handle()
    expect(sheet()).toContain('王姐，实在对不起，我马上给您处理。')
    await tap('改一改再发')
    await type('要发的话', '王姐，实在对不起，今天就补发。')
    await tap('发到聊天')
    await until(() => state.sends[0]?.outcome === 'sent')
    expect(state.sends).toMatchObject([{ scriptId: 'sorry', text: '王姐，实在对不起，今天就补发。' }])
  })

  test('records what was offered, with note and amount, in order', async () => {
    const state = await register()
    await handle()
    await tap('退差价')
    await type('金额（元）', '49.5')
    await type('补充', '客户同意')
    await saveMeans()
    await untilText('.sheet .rows', '退差价 ¥49.50')
    await tap('补发')
    await saveMeans()
    await untilText('.sheet .rows', '补发')
    expect(state.cases[0]?.means).toMatchObject([{ means: 'refund_difference', note: '客户同意', amountFen: 4950 }, { means: 'resend', amountFen: null }])
  })

  test('says when an amount is none, and records nothing', async () => {
    const state = await register()
    await handle()
    await tap('退差价')
    await type('金额（元）', '五十')
    await saveMeans()
    expect(sheet()).toContain('金额填 0 到 100000 元')
    expect(state.cases[0]?.means).toEqual([])
  })

  test('keeps what was typed when it can\'t be saved', async () => {
    await register()
    await handle()
    api.use(http.patch('/api/cases/:caseId', () => HttpResponse.json({ code: 'database-away', message: '稍后再试。' }, { status: 503 })))
    await tap('退差价')
    await type('金额（元）', '50')
    await saveMeans()
    await untilText('.sheet', '稍后再试。')
    expect(find('.sheet form input')).toHaveProperty('value', '50')
  })

  test('takes back what was recorded twice by mistake, and the undo brings it back', async () => {
    const state = await register()
    await handle()
    for (const note of ['客户同意', '又点了一次']) {
      await tap('退差价')
      await type('补充', note)
      await saveMeans()
      await untilText('.sheet .rows', note)
    }
    document.querySelectorAll<HTMLElement>('.sheet [aria-label="记错了：退差价"]')[1]!.click()
    await until(() => toastText() === '去掉了退差价')
    expect(state.cases[0]?.means).toMatchObject([{ note: '客户同意' }])
    await undo()
    await untilText('.sheet .rows', '又点了一次')
    expect(state.cases[0]?.means).toHaveLength(2)
  })

  test('offers the undo at once, after which the same is recorded anew', async () => {
    const state = await register()
    await handle()
    const record = async (): Promise<void> => {
      await tap('补发')
      await saveMeans()
      await until(() => toastText() === '记下了补发')
    }
    await record()
    await undo()
    await until(() => state.cases[0]?.means.length === 0)
    const keys = new Set<string | null>()
    api.use(http.patch('/api/cases/:caseId', ({ request }) => { keys.add(request.headers.get('idempotency-key')) }))
    await record()
    await undo()
    await until(() => state.cases[0]?.means.length === 0)
    await record()
    expect([state.cases[0]?.means.length, keys.size]).toEqual([1, 2])
  })

  test('that was taken back by a colleague meanwhile says so', async () => {
    await register()
    await handle()
    await tap('补发')
    await saveMeans()
    await untilText('.sheet .rows', '补发')
    api.use(http.delete('/api/cases/:caseId/means/:at', () => HttpResponse.json({ code: 'not-found', message: '这一笔已经去掉了' }, { status: 404 })))
    find('.sheet [aria-label^=记错了]')!.click()
    await untilText('.sheet', '这一笔已经去掉了')
  })

  test('keeps what was filled in until it is recorded', async () => {
    await register()
    await handle()
    await tap('退差价')
    await type('金额（元）', '49.5')
    await type('补充', '等她回话')
    await type('结案说明', '快了')
    await tap('关闭')
    await until(() => sheet() === '')
    await handle()
    const values = () => [...document.querySelectorAll<HTMLInputElement>('.sheet input')].map(({ value }) => value)
    expect(values()).toEqual(['49.5', '等她回话', '快了'])
    await saveMeans()
    await untilText('.sheet .rows', '退差价 ¥49.50')
    await tap('关闭')
    await until(() => sheet() === '')
    await handle()
    expect(values()).toEqual(['快了'])
  })

  test('closes the case, and the undo opens it again', async () => {
    const state = await register()
    await handle()
    await type('结案说明', '客户认可了')
    await tap('处理完了，结案')
    await until(() => toastText() === '投诉结案了')
    expect(state.cases[0]).toMatchObject({ closeNote: '客户认可了' })
    await untilText('.card-title', '该补货了')
    await undo()
    await untilText('.card-title', '投诉没处理完')
  })
})

describe('售后记录', () => {
  test('lists what there was and opens a closed one again', async () => {
    const state = await register()
    state.cases[0]!.closedAt = '2026-06-15T10:00:00.000Z'
    await tap('更多')
    await tap('售后记录')
    await untilText('.sheet', '投诉 · 已结案')
    expect(sheet()).toContain('收到两瓶碎了')
    await tap('重新打开')
    await until(() => toastText() === '重新打开了')
    expect(state.cases[0]?.closedAt).toBeNull()
  })

  test('says so where there was none, and begins one', async () => {
    await openCustomer()
    await tap('更多')
    await tap('售后记录')
    await untilText('.sheet', '没有过投诉、退货或换货。')
    await tap('登记一件')
    await untilText('.sheet-title', '登记投诉、退货、换货')
  })
})

test.each([['49.5', 4950], ['0.05', 5], ['1000', 100_000], ['100000', 10_000_000], ['100000.01', null], ['-1', null], ['1.234', null], ['', null], ['五十', null]])('%s yuan are %s fen', (yuan, fen) => {
  expect(fenOf(yuan)).toBe(fen)
})
