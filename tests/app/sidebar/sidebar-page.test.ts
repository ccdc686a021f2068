import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Sidebar } from '../../../contract/customers.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { openSheet, sheetStack } from '../../../src/ui/sheet-stack.ts'
import { until } from '../../support/app-customer.ts'
import { anOpenTouch, aProfile, aSidebar } from '../../support/a-sidebar.ts'
import { api } from '../support/api.ts'
import { mountApp, type MountOptions } from '../support/mount-app.ts'

class QuietObserver { observe() {} disconnect() {} }

let app: VueWrapper
async function open(options: MountOptions): Promise<void> {
  const mounted = await mountApp(options)
  app = mounted.app
  await flushPromises()
}
beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', QuietObserver)
  sessionStorage.setItem('zhike-sign-in-tried', '1')
})
afterEach(() => {
  app.unmount()
  vi.unstubAllGlobals()
})

/** Generous: the machine may be busy; it returns as soon as it holds. */
const text = (selector: string) => document.querySelector(selector)?.textContent
const tap = async (selector: string) => {
  document.querySelector<HTMLElement>(selector)!.click()
  await flushPromises()
}
const of = (id: string, name: string): Sidebar => aSidebar('nothing_due', { profile: aProfile({ externalUserId: id as CustomerId, remark: name }) })

/** Answers that are held back until the test lets them go. */
function heldAnswers() {
  const waiting = new Map<string, (sidebar: Sidebar) => void>()
  api.use(http.get('/api/customers/:id/sidebar', ({ params }) => new Promise((resolve) => {
    waiting.set(String(params.id), sidebar => resolve(HttpResponse.json(sidebar)))
  })))
  return { waiting, letGo: async (id: string, sidebar: Sidebar) => {
    await until(() => waiting.has(id))
    waiting.get(id)!(sidebar)
  } }
}
async function comeBack(): Promise<void> {
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  window.dispatchEvent(new Event('pageshow'))
  await flushPromises()
}

describe('the take-over', () => {
  test('shows what boot has fetched without asking again', async () => {
    await open({ sidebar: aSidebar() })
    expect(text('.who-name')).toBe('王姐')
    expect(text('.card-title')).toBe('约剩 3–6 天该补货了')
  })

  test('does what was tapped before the app was there', async () => {
    await open({ sidebar: aSidebar(), kept: [{ name: 'why', dataset: {} }, { name: 'next-script', dataset: {} }] })
    await until(() => document.querySelectorAll('.card-why li').length === 3 && text('.card-words')?.includes('到新货了'))
  })
})

describe('another chat', () => {
  test('switches the view when the page comes back, and a late answer for the former customer changes nothing', async () => {
    const { waiting, letGo } = heldAnswers()
    let current = 'wmTest0001'
    await open({ customerId: 'wmTest0001', bridge: { currentCustomer: async () => current as CustomerId } })
    await until(() => waiting.has('wmTest0001'))
    current = 'wmTest0002'
    await comeBack()
    expect(text('.bones')).toBe('读取中')
    await letGo('wmTest0002', of('wmTest0002', '李女士'))
    await until(() => text('.who-name') === '李女士')
    await letGo('wmTest0001', of('wmTest0001', '王姐'))
    await flushPromises()
    expect(text('.who-name')).toBe('李女士')
  })

  test('closes the sheets of the former customer and folds the view', async () => {
    api.use(http.get('/api/customers/wmTest0002/sidebar', () => HttpResponse.json({ ...aSidebar(), profile: aProfile({ remark: '李女士' }) })))
    let current = 'wmTest0001'
    await open({ sidebar: aSidebar(), bridge: { currentCustomer: async () => current as CustomerId } })
    await tap('[data-do=why]')
    const sheet = openSheet({ template: '', render: () => null })
    current = 'wmTest0002'
    await comeBack()
    expect(await sheet).toBeUndefined()
    expect(sheetStack).toHaveLength(0)
    await until(() => text('.who-name') === '李女士')
    expect(document.querySelector('.card-why')).toBeNull()
  })

  test('a client that can\'t say who it is leaves the page as it is', async () => {
    await open({ sidebar: aSidebar(), bridge: { currentCustomer: async () => null } })
    await comeBack()
    expect(text('.who-name')).toBe('王姐')
  })
})

