import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CustomerId } from '../../contract/ids.ts'
import { situationKinds } from '../../contract/words.ts'
import { anOpenTouch, aProfile, aSidebar } from '../support/a-sidebar.ts'
import { launchBrowser } from '../support/browser.ts'
import { type Answers, copyBuiltApp, serveBuiltApp, testSignature } from '../support/built-app.ts'
import { type FakeClient, installFakeBridge, wecomUserAgent } from '../support/fake-bridge.ts'

/** The built app in Chromium, with the real SDK on a fake client. */
let folder: string
let browser: Browser
let app: { url: string, close: () => Promise<void> }
let answers: Answers
let page: Page

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhike-app-'))
  const [launched] = await Promise.all([launchBrowser(), copyBuiltApp(folder)])
  browser = launched
  app = await serveBuiltApp((...request) => answers(...request), folder)
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => { answers = (_, path) => path.includes('/sidebar') ? { body: aSidebar() } : undefined })

interface Opening { client?: Partial<FakeClient>, userAgent?: string, before?: (page: Page) => Promise<unknown> }

async function open({ client = {}, userAgent = wecomUserAgent('Light'), before }: Opening = {}): Promise<string[]> {
  await page?.context().close()
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, userAgent })
  page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  await page.addInitScript(installFakeBridge, { entry: 'single_chat_tools', userId: 'wmTest0001', ...client })
  await before?.(page)
  await page.goto(app.url)
  return complaints
}
const isReady = () => page.waitForSelector('html[data-app=ready]', { state: 'attached' })
const entryOf = (html: string) => JSON.parse(/\{"script":"[^}]+\}/.exec(html)![0]) as { script: string, styles: string[], preload: string[] }

describe('what comes over the wire', () => {
  test('the page fits into one TCP window of 14 kB, signature included', async () => {
    const html = (await readFile(join(folder, 'index.html'), 'utf8')).replace('>null<', () => `>${JSON.stringify({ ...testSignature, signature: 'f83bc6a1b7c2e6a7f83bc6a1b7c2e6a7f83bc6a1' })}<`)
    expect(gzipSync(html, { level: 9 }).length).toBeLessThanOrEqual(14 * 1024)
  })

  test('the scripts before the first view can be used are at most 75 kB, SDK included', async () => {
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    const { script, preload } = entryOf(html)
    const files = await Promise.all([script, ...preload].map(name => readFile(join(folder, `${name}.br`))))
    const bytes = files.reduce((sum, file) => sum + file.length, brotliCompressSync(html).length)
    expect(bytes).toBeLessThanOrEqual(75_000)
    expect(files.length).toBeGreaterThan(0)
  })
})

describe('the opening of a chat', () => {
  test('draws the card before any file of the app is asked for, then hands over without moving anything', async () => {
    const asked: string[] = []
    const complaints = await open({ before: async (page) => {
      page.on('request', request => asked.push(new URL(request.url()).pathname))
      await page.addInitScript(() => {
        const seen = window as unknown as { shift: number, cards: string[], frameAt?: number }
        Object.assign(seen, { shift: 0, cards: [] })
        new PerformanceObserver(list => list.getEntries().forEach((entry) => { seen.shift += (entry as unknown as { value: number }).value })).observe({ type: 'layout-shift', buffered: true })
        new MutationObserver(() => {
          const card = document.querySelector('.page:not(.bones)')
          // The app gives tabs their place among the stops of the Tab key (use-tab-keys.ts), which nobody sees.
          const text = card?.innerHTML.replace(/<!--.*?-->/g, '').replace(/(?<=role="tab"[^>]*) tabindex="-?\d"/g, '').replace(/<div class="panel".*?<section class="fv fv-bar">/s, '<section class="fv fv-bar">')
          if (text && seen.cards.at(-1) !== text) seen.cards.push(text)
          if (text) requestAnimationFrame(() => requestAnimationFrame(() => { seen.frameAt ??= performance.now() }))
        }).observe(document, { childList: true, subtree: true })
      })
    } })
    await isReady()
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
    const { shift, cards, frameAt, firstFileAt } = await page.evaluate(() => {
      const { shift, cards, frameAt } = window as unknown as { shift: number, cards: string[], frameAt: number }
      return { shift, cards, frameAt, firstFileAt: Math.min(...performance.getEntriesByType('resource').filter(({ name }) => name.includes('/assets/')).map(({ startTime }) => startTime)) }
    })
    const sidebarAt = asked.indexOf('/api/customers/wmTest0001/sidebar')
    expect(asked.filter(path => path.startsWith('/api/'))).toEqual(['/api/customers/wmTest0001/sidebar'])
    expect(sidebarAt).toBeLessThan(asked.findIndex(path => path.startsWith('/assets/')))
    expect(firstFileAt).toBeGreaterThanOrEqual(frameAt)
    expect(cards).toHaveLength(1)
    expect(shift).toBe(0)
    expect(complaints).toEqual([])
  })

  test('fetches the app on a page that is hidden too, which has no frames', async () => {
    await open({ before: page => page.addInitScript(() => {
      Object.defineProperty(document, 'hidden', { get: () => true })
      window.requestAnimationFrame = () => 0
    }) })
    await isReady()
    expect(await page.textContent('.who-name')).toBe('王姐')
  })

  test('keeps a tap that comes before the app and does it afterwards', async () => {
    let letGo = () => {}
    const held = new Promise<void>((resolve) => { letGo = resolve })
    await open({ before: page => page.route('**/assets/**', route => held.then(() => route.continue())) })
    await page.click('[data-do=why]')
    expect(await page.locator('.card-why li').count()).toBe(0)
    letGo()
    await isReady()
    await page.waitForSelector('.card-why li')
  })

  test('keeps what is typed and where the cursor is', async () => {
    answers = (_, path) => path.includes('/sidebar') ? { body: aSidebar('nothing_due') } : undefined
    let letGo = () => {}
    const held = new Promise<void>((resolve) => { letGo = resolve })
    await open({ before: page => page.route('**/assets/**', route => held.then(() => route.continue())) })
    await page.fill('.find-field', '怎么炖')
    letGo()
    await isReady()
    expect(await page.inputValue('.find-field')).toBe('怎么炖')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('find-field')
  })

  test('has the theme of the client before the first paint', async () => {
    await open({ userAgent: wecomUserAgent('Dark') })
    await isReady()
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(17, 19, 21)')
  })

  test.each(situationKinds)('fits 360 × 640 down to the sentence of purchases (%s, with the question for a reply)', async (kind) => {
    answers = (_, path) => path.includes('/sidebar') ? { body: aSidebar(kind, { askReply: anOpenTouch() }) } : undefined
    await open()
    await isReady()
    const places = await page.evaluate(() => ({
      bought: document.querySelector('.fv-bought')!.getBoundingClientRect().bottom, bar: document.querySelector('.fv-bar')!.getBoundingClientRect().top,
      wide: document.documentElement.scrollWidth, small: [...document.querySelectorAll('button, input')].filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML),
    }))
    expect(places.bought).toBeLessThanOrEqual(places.bar)
    expect(places.wide).toBe(360)
    expect(places.small).toEqual([])
  })
})

describe('another chat on a kept page', () => {
  test('switches the view', async () => {
    answers = (_, path) => path.includes('/sidebar') ? { body: aSidebar('nothing_due', { profile: aProfile({ remark: path.includes('wmTest0002') ? '李女士' : '王姐' }) }) } : undefined
    await open()
    await isReady()
    await page.evaluate((id) => {
      (window as unknown as { fakeClient: { userId: string } }).fakeClient.userId = id
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    }, 'wmTest0002' as CustomerId)
    await page.waitForFunction(() => document.querySelector('.who-name')?.textContent === '李女士')
  })
})

describe('when nobody can be shown', () => {
  test.each<[string, Opening, string]>([
    ['outside WeCom', { userAgent: 'Mozilla/5.0 Chrome/120' }, '请在企业微信里打开'],
    ['in a group chat', { client: { entry: 'group_chat_tools' } }, '这里是群聊'],
    ['without the permission', { client: { answers: { getCurExternalContact: { err_msg: 'getCurExternalContact:fail no permission' } } } }, '没有查看客户的权限'],
    ['with a refused signature', { client: { answers: { agentConfig: { err_msg: 'agentConfig:invalid signature more info at https://open.work.weixin.qq.com/devtool/query?e=40093' } } } }, '企业微信没有认这个应用'],
  ])('%s the page says so', async (_, opening, title) => {
    answers = (_, path) => path.startsWith('/api/wecom/signature') ? { body: testSignature } : undefined
    await open(opening)
    await page.waitForFunction(wanted => document.querySelector('.failure h1')?.textContent === wanted, title)
  })

  test('without a session it goes to the login once, and says so when that did not help', async () => {
    answers = () => ({ status: 401, body: { code: 'not-signed-in', message: '请登录' } })
    let logins = 0
    await open({ before: page => page.route('**/auth/wecom', (route) => {
      logins += 1
      return route.fulfill({ status: 302, headers: { location: '/#wechat_redirect' } })
    }) })
    await page.waitForFunction(() => document.querySelector('.failure h1')?.textContent === '没有登录成功')
    expect(logins).toBe(1)
  })

  test('when the app\'s files can\'t be had the card stays and says what is missing', async () => {
    await open({ before: page => page.route('**/assets/**', route => route.abort()) })
    await page.waitForSelector('.not-loaded')
    expect(await page.textContent('.who-name')).toBe('王姐')
  })
})
