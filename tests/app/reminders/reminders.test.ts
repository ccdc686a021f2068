import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { aReminder, aSidebar } from '../../../mock/api/sample.ts'
import type { ReminderId } from '../../../contract/ids.ts'
import type { MockState } from '../../../mock/api/state.ts'
import { cleanPages, find, openCustomer, openTab, sheet, tap, textOf, toastText, type, undo, until, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

const aPromise = aReminder({ reminderId: 'promise-1' as ReminderId, rule: 'promise', title: '答应的事', reason: '问无糖的到货', moreReasons: [], dueAt: '2026-06-16T02:00:00.000Z', windowEndAt: null })

async function open(sidebar = aSidebar(), prepare?: (state: MockState) => void): Promise<MockState> {
  const state = await openCustomer(sidebar, {}, prepare)
  await openTab('提醒')
  return state
}

describe('the panel', () => {
  test('shows the proposal with its figures and window, and the rep\'s own promises', async () => {
    await open(aSidebar(), (state) => { state.promises = [aPromise] })
    await untilText('.panel', '问无糖的到货')
    expect(textOf('.panel')).toContain('5月3日的 30 天装大约还剩 3–6 天')
    expect(textOf('.panel')).toContain('到 6月22日 周一 9:00 为止')
    expect(textOf('.panel')).toContain('6月16日 周二 10:00 提醒')
  })

  test('says so where nothing is due, with one thing to do', async () => {
    await open(aSidebar({ reminder: null }))
    await untilText('.panel', '这位客户现在没有要提醒的。')
    await tap('记一件我答应的事')
    await untilText('.sheet-title', '我答应的事')
  })

  test('keeps the one it has when the rest can\'t be read', async () => {
    await openCustomer()
    api.use(http.get('/api/reminders', () => HttpResponse.json({ code: 'database-away', message: '稍后再试。' }, { status: 503 })))
    await openTab('提醒')
    await untilText('.panel', '提醒没读全，已有的都在。')
    expect(textOf('.panel')).toContain('该补货了')
  })
})

describe('晚点提醒', () => {
  test('by a preset moves it to the hour that is shown, and back', async () => {
    const state = await open()
    await tap('晚点提醒')
    await tap('明天上午')
    expect(sheet()).toContain('6月16日 周二 10:00 提醒')
    await tap('到时提醒我')
    await until(() => toastText() === '6月16日 周二 10:00 再提醒')
    expect(state.sidebar.reminder).toMatchObject({ state: 'snoozed', snoozedUntil: '2026-06-16T02:00:00.000Z' })
    await undo()
    await until(() => state.sidebar.reminder?.state === 'open')
  })

  test('takes a day and an hour of one\'s own', async () => {
    const state = await open()
    await tap('晚点提醒')
    await tap('自己选')
    await untilText('.sheet', '6月16日 周二 10:00 提醒')
    const wheels = () => [...document.querySelectorAll<HTMLElement>('.sheet [role=spinbutton]')]
    ;[...wheels()[1]!.querySelectorAll('li')].find(option => option.textContent === '20日 周六')!.click()
    await untilText('.sheet', '6月20日 周六 10:00 提醒')
    await tap('到时提醒我')
    await until(() => state.sidebar.reminder?.snoozedUntil === '2026-06-20T02:00:00.000Z')
  })

  test('is turned by the arrow keys, each wheel one stop of the Tab key', async () => {
    await open()
    await tap('晚点提醒')
    await tap('自己选')
    await untilText('.sheet', '6月16日 周二 10:00 提醒')
    const wheels = () => [...document.querySelectorAll<HTMLElement>('.sheet [role=spinbutton]')]
    const press = (wheel: number, key: string) => wheels()[wheel]!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    press(0, 'ArrowDown')
    await untilText('.sheet', '7月16日 周四 10:00 提醒')
    press(2, 'ArrowUp')
    await untilText('.sheet', '7月16日 周四 9:30 提醒')
    press(1, 'End')
    await until(() => wheels().map(wheel => wheel.getAttribute('aria-valuetext')).join() === '7月,31日 周五,9:30')
    expect(wheels().map(wheel => wheel.getAttribute('aria-label'))).toEqual(['几月', '几日', '几点'])
    expect(document.querySelectorAll('.sheet .wheels [tabindex="0"]')).toHaveLength(3)
  })

  test('that is refused says why and keeps the choice', async () => {
    const state = await open()
    api.use(http.post('/api/reminders/:id/snooze', () => HttpResponse.json({ code: 'state-conflict', message: '这条提醒已经处理过了' }, { status: 409 })))
    await tap('晚点提醒')
    await tap('三天后')
    await tap('到时提醒我')
    await untilText('.sheet', '这条提醒已经处理过了')
    expect(textOf('.sheet .is-chosen')).toContain('三天后')
    expect(state.sidebar.reminder?.state).toBe('open')
  })
})

describe('这次不联系', () => {
  test('takes a reason in one tap, and can be taken back', async () => {
    const bodies: unknown[] = []
    const state = await open()
    api.use(http.post('/api/reminders/:id/skip', async ({ request }) => { bodies.push(await request.clone().json()) }))
    await tap('这次不联系')
    await tap('刚聊过')
    await until(() => toastText() === '这次不联系了')
    expect(bodies).toEqual([{ reason: 'just_talked' }])
    await untilText('.panel', '这位客户现在没有要提醒的。')
    await undo()
    await until(() => state.sidebar.reminder?.state === 'open')
    await untilText('.panel', '该补货了')
  })

  test('for another reason asks for a line, which is kept when it can\'t be saved', async () => {
    await open()
    api.use(http.post('/api/reminders/:id/skip', () => HttpResponse.json({ code: 'database-away', message: '稍后再试。' }, { status: 503 })))
    await tap('这次不联系')
    await tap('其他原因')
    await type('什么原因', '在国外')
    find('.sheet-foot button')!.click()
    await untilText('.sheet', '稍后再试。')
    expect(find('.sheet input')).toHaveProperty('value', '在国外')
    // Nor is it lost with the sheet.
    await tap('关闭')
    await until(() => !find('.sheet'))
    await tap('这次不联系')
    expect(find('.sheet input')).toHaveProperty('value', '在国外')
    await type('什么原因', '')
  })
})

describe('我答应的事', () => {
  test('needs a text and a time, is listed, and can be taken back', async () => {
    const state = await open()
    await tap('我答应的事')
    expect(find('.sheet-foot button')!.hasAttribute('disabled')).toBe(true)
    await type('答应了什么', '寄一份试吃')
    await tap('三天后')
    find('.sheet-foot button')!.click()
    await until(() => toastText() === '6月18日 周四 10:00 提醒我')
    expect(state.promises).toMatchObject([{ reason: '寄一份试吃', dueAt: '2026-06-18T02:00:00.000Z' }])
    await untilText('.panel', '寄一份试吃')
    await undo()
    await until(() => state.promises.length === 0)
  })

  test('that was kept is done, and open again by the undo', async () => {
    const state = await open(aSidebar(), (prepared) => { prepared.promises = [aPromise] })
    await untilText('.panel', '问无糖的到货')
    await tap('做到了')
    await until(() => state.promises.length === 0)
    expect(state.sidebar.reminder?.state).toBe('open')
    await undo()
    await until(() => state.promises.length === 1)
  })
})

describe('客户说还有', () => {
  test('is one tap; the card says the new figure, the undo brings the estimate back as it was', async () => {
    const state = await openCustomer()
    const before = find('.card-title')!.textContent
    await tap('客户说还有')
    await tap('两周')
    await until(() => toastText() === '记下了：还有 14 天')
    await untilText('.card-title', '14–17 天')
    await undo()
    await until(() => find('.card-title')!.textContent === before)
    expect(state.formerLeft).toEqual([])
  })

  test('takes days of one\'s own, none beyond a year', async () => {
    const state = await openCustomer()
    await tap('客户说还有')
    await type('还够吃几天', '400')
    expect(sheet()).toContain('填 0 到 365 的天数。')
    await type('还够吃几天', '45')
    find('.sheet form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
    await until(() => state.sidebar.orders.supply?.leftDays.min === 45)
  })
})