describe('a customer that can\'t be shown', () => {
  test('and is not synchronised yet is fetched from WeCom, then shown', async () => {
    let isFetched = false
    api.use(
      http.get('/api/customers/:id/sidebar', () => isFetched ? HttpResponse.json(aSidebar()) : HttpResponse.json({ code: 'customer-not-found', message: '没有' }, { status: 404 })),
      http.post('/api/customers/:id/fetch', () => { isFetched = true; return HttpResponse.json({ externalUserId: 'wmTest0001' }) }),
    )
    await open({})
    await until(() => text('.who-name') === '王姐')
  })

  test.each([
    ['customer-not-found', 404, '不是你的客户'], ['wecom-away', 503, '这位客户还没同步过来'],
  ])('because WeCom says %s is said in words with what to do', async (code, status, title) => {
    const refuse = () => HttpResponse.json({ code: 'customer-not-found', message: '没有' }, { status: 404 })
    api.use(http.get('/api/customers/:id/sidebar', refuse), http.post('/api/customers/:id/fetch', () => HttpResponse.json({ code, message: '没有' }, { status })))
    await open({})
    await until(() => text('.failure h1') === title)
    expect(text('.failure [data-do=retry]')).toBeTruthy()
  })

  test('because the server is away is said so', async () => {
    api.use(http.get('/api/customers/:id/sidebar', () => HttpResponse.json({ code: 'database-away', message: '稍后' }, { status: 503 })))
    await open({})
    await until(() => text('.failure h1') === '知客的服务器没有回应')
  })
})

describe('the question whether she replied', () => {
  const asking = aSidebar('nothing_due', { askReply: anOpenTouch() })

  test('comes back with the server\'s own words when the mark is refused', async () => {
    api.use(http.patch('/api/touches/:touchId', () => HttpResponse.json({ code: 'not-allowed', message: '这条联系不是你发起的，不能标。' }, { status: 403 })))
    await open({ sidebar: asking })
    await tap('[data-do=reply-no]')
    await until(() => text('.toast') === '这条联系不是你发起的，不能标。')
    expect(document.querySelector('.fv-reply')).not.toBeNull()
  })

  test('is answered in one tap, which can be taken back', async () => {
    const marks: unknown[] = []
    let isOpen = false
    api.use(
      http.patch('/api/touches/:touchId', async ({ request }) => { marks.push(await request.json()); isOpen = marks.length === 2; return HttpResponse.json(anOpenTouch()) }),
      http.get('/api/customers/:id/sidebar', () => HttpResponse.json(isOpen ? asking : aSidebar('nothing_due'))),
    )
    await open({ sidebar: asking })
    await tap('[data-do=reply-yes]')
    expect(document.querySelector('.fv-reply')).toBeNull()
    await until(() => text('.toast')?.startsWith('记下了：客户回了'))
    await tap('.toast-undo')
    await until(() => document.querySelector('.fv-reply') !== null)
    expect(marks).toEqual([{ reply: 'yes' }, { reply: 'unknown' }])
  })

  test('can be put away for good: the server hears of it', async () => {
    const marks: unknown[] = []
    api.use(http.patch('/api/touches/:touchId', async ({ request, params }) => { marks.push([params.touchId, await request.json()]); return HttpResponse.json(anOpenTouch()) }))
    await open({ sidebar: asking })
    await tap('[data-do=reply-dismiss]')
    expect(document.querySelector('.fv-reply')).toBeNull()
    await until(() => marks.length === 1)
    expect(marks).toEqual([[anOpenTouch().touchId, { reply: 'unknown' }]])
  })

  test('stays away for this time where the server could not hear of it, without a word', async () => {
    let asked = 0
    api.use(http.patch('/api/touches/:touchId', () => { asked += 1; return HttpResponse.json({ code: 'database-away', message: '稍后' }, { status: 503 }) }))
    await open({ sidebar: asking })
    await tap('[data-do=reply-dismiss]')
    await until(() => asked === 1)
    await flushPromises()
    expect([document.querySelector('.fv-reply'), document.querySelector('.toast')]).toEqual([null, null])
  })
})

test('from a contact\'s profile the chat is opened, or said where it is', async () => {
  const openChat = vi.fn(async () => false)
  await open({ sidebar: aSidebar(), entry: 'profile', bridge: { openChat } })
  await tap('[data-do=open-chat]')
  expect(openChat).toHaveBeenCalledWith('wmTest0001')
  expect(text('.toast')).toContain('没能打开聊天')
})

test('what is being typed stays when another part of the page changes', async () => {
  await open({ sidebar: aSidebar('nothing_due', { askReply: anOpenTouch() }) })
  api.use(http.patch('/api/touches/:touchId', () => HttpResponse.json(anOpenTouch())))
  const field = document.querySelector<HTMLInputElement>('.find-field')!
  field.value = '怎么炖'
  await tap('[data-do=reply-dismiss]')
  expect(document.querySelector<HTMLInputElement>('.find-field')).toBe(field)
  expect(field.value).toBe('怎么炖')
})

test('the tabs change the panel', async () => {
  await open({ sidebar: aSidebar() })
  await tap('[data-tab=orders]')
  expect(text('.tab[aria-selected=true]')).toBe('订单')
})
