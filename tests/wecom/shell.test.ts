import AxeBuilder from '@axe-core/playwright'
import { getJsApiSignature } from '@wecom/crypto'
import { type Browser, type Frame, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type Harness, startHarness } from './simulator-fixture.ts'
import { startSdkPage } from './sdk-page.ts'

let app: Awaited<ReturnType<typeof startSdkPage>>
let harness: Harness
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  app = await startSdkPage()
  browser = await launchBrowser()
})
beforeEach(async () => {
  harness = await startHarness({ upstream: app.origin })
  page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage()
  page.on('pageerror', error => complaints.push(error.message))
  await open({ customer: 'wmDemo0001' })
})
afterEach(async () => {
  await page.context().close()
  await harness.close()
  expect(complaints.splice(0)).toEqual([])
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
})

/** The shell, standing: before that its buttons do nothing yet. */
async function open(asked: Record<string, string>): Promise<void> {
  await page.goto(`${harness.origin}/simulator/?${new URLSearchParams({ member: 'rep-chen', ...asked })}`)
  await page.waitForURL(/[?&]view=/)
}
/** Everything of the shell shows this: the address is written last. */
const shows = (words: string): Promise<void> => page.waitForURL(url => url.search.includes(words))

/** The app's frame, registered with the real SDK. */
async function appFrame(): Promise<Frame> {
  const handle = await page.waitForSelector('#client-frame iframe')
  const frame = await handle.contentFrame()
  if (!frame) throw new Error('no frame')
  await frame.waitForFunction(() => window.ww !== undefined && 'WeixinJSBridge' in window)
  const { ticket } = await harness.api('GET', 'ticket/get', undefined, { type: 'agent_config' })
  const signature = getJsApiSignature({ url: `${harness.origin}/`, ticket: String(ticket), nonceStr: 'n', timestamp: '1' })
  await frame.evaluate(([corpId, agentId, signature]) => window.ww.register({
    corpId, agentId, jsApiList: ['getContext', 'getCurExternalContact', 'getCurExternalChat', 'sendChatMessage'], getAgentConfigSignature: () => signature,
  }), [harness.corp.corpId, harness.corp.agentId, signature] as const)
  return frame
}
const customerOf = (frame: Frame) => frame.evaluate(async () => (await (window.ww.getCurExternalContact as () => Promise<{ userId: string }>)()).userId)
const send = (frame: Frame) => frame.evaluate(() => {
  const sdk = window.ww.sendChatMessage as (message: object) => Promise<{ errMsg: string }>
  return sdk({ msgtype: 'text', text: { content: '这周的活动' } }).then(answer => answer.errMsg, (answer: { errMsg: string }) => answer.errMsg)
})

