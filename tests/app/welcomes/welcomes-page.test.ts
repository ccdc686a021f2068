import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { welcomeHandlers } from '../../../mock/api/handlers/welcomes.ts'
import { previewOf } from '../../../src/features/welcomes/texts.ts'
import { closeAllSheets } from '../../../src/ui/sheet-stack.ts'
import { until } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'

let app: VueWrapper
const now = () => '2026-06-15T02:00:00.000Z'
const open = async (role: 'operator' | 'lead' = 'operator'): Promise<void> => { ({ app } = await openPage('/welcomes', { role })) }
beforeEach(() => {
  sessionStorage.setItem('zhike-sign-in-tried', '1')
  api.use(...welcomeHandlers({ now }))
})
afterEach(() => {
  closeAllSheets()
  app.unmount()
})

const seen = (words: string) => until(() => document.body.textContent?.includes(words))
const rows = () => [...document.querySelectorAll<HTMLButtonElement>('.welcome')]
const sheetText = () => document.querySelector('.sheet')?.textContent ?? ''
async function edit(title: string): Promise<void> {
  await until(() => rows().length > 0)
  rows().find(row => row.textContent?.includes(title))!.click()
  await until(() => document.querySelector('.sheet textarea'))
}
async function type(text: string): Promise<void> {
  const field = document.querySelector<HTMLTextAreaElement>('.sheet [name=body]')!
  field.value = text
  field.dispatchEvent(new Event('input'))
  await flushPromises()
}
const saveButton = () => [...document.querySelectorAll<HTMLButtonElement>('.sheet button')].find(each => each.textContent?.trim() === '保存')!

describe('the page of welcome texts', () => {
  test('tells a lead who can change them, and asks the server nothing', async () => {
    await open('lead')
    await seen('只给运营和管理员改')
  })

  test('says when it could not be read, and reads it again by a tap', async () => {
    api.use(http.get('/api/welcomes', () => HttpResponse.json({ code: 'database-away', message: '稍后' }, { status: 503 })))
    await open()
    await seen('没有回应')
    api.resetHandlers(...welcomeHandlers({ now }))
    document.querySelector<HTMLButtonElement>('.import-card button')!.click()
    await until(() => rows().length === 3)
  })

  test('lists every channel, and says which are greeted with the common text', async () => {
    await open()
    await until(() => rows().length === 3)
    expect(rows().map(row => row.querySelector('b')?.textContent)).toEqual(['其他来源（通用）', '天猫包裹卡', '直播间'])
    expect(rows()[2]?.textContent).toContain('没有单独写，发通用的')
  })

  test('shows while one types what the customer will read, and what is left of the platform\'s limit', async () => {
    await open()
    await edit('直播间')
    await type('{{称呼}}您好，我是{{销售}}，{{渠道}}里哪样没听清的问我。')
    expect(sheetText()).toContain('王姐您好，我是小陈，直播间里哪样没听清的问我。')
    expect(sheetText()).toContain('不知道怎么称呼时您好，我是小陈')
    await type('谢谢{{称呼}}')
    expect(sheetText()).toContain('不发这段，改发通用的')
    await type('好'.repeat(1300))
    expect([sheetText().includes('企业微信发不下'), saveButton().disabled]).toEqual([true, true])
  })

  test('keeps what was typed when the server refuses, and shows the new text once it is saved', async () => {
    let refusals = 0
    api.use(http.put('/api/welcomes', () => {
      refusals++
      return HttpResponse.json({ code: 'invalid-value', message: '欢迎语是自动发的，不能这样说：「治疗」' }, { status: 422 })
    }, { once: true }))
    await open()
    await edit('直播间')
    await type('您好，新来的都有试吃装。')
    saveButton().click()
    await until(() => sheetText().includes('不能这样说'))
    expect([refusals, document.querySelector<HTMLTextAreaElement>('.sheet [name=body]')?.value]).toEqual([1, '您好，新来的都有试吃装。'])
    saveButton().click()
    await until(() => rows()[2]?.textContent?.includes('新来的都有试吃装'))
  })
})

test('a form of address that nobody knows is left out where it is a vocative only', () => {
  expect(previewOf('{{称呼}}，您好', { 销售: '小陈' })).toBe('您好')
  expect(previewOf('{{ 称呼 }}您好，{{销售}}', { 称呼: '王姐', 销售: '小陈' })).toBe('王姐您好，小陈')
})
