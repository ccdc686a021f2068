import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Router } from 'vue-router'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import { aReminder } from '../../../mock/api/sample.ts'
import { cleanPages, tap, until } from '../../support/app-customer.ts'
import { aSidebar } from '../../support/a-sidebar.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'
import { aDue, serve, type Views } from '../support/served-queue.ts'

let app: VueWrapper
let router: Router
async function open(...options: Parameters<typeof openPage>): Promise<void> {
  ({ app, router } = await openPage(...options))
}
cleanPages()
afterEach(() => {
  app.unmount()
  vi.restoreAllMocks()
})

const names = () => [...document.querySelectorAll('.line-name')].map(name => name.textContent)
const text = (selector: string) => document.querySelector(selector)?.textContent
const buttonOf = (words: string) => [...document.querySelectorAll('button')].find(button => button.textContent?.trim().startsWith(words))

test.each([['database-away', 503, '知客的服务器没有回应'], ['not-allowed', 403, '你的身份不能看这一页']])('%s is said in words', async (code, status, words) => {
  serve({})
  api.use(http.get('/api/reminders', () => HttpResponse.json({ code, message: '不行' }, { status })))
  await open('/today')
  await until(() => text('[role=alert] p')?.includes(words))
})

test('nothing due is one sentence and one way on', async () => {
  serve({ upcoming: [aDue(1)] })
  await open('/today')
  await until(() => text('.state p') === '今天没有该跟的客户了。')
  await tap('看接下来的')
  await until(() => names().length === 1)
  expect(text('.tab[aria-selected=true]')).toContain('接下来')
})

test('a row says who, what, why and until when, and the views say how many', async () => {
  const late = aDue(4, { windowEndAt: null, dueAt: '2026-05-10T02:00:00.000Z' })
  serve({ due: [aDue(2), late, aDue(6, { dueAt: '2026-05-15T11:00:00.000Z' })], overdue: [late], forToday: 2 })
  await open('/today')
  await until(() => names().length === 3)
  expect([...document.querySelector('.due')!.querySelectorAll('.line-head > *, .due-reason, .due-when')].map(part => part.textContent))
    .toEqual(['客户2', 'VIP', '1V1', '该补货了', '5月3日的 30 天装大约还剩 3–6 天；平时 34 天左右买一次', '到5月22日'])
  expect([...document.querySelectorAll('.due-when')].map(when => when.textContent)).toEqual(['到5月22日', '晚了 5 天，办完为止', '今天 19:00起'])
  expect([...document.querySelectorAll('.tab')].map(tab => tab.textContent?.trim())).toEqual(['今日2', '逾期1', '接下来'])
})

test('what makes a day stands first, the rest below it and never hidden', async () => {
  serve({ due: [1, 2, 3, 4, 5].map(at => aDue(at)), forToday: 2 })
  await open('/today')
  await until(() => document.querySelectorAll('.due-head').length === 2)
  const lines = [...document.querySelectorAll('.due-head, .line-name')].map(line => line.textContent)
  expect(lines).toEqual(['今天先做这些 2', '客户1', '客户2', '其余，按要紧排在后面 3', '客户3', '客户4', '客户5'])
})

test('a reason keeps to its own, and its second tap shows all again', async () => {
  serve({ due: [aDue(1), aDue(2, { rule: 'promise', title: '我答应的事' }), aDue(3)] })
  await open('/today')
  await tap('补货 2')
  await until(() => names().join() === '客户1,客户3')
  expect(document.querySelector('.group[aria-pressed=true]')?.textContent).toContain('补货')
  await tap('补货 2')
  await until(() => names().length === 3)
})

test('聊天 opens the chat with the customer, and what was settled there is gone on the way back', async () => {
  const views = { due: [aDue(1), aDue(2)] }
  serve(views)
  const opened: string[] = []
  await open('/today', { bridge: { openChat: (id) => { opened.push(id); return Promise.resolve(true) } } })
  await tap('聊天')
  expect(opened).toEqual(['wm1'])
  views.due = [aDue(2)]
  document.dispatchEvent(new Event('visibilitychange'))
  await until(() => names().join() === '客户2')
})