describe('the shell', () => {
  it('asks the member before a message goes out, and shows it in the chat', async () => {
    const frame = await appFrame()
    const sending = send(frame)
    await page.getByRole('alertdialog').getByText('这周的活动').waitFor()
    await page.getByRole('alertdialog').getByRole('button', { name: '发送' }).click()
    expect(await sending).toBe('sendChatMessage:ok')
    await page.locator('#messages').getByText('这周的活动').waitFor()
  })

  it('tells the app when the member presses 取消, and nothing is sent', async () => {
    const sending = send(await appFrame())
    await page.getByRole('alertdialog').getByRole('button', { name: '取消' }).click()
    expect(await sending).toBe('sendChatMessage:cancel')
    expect((await harness.state()).sent).toEqual([])
  })

  it('builds a new web view for every chat on the desktop', async () => {
    const first = await appFrame()
    await page.getByRole('button', { name: /阿青/ }).click()
    await shows('customer=wmDemo0002')
    expect(first.isDetached()).toBe(true)
    expect(await customerOf(await appFrame())).toBe('wmDemo0002')
  })

  it('keeps the web view on the phone, which becomes visible again for the next customer', async () => {
    await page.getByRole('radio', { name: '手机' }).click()
    await page.waitForFunction(() => document.querySelector('iframe')?.dataset.simulatorContext?.includes('Android'))
    const frame = await appFrame()
    expect(await customerOf(frame)).toBe('wmDemo0001')
    const seen = frame.evaluate(() => new Promise(resolve => document.addEventListener('visibilitychange', () => resolve('visible'))))
    await page.getByRole('button', { name: /阿青/ }).click()
    expect(await seen).toBe('visible')
    expect(await customerOf(frame)).toBe('wmDemo0002')
  })

  it('lets the customer write back', async () => {
    await page.getByPlaceholder('以客户的身份写一句').fill('好的，谢谢')
    await page.keyboard.press('Enter')
    await page.locator('#messages li.customer').getByText('好的，谢谢').waitFor()
  })

  it('changes the member, and with it who is logged in and whose chats are shown', async () => {
    await page.locator('#member').selectOption('rep-zhou')
    await shows('member=rep-zhou')
    expect(await page.locator('#chat-list li').count()).toBe(1)
    expect(await customerOf(await appFrame())).toBe('wmDemo0001')
    expect((await page.context().cookies(`${harness.origin}/simulator/`)).find(cookie => cookie.name === 'simulator_member')?.value).toBe('rep-zhou')
  })

  it('moves the clock, switches a fault on and off, and shows what was called', async () => {
    await page.getByRole('button', { name: '控制台' }).click()
    await page.getByRole('button', { name: '时钟', exact: true }).click()
    await page.getByRole('button', { name: '＋1 天' }).click()
    await page.getByText(/模拟时间：2026\/11\/21/).waitFor()
    await page.getByRole('button', { name: '故障', exact: true }).click()
    await page.getByRole('button', { name: '应用没有权限' }).click()
    await page.getByText('故障已打开').waitFor()
    await page.getByRole('button', { name: '全部恢复正常' }).click()
    await page.locator('#alarm').waitFor({ state: 'hidden' })
    await harness.api('GET', 'user/get', undefined, { userid: 'rep-chen' })
    await page.getByRole('button', { name: '接口调用', exact: true }).click()
    await page.getByText('GET user/get').waitFor()
  })

  it('adds a customer by a form, which keeps a refusal in sight, and opens the new chat', async () => {
    await harness.control('faults', { limits: { customerLimit: 0 } })
    await page.getByRole('button', { name: '新客户扫码' }).click()
    await page.getByLabel('微信昵称').fill('小橘')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('as many customers as it may').waitFor()
    await harness.control('faults', {})
    await page.keyboard.press('Enter')
    await page.locator('#chat-name').getByText('小橘').waitFor()
    expect((await harness.state()).callbacks).toMatchObject([{ changeType: 'add_external_contact', userid: 'rep-chen' }])
  })

  it('closes a form with Escape, and nothing has happened', async () => {
    await page.getByRole('button', { name: '建客户群' }).click()
    await page.keyboard.press('Escape')
    await page.locator('#form').waitFor({ state: 'hidden' })
    expect(harness.simulator.company.groupChats).toEqual([])
  })

  it('makes a group, opens the app with its entry, and lets everybody in it speak', async () => {
    await page.getByRole('button', { name: '建客户群' }).click()
    await page.getByLabel('群名').fill('老客群')
    await page.keyboard.press('Enter')
    await page.locator('#chat-name').getByText('老客群（4）').waitFor()
    await shows('group=wr')
    const frame = await appFrame()
    const [group] = harness.simulator.company.groupChats ?? []
    expect(await frame.evaluate(async () => [(await (window.ww.getContext as () => Promise<{ entry: string }>)()).entry, (await (window.ww.getCurExternalChat as () => Promise<{ chatId: string }>)()).chatId])).toEqual(['group_chat_tools', group?.chat_id])
    await page.locator('#speaker').selectOption('wmDemo0002')
    await page.getByPlaceholder('阿青@微信 在群里说').fill('有无糖的吗')
    await page.keyboard.press('Enter')
    await page.locator('#messages li.customer').getByText('有无糖的吗').waitFor()
    const sending = send(frame)
    await page.getByRole('alertdialog').getByRole('button', { name: '发送' }).click()
    expect(await sending).toBe('sendChatMessage:ok')
    await page.locator('#messages li.own').getByText('这周的活动').waitFor()
  })

  it('hands a group on to a colleague who was asked in, puts up a notice, and moves a tag ahead in the admin\'s console', async () => {
    await harness.simulator.emit({ kind: 'group-created', chat_id: 'wrGroup01', name: '老客群', owner: 'rep-chen', external_userid: ['wmDemo0001'] })
    await harness.simulator.emit({ kind: 'tag-created', group_name: '等级', name: '金卡', id: 'etGold' })
    await open({ customer: 'wrGroup01' })
    await page.locator('#chat-list').getByText('老客群').click()
    await page.getByRole('button', { name: '控制台' }).click()
    await page.getByLabel('群公告').fill('周三发货')
    await page.getByRole('button', { name: '发群公告' }).click()
    // Drawn anew: what is chosen before that is gone.
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[aria-label=群公告]')?.value === '')
    await page.getByLabel('哪位同事进群').selectOption('rep-zhou')
    await page.getByRole('button', { name: '拉同事进群' }).click()
    await page.getByLabel('谁当群主').selectOption('rep-zhou')
    await page.getByRole('button', { name: '转让群主' }).click()
    await page.getByRole('button', { name: '末位标签提到最前' }).click()
    await expect.poll(async () => JSON.stringify((await harness.state()).callbacks)).toContain('shuffle')
    const { groupChats = [], tagGroups } = harness.simulator.company
    expect(groupChats).toMatchObject([{ owner: 'rep-zhou', notice: '周三发货' }])
    expect([...tagGroups[0]?.tag ?? []].sort((a, b) => b.order - a.order).map(tag => tag.id)).toEqual(['etGold', 'etVip'])
  })

  it('deletes on either side, and sends the mass message that waits for the member', async () => {
    await harness.api('POST', 'externalcontact/add_msg_template', { sender: 'rep-chen', text: { content: '活动来了' } })
    await page.getByRole('button', { name: '控制台' }).click()
    await page.getByRole('button', { name: '发送企业群发' }).click()
    await page.locator('#messages').getByText('活动来了').waitFor()
    await page.getByRole('button', { name: '客户删除了我们' }).click()
    await page.locator('#chat-list').getByText('已删除我们').waitFor()
    await page.getByRole('button', { name: '客户又加回来' }).click()
    await page.locator('#chat-list').getByText('已删除我们').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '成员删除了客户' }).click()
    await page.waitForFunction(() => document.querySelectorAll('#chat-list li').length === 2)
  })

  it.each(['light', 'dark'])('is readable and named throughout, %s', async (theme) => {
    await open({ customer: 'wmDemo0001', theme })
    await page.getByRole('button', { name: '控制台' }).click()
    await page.getByRole('button', { name: '故障', exact: true }).click()
    await page.getByRole('heading', { name: '平台接口' }).waitFor()
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().exclude('#client-frame').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)).toEqual([])
  })

  it('shows one pane at a time on a phone, and nothing is wider than it', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('navigation', { name: '窗格' }).getByRole('button', { name: '聊天列表' }).click()
    await page.getByRole('button', { name: /阿青/ }).click()
    await page.locator('#chat-name').getByText('阿青').waitFor()
    await page.getByRole('navigation', { name: '窗格' }).getByRole('button', { name: '知客' }).click()
    await page.locator('#client-frame iframe').waitFor()
    expect(await page.locator('#messages').isVisible()).toBe(false)
    await page.getByRole('button', { name: '控制台' }).click()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })
})
