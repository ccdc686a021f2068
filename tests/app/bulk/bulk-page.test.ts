import { flushPromises } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { describe, expect, test, vi } from 'vitest'
import { api } from '../support/api.ts'
import { pageTest } from '../support/page-test.ts'

const { sent, paths, open: openAt, button } = pageTest('POST')
const until = (holds: () => unknown) => vi.waitUntil(holds, { timeout: 60_000, interval: 5 })
const open = async (path = '/bulk/new', role: 'operator' | 'rep' = 'operator') => ({ router: await openAt(path, { role }) })
const text = () => document.querySelector('main')?.textContent ?? ''
async function write(words: string): Promise<void> {
  const field = document.querySelector('textarea')!
  field.value = words
  field.dispatchEvent(new Event('input'))
  await flushPromises()
}
async function checked(): Promise<void> {
  await until(() => button('中'))
  button('中')!.click()
  await until(() => text().includes('选出 3 位。'))
  await write('天热了，干货记得放冰箱冷藏。')
  button('预检')!.click()
  await until(() => text().includes('可发 2 位，已剔除 1 位'))
}

test('who may not send mass messages is told so', async () => {
  api.use(http.get('/api/bulk', () => HttpResponse.json({ code: 'not-allowed', message: '不行' }, { status: 403 })))
  await open('/bulk', 'rep')
  await until(() => document.querySelector('[role=alert] p')?.textContent?.includes('你的身份不能看这一页'))
})

describe('a new mass message', () => {
  test('asks for customers and words first; nobody is chosen by doing nothing', async () => {
    await open()
    await until(() => button('预检'))
    expect(text()).toContain('先选分层、标签、买过的或多久没下单。')
    await write('天热了')
    expect(button('预检')!.disabled).toBe(true)
    expect(sent).toEqual([])
  })

  test('says who can be reached and who is left out and why, by name, before anything is sent', async () => {
    await open()
    await checked()
    const [reachable, out] = [...document.querySelectorAll('.bulk-group')]
    expect(reachable!.textContent).toMatch(/可以发2 位/)
    expect(out!.textContent).toMatch(/剔除：1V1 客户，禁群发1 位.*客户03/)
    expect(out!.querySelector('a')?.getAttribute('href')).toBe('#/customer/wmBulk03')
    expect(paths).toEqual(['/api/bulk/customers', '/api/bulk/preview'])
  })

  test('other words or other customers need another look', async () => {
    await open()
    await checked()
    await write('天热了，花胶也要冷藏。')
    await until(() => button('预检') && !button('请成员发给 2 位'))
    button('预检')!.click()
    await until(() => button('请成员发给 2 位'))
    button('喜甜')!.click()
    await until(() => text().includes('选出 2 位。') && !button('请成员发给 2 位'))
  })

  test('is sent to exactly whom it was looked at for, and leads to its result', async () => {
    const { router } = await open()
    await checked()
    button('请成员发给 2 位')!.click()
    await until(() => text().includes('群发结果') && text().includes('等成员确认 2'))
    expect([paths.at(-1), sent.at(-1)]).toEqual(['/api/bulk', { customerIds: ['wmBulk01', 'wmBulk02', 'wmBulk03'], text: '天热了，干货记得放冰箱冷藏。' }])
    expect(router.currentRoute.value.path).toMatch(/^\/bulk\/e0000000/)
  })

  test('what the server refuses is said, and what was written stays', async () => {
    api.use(http.post('/api/bulk/preview', () => HttpResponse.json({ code: 'invalid-value', message: '群发里不能这样说：「治疗」不能写疗效' }, { status: 422 })))
    await open()
    await until(() => button('中'))
    button('中')!.click()
    await until(() => text().includes('选出 3 位。'))
    await write('这款能治疗失眠')
    button('预检')!.click()
    await until(() => document.querySelector('[role=alert]')?.textContent?.includes('「治疗」'))
    expect(document.querySelector('textarea')!.value).toBe('这款能治疗失眠')
  })

  test('in quiet hours says from when it may go, and has nothing to send with', async () => {
    api.use(http.post('/api/bulk/preview', () => HttpResponse.json({ total: 3, reachable: 2, excluded: [], named: [], tasks: { count: 0, days: 0, noRoom: 2, hasOne: 1 }, summary: '可发 2 位，已剔除 1 位', earliestAt: '2026-06-16T01:00:00.000Z' })))
    await open()
    await checked()
    expect(text()).toContain('现在是安静时间')
    expect(text()).toContain('另有 2 位在接下来的日子里排不上，没有转。另有 1 位之前的 1V1 任务还没做，不重复转。')
    expect(button('请成员发给 2 位')).toBeUndefined()
  })

  test('customers are chosen by what they bought and when they ordered last, too; a second tap takes it back', async () => {
    await open()
    await until(() => button('燕窝'))
    button('燕窝')!.click()
    button('91–180 天')!.click()
    await until(() => text().includes('选出 3 位。') && sent.length > 0)
    expect(sent.at(-1)).toEqual({ tiers: [], tagIds: [], families: ['nest'], lastOrder: { fromDays: 90, toDays: 180 } })
    button('91–180 天')!.click()
    button('半年以上')!.click()
    button('燕窝')!.click()
    await until(() => JSON.stringify(sent.at(-1)) === JSON.stringify({ tiers: [], tagIds: [], lastOrder: { fromDays: 180, toDays: null } }))
    button('半年以上')!.click()
    await until(() => text().includes('先选分层'))
  })

  test('too many at once is said before anybody looks', async () => {
    api.use(http.post('/api/bulk/customers', () => HttpResponse.json({ total: 8_420, customerIds: [] })))
    await open()
    await until(() => button('中'))
    button('中')!.click()
    await until(() => text().includes('有 8,420 位，一次最多 5,000 位，请再缩小范围。'))
    await write('天热了')
    expect(button('预检')!.disabled).toBe(true)
  })
})

