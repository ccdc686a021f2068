import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Router } from 'vue-router'
import type { CustomerId, ReminderId } from '../../../contract/ids.ts'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import { aReminder } from '../../../mock/api/sample.ts'
import { until } from '../../support/app-customer.ts'
import { aProfile, aSidebar } from '../../support/a-sidebar.ts'
import { api } from '../support/api.ts'
import { openPage } from '../support/open-page.ts'

class QuietObserver { observe() {} disconnect() {} }
let app: VueWrapper
let router: Router
const asked: string[] = []
const done = new Set<string>()
beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', QuietObserver)
  asked.length = 0
  done.clear()
  api.use(
    http.get('/api/reminders/counts', () => HttpResponse.json({ due: 120, overdue: 0, upcoming: 0, escalated: 0, forToday: 45, settledToday: 0, byRule: [] })),
    http.get('/api/reminders', ({ request }) => {
      const query = new URL(request.url).searchParams
      asked.push(query.toString())
      const all = Array.from({ length: 120 }, (_, at) => aDue(at + 1)).filter(({ externalUserId }) => !done.has(externalUserId) && (query.get('customer') ?? externalUserId) === externalUserId)
      const from = Number(query.get('cursor') ?? 0)
      return HttpResponse.json({ items: all.slice(from, from + 50), nextCursor: from + 50 < all.length ? String(from + 50) : null, total: all.length })
    }),
    http.get('/api/customers/:id/sidebar', ({ params }) => HttpResponse.json(aSidebar('nothing_due', { profile: aProfile({ remark: `客户${String(params.id).slice(2)}` }) }))),
  )
})
afterEach(() => {
  app.unmount()
  vi.unstubAllGlobals()
})

const aDue = (at: number): DueReminder => ({
  ...aReminder({ reminderId: `r${at}` as ReminderId, dueAt: '2026-05-15T02:00:00.000Z', windowEndAt: null }),
  externalUserId: `wm${at}` as CustomerId, customerName: `客户${at}`, tier: 'vip', oneToOne: false, repName: null, escalatedAt: null,
})
const shown = () => document.querySelector('.who-name')?.textContent
const place = () => document.querySelector('.steps [role=status]')?.textContent?.trim()
const button = (words: string) => [...document.querySelectorAll<HTMLButtonElement>('button')].find(each => each.textContent?.trim() === words)
async function start(at: number): Promise<void> {
  ({ app, router } = await openPage('/today'))
  await until(() => document.querySelectorAll('.due').length > 3)
  document.querySelectorAll<HTMLElement>('.due-main')[at]!.click()
  await until(() => place())
}

test('one walks from customer to customer without the list, and back leads to the list', async () => {
  await start(0)
  expect([shown(), place(), button('上一位')?.disabled]).toEqual(['客户1', '今天 1 / 45', true])
  for (const name of ['客户2', '客户3']) {
    button('下一位')!.click()
    await until(() => shown() === name)
  }
  expect(place()).toBe('今天 3 / 45')
  button('上一位')!.click()
  await until(() => shown() === '客户2')
  document.querySelector<HTMLElement>('[data-do=go-back]')!.click()
  await until(() => router.currentRoute.value.fullPath === '/today')
  await until(() => document.querySelectorAll('.due').length > 3)
})

test('who was settled on the way stays in the walk, and is gone from the list', async () => {
  await start(0)
  done.add('wm1')
  button('下一位')!.click()
  await until(() => shown() === '客户2')
  button('上一位')!.click()
  await until(() => shown() === '客户1')
  document.querySelector<HTMLElement>('[data-do=go-back]')!.click()
  await until(() => document.querySelector('.line-name')?.textContent === '客户2')
})

test('the walk goes beyond what was read, and of a long list only the visited are looked at again', async () => {
  await start(2)
  for (let at = 4; at <= 104; at++) {
    await until(() => !button('下一位')!.disabled)
    button('下一位')!.click()
    await until(() => shown() === `客户${at}`)
  }
  expect(place()).toBe('104 / 120')
  asked.length = 0
  document.querySelector<HTMLElement>('[data-do=go-back]')!.click()
  await until(() => document.querySelectorAll('.due').length > 3)
  await flushPromises()
  expect(asked.every(query => query.includes('customer='))).toBe(true)
  expect(asked.length).toBeLessThanOrEqual(12)
})

test('a customer opened by a link has nobody before or behind', async () => {
  ({ app, router } = await openPage('/customer/wm7'))
  await until(() => shown() === '客户7')
  await flushPromises()
  expect(document.querySelector('.steps')).toBeNull()
})