describe('a lead', () => {
  test('sees first what is the lead\'s to look at, with the rep\'s name, and no chat with whom the lead does not know', async () => {
    const given = aDue(1, { rule: 'first_contact', repName: '陈晨', escalatedAt: '2026-05-15T05:30:00.000Z' })
    serve({ due: [aDue(2, { repName: '周' }), given, aDue(3)], escalated: [given] })
    await open('/today', { role: 'lead' })
    await until(() => document.querySelectorAll('.due-head').length === 2)
    expect([...document.querySelectorAll('.due-head, .line-name, .due-rep')].map(line => line.textContent)).toEqual(['要主管看的 1', '客户1', '陈晨', '全组该跟 2', '客户2', '周', '客户3'])
    expect(text('.due-when')).toBe('30 分钟前转给你看')
    expect([...document.querySelectorAll('.due-chat')].map(button => button.getAttribute('aria-label'))).toEqual(['聊天 客户3'])
  })
})

test('many reminders leave at most 60 rows in the page', async () => {
  serve({ due: Array.from({ length: 2_000 }, (_, at) => aDue(at)) })
  await open('/today')
  await until(() => names().length > 0)
  expect(names().length).toBeLessThanOrEqual(60)
})

test('a row opens the customer, and the way back finds the same view', async () => {
  serve({ overdue: [aDue(1)] })
  api.use(http.get('/api/customers/:id/sidebar', () => HttpResponse.json(aSidebar('nothing_due'))))
  await open('/today')
  await tap('逾期')
  await until(() => names().length === 1)
  document.querySelector<HTMLElement>('.due-main')!.click()
  await until(() => text('.who-name') === '王姐')
  expect(router.currentRoute.value.fullPath).toBe('/customer/wm1')
  document.querySelector<HTMLElement>('[data-do=go-back]')!.click()
  await until(() => text('.tab[aria-selected=true]')?.startsWith('逾期') && names().length === 1)
})

describe('这次不联系', () => {
  test('that the server refuses leaves the row, and says why in the sheet', async () => {
    serve({ due: [aDue(1)] })
    api.use(http.post('/api/reminders/:id/skip', () => HttpResponse.json({ code: 'state-conflict', message: '这条提醒刚被处理过了。' }, { status: 409 })))
    await open('/today')
    await tap('这次不联系')
    await tap('刚聊过')
    await until(() => text('.sheet .error-line') === '这条提醒刚被处理过了。')
    expect(names()).toEqual(['客户1'])
  })

  test('takes the row away at once, and the undo brings it back', async () => {
    const views = { due: [aDue(1), aDue(2)] }
    const asked: string[] = []
    serve(views)
    api.use(
      http.post('/api/reminders/:id/skip', async ({ request, params }) => {
        asked.push(`skip ${String(params.id)} ${JSON.stringify(await request.json())}`)
        views.due = [aDue(2)]
        return HttpResponse.json(aReminder({ state: 'skipped' }))
      }),
      http.post('/api/reminders/:id/reopen', ({ params }) => {
        asked.push(`reopen ${String(params.id)}`)
        views.due = [aDue(1), aDue(2)]
        return HttpResponse.json(aReminder())
      }),
    )
    await open('/today')
    await tap('这次不联系')
    await tap('刚聊过')
    await until(() => names().join() === '客户2')
    expect(text('.toast')).toContain('这次不联系 客户1')
    await tap('撤销')
    await until(() => names().join() === '客户1,客户2')
    expect(asked).toEqual(['skip r1 {"reason":"just_talked"}', 'reopen r1'])
  })
})

test('晚点提醒 moves the row to what comes next and says the exact hour', async () => {
  const views: Views = { due: [aDue(1)], upcoming: [] }
  serve(views)
  api.use(http.post('/api/reminders/:id/snooze', async ({ request }) => {
    const { until: snoozedUntil } = await request.json() as { until: string }
    views.due = []
    views.upcoming = [aDue(1, { state: 'snoozed', snoozedUntil })]
    return HttpResponse.json(aReminder({ state: 'snoozed', snoozedUntil }))
  }))
  await open('/today')
  await tap('晚点提醒')
  await tap('明天上午')
  await tap('到时提醒我')
  await until(() => text('.toast')?.includes('5月16日 周六 10:00 再提醒'))
  await tap('接下来')
  await until(() => text('.due-when') === '明天 10:00起')
})