test('the result names members, reasons and the customers behind a figure', async () => {
  await open()
  await checked()
  button('请成员发给 2 位')!.click()
  await until(() => text().includes('要确认的成员'))
  expect(text()).toMatch(/陈晓.*等确认 2.*剔除：1V1 客户，禁群发1 位/)
  button('剔除 1')!.click()
  await until(() => document.querySelectorAll('.windowed > li').length === 1)
  expect(document.querySelector('.windowed > li')!.textContent).toContain('1V1 客户，禁群发')
  expect(button('已发出 0')!.disabled).toBe(true)
})

test('who was left out and became a task is said, listed by member and day, and taken back and given back in one tap', async () => {
  await open()
  await checked()
  expect(text()).toContain('已剔除 1 位，其中 1 位转成 1V1 任务')
  button('请成员发给 2 位')!.click()
  await until(() => text().includes('已剔除 1 位，其中 1 位转成 1V1 任务。'))
  button('看名单')!.click()
  await until(() => document.querySelectorAll('.windowed > li').length === 1)
  expect(document.querySelector('.windowed > li')!.textContent).toMatch(/客户01.*陈晓.*\d+月\d+日.*待联系.*1V1 客户，禁群发/)
  button('收回没做的 1 位')!.click()
  await until(() => text().includes('已收回 1') && document.querySelector('.windowed > li')?.textContent?.includes('已收回'))
  button('恢复收回的 1 位')!.click()
  await until(() => button('收回没做的 1 位'))
  button('收回没做的 1 位')!.click()
  await until(() => document.body.textContent?.includes('已收回没做的 1V1 任务'))
  document.querySelector<HTMLButtonElement>('.toast-undo')!.click()
  await until(() => button('收回没做的 1 位'))
})

test('the list says what came of each; one tap from 我', async () => {
  const { router } = await open()
  await checked()
  button('请成员发给 2 位')!.click()
  await until(() => text().includes('要确认的成员'))
  await router.push('/bulk')
  await until(() => document.querySelectorAll('.windowed > li').length === 1)
  expect(document.querySelector('.windowed > li')!.textContent).toMatch(/天热了.*等成员确认 2剔除 1陈晓/)
  await router.push('/me')
  await until(() => document.querySelector('a[href="#/bulk"]'))
})
