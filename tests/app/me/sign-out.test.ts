import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, expect, test } from 'vitest'
import SignOutSheet from '../../../src/features/me/SignOutSheet.vue'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'
import { until } from '../../support/app-customer.ts'

let app: VueWrapper | null = null
afterEach(() => {
  app?.unmount()
  app = null
})

function openSheet() {
  const left: string[] = []
  const sheet = mount(SignOutSheet, { attachTo: document.body, props: { leave: (url: string) => { left.push(url) } } })
  app = sheet
  return { sheet, left, button: () => sheet.get('.button-urgent') }
}

test('a server that does not answer ends nothing, and it is said', async () => {
  api.use(http.post('/auth/logout', () => HttpResponse.json({ code: 'database-away', message: '数据库暂时不可用，请稍后再试' }, { status: 503 })))
  const { sheet, left, button } = openSheet()
  await button().trigger('click')
  await until(() => sheet.find('[role=alert]').exists())
  expect([sheet.get('[role=alert]').text(), left]).toEqual(['数据库暂时不可用，请稍后再试', []])
})

test('two taps are one, and lead to a page that does not sign in by itself', async () => {
  let asked = 0
  api.use(http.post('/auth/logout', () => {
    asked++
    return new HttpResponse(null, { status: 204 })
  }))
  const { left, button } = openSheet()
  await button().trigger('click')
  await button().trigger('click')
  await until(() => left.length > 0)
  expect([asked, left]).toEqual([1, ['/auth/signed-out']])
})

test('is on the page of every role, and says what it ends before it does', async () => {
  ({ app } = await openPage('/me', { role: 'operator' }))
  await until(() => [...document.querySelectorAll<HTMLElement>('button.me-row')].some(each => each.textContent === '退出登录'))
  document.querySelector<HTMLElement>('button.me-row')!.click()
  await flushPromises()
  await until(() => document.querySelector('.sheet')?.textContent?.includes('所有设备上的登录会一起结束'))
})