test('a promise is kept in its row, and the undo brings it back', async () => {
  const promise = aDue(1, { rule: 'promise', windowEndAt: null })
  const views: Views = { due: [promise, aDue(2)] }
  serve(views)
  const change = (due: DueReminder[]) => () => {
    views.due = due
    return HttpResponse.json(promise)
  }
  api.use(http.post('/api/reminders/r1/done', change([aDue(2)])), http.post('/api/reminders/r1/reopen', change([promise, aDue(2)])))
  await open('/today')
  await until(() => names().length === 2)
  expect([...document.querySelectorAll('.due')].map(row => row.textContent?.includes('做到了'))).toEqual([true, false])
  await tap('做到了')
  await until(() => names().join() === '客户2')
  await tap('撤销')
  await until(() => names().join() === '客户1,客户2')
})

test('what went to the lead says so to the rep too', async () => {
  serve({ due: [aDue(1, { windowEndAt: null, escalatedAt: '2026-05-15T03:00:00.000Z' })] })
  await open('/today')
  await until(() => text('.due-when') === '已告诉主管，办完为止')
})

test('an operator, who only looks, has nothing to change in the row', async () => {
  serve({ due: [aDue(1)] })
  await open('/today', { role: 'operator' })
  await until(() => names().length === 1)
  expect(document.querySelector('.due-foot button')).toBeNull()
})

describe('several at once', () => {
  const chooser = (at: number) => document.querySelectorAll<HTMLInputElement>('.due-choice input')[at]!

  test('a whole group goes to another time, what is decided one by one stays, and the undo brings the rows back', async () => {
    const views: Views = { due: [aDue(1), aDue(2, { rule: 'first_contact' }), aDue(3)] }
    serve(views)
    const asked: object[] = []
    api.use(
      http.post('/api/reminders/snooze', async ({ request }) => {
        asked.push(await request.json() as object)
        return HttpResponse.json({ snoozed: ['r1', 'r3'], kept: 1, more: 0 })
      }),
      http.post('/api/reminders/reopen', async ({ request }) => {
        asked.push(await request.json() as object)
        return HttpResponse.json({ reopened: 2, left: 0 })
      }),
    )
    await open('/today')
    await tap('多选')
    await tap('全选 3 位')
    expect(text('.choose-count')).toBe('已选 3 位')
    await tap('晚点提醒')
    await tap('明天上午')
    await tap('到时提醒我')
    await until(() => text('.toast')?.includes('2 位 5月16日 周六 10:00 再提醒；1 位没动：要一位一位定，或那时还不能联系'))
    await until(() => names().join() === '客户2')
    await tap('撤销')
    await until(() => names().join() === '客户1,客户2,客户3')
    expect(asked).toEqual([{ group: { view: 'due' }, until: '2026-05-16T02:00:00.000Z' }, { reminderIds: ['r1', 'r3'] }])
  })

  test('those tapped go, and a refusal keeps the choice', async () => {
    serve({ due: [aDue(1), aDue(2), aDue(3)] })
    const asked: object[] = []
    api.use(http.post('/api/reminders/snooze', async ({ request }) => {
      asked.push(await request.json() as object)
      return HttpResponse.json({ code: 'database-away', message: '暂时连不上，没有改动。' }, { status: 503 })
    }))
    await open('/today')
    await tap('多选')
    await until(() => chooser(2))
    chooser(0).click()
    chooser(2).click()
    chooser(1).click()
    chooser(1).click()
    await flushPromises()
    expect(text('.choose-count')).toBe('已选 2 位')
    await tap('晚点提醒')
    await tap('明天上午')
    await tap('到时提醒我')
    await until(() => text('.sheet .error-line')?.includes('没有改动'))
    expect(asked).toMatchObject([{ reminderIds: ['r1', 'r3'] }])
    expect(text('.choose-count')).toBe('已选 2 位')
  })

  test('is not offered to who only looks', async () => {
    serve({ due: [aDue(1), aDue(2)] })
    await open('/today', { role: 'operator' })
    await until(() => names().length === 2)
    expect(buttonOf('多选')).toBeUndefined()
  })
})
