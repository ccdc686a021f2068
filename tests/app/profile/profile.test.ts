import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { aProfile, aSidebar } from '../../../mock/api/sample.ts'
import type { Profile } from '../../../contract/customers.schema.ts'
import type { MockState } from '../../../mock/api/state.ts'
import { cleanPages, find, openCustomer, sheet, tap, textOf, toastText, type, undo, until, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

async function open(change: Partial<Profile> = {}): Promise<{ state: MockState, bodies: unknown[] }> {
  const bodies: unknown[] = []
  const state = await openCustomer(aSidebar({ profile: aProfile(change) }))
  api.use(http.patch('/api/customers/:id', async ({ request }) => { bodies.push(await request.clone().json()) }))
  find('[data-do=edit-profile]')!.click()
  await untilText('.sheet-title', '的资料')
  return { state, bodies }
}

describe('the profile', () => {
  test('has every fact in full, in words', async () => {
    await open({ scene: 'drifting', birthdayOn: '1980-03-08' })
    for (const fact of [
      '微信名王敏', '分层VIP · 高价值 · 1V1·禁群发', '场景渐远', '消费¥38,600，全渠道 12 笔', '上次下单43 天前（2026年5月3日 11:00）', '上次联系12 天前', '上次回复12 天前',
      '加微2024年6月1日 11:00 · 扫描二维码', '渠道码抖店包裹卡', '归属陈晓', '生日3月8日', '怎么吃长期自用、燕窝、先生嫌甜', '老客',
    ]) expect(sheet()).toContain(fact)
  })

  test('says what is unknown and what to do about it, never 0 or a dash', async () => {
    await open({ lastReplyAt: null, birthdayOn: null, channel: null, tags: [], ownerName: null, consumption: { type: null, need: null, attention: [] } })
    for (const fact of ['上次回复未知，客户回了就标一下', '生日未知，聊到时记一笔', '渠道码没有用渠道码', '还没有标签', '归属未知，请主管分配', '怎么吃未知，首聊三问答了就有']) expect(sheet()).toContain(fact)
  })

  test('writes only what was changed, counts the characters, and says that WeCom still has to hear of it', async () => {
    const { bodies } = await open()
    await type('remark', '杭州王姐')
    expect(sheet()).toContain('4/20')
    await tap('保存')
    await until(() => toastText() === '改好了，正在同步到企业微信')
    expect(bodies).toEqual([{ remark: '杭州王姐' }])
    expect(textOf('.who-name')).toBe('杭州王姐')
    find('[data-do=edit-profile]')!.click()
    await untilText('.sheet', '等待同步到企业微信')
  })

  test('is opened by the next tap while the page is still being read anew', async () => {
    const { state } = await open()
    let letGo = (): void => {}
    const held = new Promise<void>((done) => { letGo = done })
    api.use(http.get('/api/customers/:id/sidebar', () => held.then(() => HttpResponse.json(state.sidebar))))
    await type('remark', '杭州王姐')
    await tap('保存')
    await until(() => !find('.sheet'))
    find('[data-do=edit-profile]')!.click()
    await untilText('.sheet', '等待同步到企业微信')
    letGo()
  })

  test('keeps what was filled in when the sheet is closed, until it is saved', async () => {
    const { bodies } = await open()
    const values = () => [...document.querySelectorAll<HTMLInputElement>('.sheet input, .sheet textarea')].map(({ value }) => value)
    const before = values()
    await type('remark', '杭州王姐')
    await type('region', '浙江 宁波')
    await tap('60 以上')
    await tap('关闭')
    await until(() => !find('.sheet'))
    find('[data-do=edit-profile]')!.click()
    await untilText('.sheet-title', '的资料')
    expect(values()).toEqual(['杭州王姐', before[1], '浙江 宁波'])
    await tap('保存')
    await until(() => bodies.length === 1)
    expect(bodies).toEqual([{ remark: '杭州王姐', region: '浙江 宁波', ageBand: expect.any(String) as string }])
    await undo()
    await until(() => bodies.length === 2)
    await until(() => !find('.sheet'))
    find('[data-do=edit-profile]')!.click()
    await untilText('.sheet-title', '的资料')
    await until(() => values().join() === before.join())
  })

  test('gives the focus back to what opened it, though that was drawn anew', async () => {
    await openCustomer()
    find('[data-do=edit-profile]')!.focus()
    find('[data-do=edit-profile]')!.click()
    await untilText('.sheet-title', '的资料')
    expect(document.activeElement?.closest('.sheet')).not.toBeNull()
    await type('remark', '杭州王姐')
    await tap('保存')
    await until(() => textOf('.who-name') === '杭州王姐')
    await until(() => !find('.sheet') && document.activeElement === find('[data-do=edit-profile]'))
  })

  test('that is changed back draws the strip anew, and the focus stays on it', async () => {
    await open()
    await type('remark', '杭州王姐')
    await tap('保存')
    await until(() => textOf('.who-name') === '杭州王姐' && !find('.sheet'))
    const strip = find('[data-do=edit-profile]')!
    strip.focus()
    await undo()
    await until(() => textOf('.who-name') === '王姐')
    expect(strip.isConnected).toBe(false)
    expect(document.activeElement).toBe(find('[data-do=edit-profile]'))
  })

  test('is changed back by the undo', async () => {
    const { state, bodies } = await open()
    await type('region', '宁波')
    await tap('50–59')
    await tap('保存')
    await until(() => state.sidebar.profile.region === '宁波')
    await undo()
    await until(() => state.sidebar.profile.region === '杭州')
    expect(bodies).toEqual([{ region: '宁波', ageBand: '50_59' }, { region: '杭州', ageBand: '40_49' }])
  })

  test('keeps what was typed when saving fails', async () => {
    await open()
    api.use(http.patch('/api/customers/:id', () => HttpResponse.json({ code: 'invalid-value', message: '备注最多 20 个字。' }, { status: 422 })))
    await type('description', '喜欢清淡')
    await tap('保存')
    await untilText('.sheet', '备注最多 20 个字。')
    expect(find('.sheet textarea')).toHaveProperty('value', '喜欢清淡')
  })

  test('of a customer one doesn\'t follow keeps remark and description shut, the rest open', async () => {
    await open({ isFollowedByMe: false })
    expect(sheet()).toContain('备注和描述由 陈晓 改')
    expect(['remark', 'description', 'region'].map(name => find(`[name=${name}]`)!.hasAttribute('disabled'))).toEqual([true, true, false])
  })

  test('can\'t be saved while nothing was changed', async () => {
    await open()
    expect(find('.sheet-foot button')!.hasAttribute('disabled')).toBe(true)
  })
})

describe('先别打扰', () => {
  test('is a switch for the keyboard too', async () => {
    await open()
    const press = (key: string) => find('.sheet [role=switch]')!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    press(' ')
    await until(() => find('.sheet [role=switch]')!.getAttribute('aria-checked') === 'true')
    press('Enter')
    await until(() => find('.sheet [role=switch]')!.getAttribute('aria-checked') === 'false')
  })

  test('is saved with the profile', async () => {
    const { bodies } = await open()
    find('.sheet [role=switch]')!.click()
    await tap('保存')
    await until(() => toastText() === '资料改好了')
    expect(bodies).toEqual([{ optOut: true }])
  })

  test('is shown at once and can be taken back', async () => {
    const state = await openCustomer()
    await tap('更多')
    await tap('先别打扰')
    await until(() => toastText() === '标了先别打扰')
    expect(textOf('.who-first')).toContain('先别打扰')
    expect(state.sidebar.profile.optOut).toBe(true)
    await undo()
    await until(() => !state.sidebar.profile.optOut)
    await until(() => !textOf('.who-first').includes('先别打扰'))
  })

  test('is put back when the server refuses', async () => {
    await openCustomer()
    let answer = () => {}
    api.use(http.patch('/api/customers/:id', () => new Promise((resolve) => { answer = () => resolve(HttpResponse.json({ code: 'not-allowed', message: '你不能改这位客户。' }, { status: 403 })) })))
    await tap('更多')
    await tap('先别打扰')
    await until(() => textOf('.who-first').includes('先别打扰'))
    await until(() => { answer(); return toastText() === '你不能改这位客户。' })
    expect(textOf('.who-first')).not.toContain('先别打扰')
  })
})
