import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { aProfile, aSidebar } from '../../../mock/api/sample.ts'
import type { Profile } from '../../../contract/customers.schema.ts'
import type { MockState } from '../../../mock/api/state.ts'
import { cleanPages, find, openCustomer, sheet, tap, toastText, undo, until, untilSheet } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

async function openProfile(change: Partial<Profile> = {}): Promise<MockState> {
  const state = await openCustomer(aSidebar({ profile: aProfile(change) }))
  find('[data-do=edit-profile]')!.click()
  await untilSheet('的资料')
  return state
}
async function openTags(): Promise<MockState> {
  const state = await openProfile()
  await tap('改标签')
  await untilSheet('已选 1 个')
  return state
}

describe('tags', () => {
  test('of a customer one doesn\'t follow can\'t be changed', async () => {
    await openProfile({ isFollowedByMe: false })
    expect(sheet()).toContain('老客')
    expect(sheet()).not.toContain('改标签')
  })

  test('can\'t be saved while nothing was changed, and say WeCom\'s limit before', async () => {
    await openTags()
    expect(sheet()).toContain('企业微信最多 3000 个')
    const save = () => [...document.querySelectorAll('.sheet-foot button')].pop()!
    expect(save().hasAttribute('disabled')).toBe(true)
    await tap('清甜')
    expect(sheet()).toContain('已选 2 个')
    expect(save().hasAttribute('disabled')).toBe(false)
    await tap('清甜')
    expect(save().hasAttribute('disabled')).toBe(true)
  })

  test('that can\'t be read say so, and are read again', async () => {
    await openProfile()
    let isAway = true
    api.use(http.get('/api/customers/:id/tags', () => isAway ? HttpResponse.json({ code: 'database-away', message: '数据库暂时连不上，请稍后再试。' }, { status: 503 }) : undefined))
    await tap('改标签')
    await untilSheet('数据库暂时连不上')
    isAway = false
    await tap('再试一次')
    await untilSheet('口味')
  })

  test('that no company has made say where to make them', async () => {
    await openProfile()
    api.use(http.get('/api/customers/:id/tags', () => HttpResponse.json({ groups: [], mine: [], others: [], most: 3000, isWaitingForWecom: false })))
    await tap('改标签')
    await untilSheet('企业还没有客户标签')
  })

  test('stay chosen when saving fails', async () => {
    await openTags()
    api.use(http.patch('/api/customers/:id/tags', () => HttpResponse.json({ code: 'invalid-value', message: '有的标签在企业微信里已经删了。' }, { status: 422 })))
    await tap('清甜')
    await tap('保存')
    await untilSheet('有的标签在企业微信里已经删了。')
    expect(sheet()).toContain('已选 2 个')
  })

  test('are put on and taken off, shown at once, on their way to WeCom, and put back by the undo', async () => {
    const state = await openTags()
    await tap('清甜')
    await tap('老客')
    await tap('保存')
    await until(() => toastText() === '标签改好了，正在同步到企业微信')
    await untilSheet('的资料')
    expect(sheet()).toContain('清甜')
    expect(sheet()).not.toContain('老客')
    expect(state.sidebar.profile.tags.map(tag => tag.name)).toEqual(['清甜'])
    await undo()
    await until(() => state.sidebar.profile.tags.map(tag => tag.name).join() === '老客')
  })
})
