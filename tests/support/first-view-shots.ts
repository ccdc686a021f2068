/**
 * Screenshots of the built app in each situation: `npx vite build && node --import tsx tests/support/first-view-shots.ts [folder] [name…]`.
 * Not a test: for looking at.
 */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Sidebar } from '../../contract/customers.schema.ts'
import { situationKinds } from '../../contract/words.ts'
import { anOpenTouch, anOrder, aProfile, aSidebar } from './a-sidebar.ts'
import { launchBrowser } from './browser.ts'
import { serveBuiltApp } from './built-app.ts'
import { type FakeClient, installFakeBridge, wecomUserAgent } from './fake-bridge.ts'

interface Shot { name: string, sidebar: Sidebar, rootPercent?: number, client?: Partial<FakeClient>, click?: string, scroll?: boolean }

const long = aSidebar('supply_ending', {
  profile: aProfile({ name: '上善若水🌸王敏（欧阳家的小仙女）Amanda', remark: '欧阳王敏-杭州西湖区-老客户介绍', region: '内蒙古自治区呼和浩特市', channel: '2025双十一抖店包裹卡三期', lifetimeSpendFen: 123_456_700, optOut: true }),
  askReply: anOpenTouch(),
  orders: { ...aSidebar().orders, lastFive: [anOrder({ lines: [{ title: '马来西亚进口即食冰糖燕窝孕妇滋补礼盒装 70g×12 瓶', productName: null, spec: '', quantity: 12, paidFen: 1, refundFen: 0, isGift: false, isService: false }], paidFen: 1_298_800 })] },
})
const shots: Shot[] = [
  ...situationKinds.map(kind => ({ name: kind, sidebar: aSidebar(kind) })),
  { name: 'long', sidebar: long },
  { name: 'ask-reply', sidebar: aSidebar('nothing_due', { askReply: anOpenTouch() }) },
  { name: 'why', sidebar: aSidebar('supply_ending'), click: '[data-do=why]' },
  { name: 'large-font', sidebar: aSidebar('supply_ending'), rootPercent: 150 },
  { name: 'profile-entry', sidebar: aSidebar('silent'), client: { entry: 'contact_profile' } },
  { name: 'scrolled', sidebar: aSidebar('supply_ending'), scroll: true },
  { name: 'group', sidebar: aSidebar(), client: { entry: 'group_chat_tools' } },
]

const [, , target = 'tests/e2e/shots', ...names] = process.argv
const folder = resolve(target)
await mkdir(folder, { recursive: true })
const browser = await launchBrowser()
let current = aSidebar()
const app = await serveBuiltApp((_, path) => path.includes('/sidebar') ? { body: current } : undefined)
for (const [width, height] of [[360, 640], [390, 844]] as const) {
  for (const theme of ['Light', 'Dark'] as const) {
    for (const shot of shots.filter(({ name }) => names.length === 0 || names.includes(name))) {
      current = shot.sidebar
      const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 2, userAgent: wecomUserAgent(theme) })
      const page = await context.newPage()
      page.on('console', message => message.type() === 'error' && process.stderr.write(`${shot.name}: ${message.text()}\n`))
      page.on('pageerror', error => process.stderr.write(`${shot.name}: ${error.message}\n`))
      await page.addInitScript(installFakeBridge, { entry: 'single_chat_tools', userId: 'wmTest0001', ...shot.client })
      await page.goto(app.url)
      await page.waitForSelector(shot.name === 'group' ? '.failure' : 'html[data-app=ready]', { state: 'attached', timeout: 10_000 })
      if (shot.rootPercent) await page.evaluate(percent => { document.documentElement.style.fontSize = `${percent}%` }, shot.rootPercent)
      if (shot.click) await page.click(shot.click)
      if (shot.scroll) await page.evaluate(() => { document.querySelector<HTMLElement>('.panel')!.style.minHeight = '1200px'; scrollTo(0, 900) })
      await page.waitForTimeout(200)
      await page.screenshot({ path: resolve(folder, `${shot.name}-${width}-${theme.toLowerCase()}.png`) })
      await context.close()
    }
  }
}
await app.close()
await browser.close()
