import type { Browser, BrowserContext, Page } from 'playwright-core'

export const narrow = { width: 360, height: 800 }
export const phone = { width: 390, height: 844 }

export interface Opening {
  member?: string
  customer?: string
  entry?: 'single_chat_tools' | 'contact_profile' | 'group_chat_tools' | 'normal'
  theme?: 'light' | 'dark'
  device?: 'windows' | 'ios'
  viewport?: { width: number, height: number }
}

/** Something in the page's console or an error nobody caught: each is a failure of the test that saw it. */
export interface Client { page: Page, context: BrowserContext, complaints: string[], close: () => Promise<void> }

/** A member's WeCom client with the sidebar open: its own cookie jar, the real SDK over the simulator's bridge. */
export async function openClient(browser: Browser, origin: string, opening: Opening = {}): Promise<Client> {
  const context = await browser.newContext({ viewport: opening.viewport ?? narrow, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', permissions: ['clipboard-read', 'clipboard-write'] })
  await context.addInitScript(rememberToasts)
  const page = await context.newPage()
  const complaints = listen(page)
  await page.goto(frameUrl(origin, opening))
  return { page, context, complaints, close: () => context.close() }
}

/** The address that makes this tab the client of a member, beside the chat with a customer. */
export function frameUrl(origin: string, { member = 'rep-chen', customer, entry = 'single_chat_tools', theme = 'light', device = 'windows' }: Opening): string {
  return `${origin}/simulator/frame?${new URLSearchParams({ member, ...(customer && { customer }), entry, theme, device })}`
}

/** The browser's own line for an answer ≥ 400 is no complaint: tests of failures cause them on purpose. */
function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  return complaints
}

/** The app has taken the first view over from boot. */
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector('html[data-app=ready]', { state: 'attached' })
}

/** What taps need is here too: from now on the network or the server may go away. */
export async function loadedAhead(page: Page): Promise<void> {
  await page.waitForSelector('html[data-ahead=loaded]', { state: 'attached' })
}

/** Runs in the page before its first script: a toast goes away by itself, on a slow machine before the test has looked. */
function rememberToasts(): void {
  const page = globalThis as unknown as { toasts: string[] }
  page.toasts = []
  new MutationObserver(() => {
    const text = document.querySelector('.toast > span')?.textContent
    if (text && page.toasts.at(-1) !== text) page.toasts.push(text)
  }).observe(document, { childList: true, subtree: true, characterData: true })
}

/** What the page said in a toast since it was loaded. */
export async function told(page: Page, words: string): Promise<void> {
  await page.waitForFunction(wanted => (globalThis as unknown as { toasts: string[] }).toasts.some(text => text.includes(wanted)), words)
}

/** The chat beside the page changes, as on a phone: the same web view answers for another customer. */
export async function switchTo(page: Page, customer: string): Promise<void> {
  await page.evaluate(to => (globalThis as unknown as { simulatorBridge: { switchTo: (change: object) => Promise<void> } }).simulatorBridge.switchTo({ customer: to }), customer)
}
