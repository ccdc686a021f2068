import { http, HttpResponse } from 'msw'
import { expect, test } from 'vitest'
import { aTouch } from '../../../mock/api/sample.ts'
import type { MockState } from '../../../mock/api/state.ts'
import { cleanPages, find, openCustomer, tap, toastText, type, undo, until, untilSheet, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

let state: MockState

async function open() {
  const bodies: Record<string, unknown>[] = []
  state = await openCustomer()
  api.use(http.post('/api/customers/:id/touches', async ({ request }) => { bodies.push(await request.clone().json() as Record<string, unknown>) }))
  await tap('更多')
  await tap('我已联系')
  await untilText('.sheet-title', '我已联系')
  return bodies
}
const save = () => tap('已联系 王姐')

test('我已联系 records the channel and what was said', async () => {
  const bodies = await open()
  await tap('电话')
  await type('聊了什么', '说六月再看')
  await save()
  await until(() => toastText() === '记下了：已联系')
  expect(bodies).toEqual([{ channel: 'call', note: '说六月再看' }])
  expect(find('.sheet')).toBeNull()
})

test('above the rules of contact the reason is one tap', async () => {
  const bodies = await open()
  api.use(http.post('/api/customers/:id/touches', async ({ request }) => {
    const body = await request.clone().json() as Record<string, unknown>
    bodies.push(body)
    return body.overLimitReason ? undefined : HttpResponse.json({ code: 'reason-required', message: '30 天里主动联系过 2 次了。' }, { status: 409 })
  }))
  await save()
  await untilSheet('30 天里主动联系过 2 次了。')
  await tap('物流')
  await until(() => toastText() === '记下了：已联系')
  expect(bodies[bodies.length - 1]).toEqual({ channel: 'chat', overLimitReason: 'logistics' })
})

test('a reason that isn\'t given leaves the sheet with what was typed', async () => {
  await open()
  api.use(http.post('/api/customers/:id/touches', () => HttpResponse.json({ code: 'reason-required', message: '30 天里主动联系过 2 次了。' }, { status: 409 })))
  await type('聊了什么', '说六月再看')
  await save()
  await untilSheet('30 天里主动联系过 2 次了。')
  await tap('关闭')
  await until(() => document.querySelectorAll('.sheet').length === 1)
  expect(find('.sheet input')).toHaveProperty('value', '说六月再看')
  expect(toastText()).toBe('')
})

test('a failure is said in the sheet and keeps what was typed', async () => {
  await open()
  api.use(http.post('/api/customers/:id/touches', () => HttpResponse.json({ code: 'database-away', message: '稍后再试。' }, { status: 503 })))
  await type('聊了什么', '说六月再看')
  await save()
  await untilText('.sheet', '稍后再试。')
  expect(find('.sheet input')).toHaveProperty('value', '说六月再看')
})

test('is taken back by the undo, and what it finished is open again', async () => {
  await open()
  await save()
  await until(() => toastText() === '记下了：已联系')
  expect(state.sidebar.reminder).toBeNull()
  await undo()
  await until(() => state.sidebar.reminder?.state === 'open')
  expect(state.handTouches).toEqual([])
})

test('offers no undo where it went on with what was sent today', async () => {
  await open()
  api.use(http.post('/api/customers/:id/touches', () => HttpResponse.json(aTouch({ sendCount: 1 }), { status: 201 })))
  await save()
  await until(() => toastText() === '记下了：已联系')
  expect(find('.toast-undo')).toBeNull()
})
