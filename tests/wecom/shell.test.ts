import { getJsApiSignature } from '@wecom/crypto'
import { type Browser, type Frame, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type Harness, startHarness } from './simulator-fixture.ts'
import { startSdkPage } from './sdk-page.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

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
  page = await browser.newPage({ viewport: { width: 1280, height: 860 } })
  page.on('pageerror', error => complaints.push(error.message))
  await page.goto(`${harness.origin}/simulator/?member=rep-chen&customer=wmDemo0001`)
})
afterEach(async () => {
  await page.close()
  await harness.close()
  expect(complaints.splice(0)).toEqual([])
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
})

/** The app's frame, registered with the real SDK. */
async function appFrame(): Promise<Frame> {
  const handle = await page.waitForSelector('#client-frame iframe')
  const frame = await handle.contentFrame()
  if (!frame) throw new Error('no frame')
  await frame.waitForFunction(() => window.ww !== undefined && 'WeixinJSBridge' in window)
  const { ticket } = await harness.api('GET', 'ticket/get', undefined, { type: 'agent_config' })
  const signature = getJsApiSignature({ url: `${harness.origin}/`, ticket: String(ticket), nonceStr: 'n', timestamp: '1' })
  await frame.evaluate(([corpId, agentId, signature]) => window.ww.register({
    corpId, agentId, jsApiList: ['getCurExternalContact', 'sendChatMessage'], getAgentConfigSignature: () => signature,
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
    await page.waitForFunction(() => document.querySelector('#chat-note')?.textContent?.includes('wmDemo0002'))
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
    await page.waitForFunction(() => document.querySelectorAll('#chat-list li').length === 1)
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
})
