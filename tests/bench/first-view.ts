import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliCompressSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import type { Browser, BrowserContext } from 'playwright-core'
import { benchServer, type BenchServer } from '../support/bench-server.ts'
import { launchBrowser } from '../support/browser.ts'
import { buildApp } from '../support/built-app.ts'
import { installFakeBridge, wecomUserAgent } from '../support/fake-bridge.ts'

/** Slow 4G as design.md §4 has it. */
const line = { latencyMs: 150, bitsPerSecond: 1_600_000, cpuSlowdown: 4 }
const openings = 5
const customer = { id: 'wmBulk0000001', name: '客户1' }
const pages = { 'sidebar': '/', 'hand-written': '/hand/' } as const
type Page = keyof typeof pages

/**
 * Milliseconds from opening the page until the customer's name is on the screen, of the sidebar and of a hand-written page that loads the same SDK,
 * asks the id and fetches the same response once. In turns in one run, each cold (nothing kept) and warm (kept HTML and files). Ratios are what counts.
 */
export async function run(args: string[]): Promise<void> {
  if (!args.includes('--no-build')) await buildApp('dist/app')
  const server = await benchServer(200, addHandWritten)
  const browser = await launchBrowser()
  try {
    const figures: Record<Page, { cold: number[], warm: number[] }> = { 'sidebar': { cold: [], warm: [] }, 'hand-written': { cold: [], warm: [] } }
    // One opening of each that does not count: code and plans get warm on the server's side.
    for (const page of Object.keys(pages) as Page[]) await coldAndWarm(browser, server, page)
    for (let round = 0; round < openings; round++) {
      for (const page of Object.keys(pages) as Page[]) {
        const { cold, warm } = await coldAndWarm(browser, server, page)
        figures[page].cold.push(cold)
        figures[page].warm.push(warm)
      }
    }
    report(figures)
  }
  finally {
    await browser.close()
    await server.close()
  }
}

/** A fresh profile opens the page, closes it, and opens it again as at the next chat. */
async function coldAndWarm(browser: Browser, server: BenchServer, page: Page): Promise<{ cold: number, warm: number }> {
  const context = await browser.newContext({ userAgent: wecomUserAgent('Light'), viewport: { width: 360, height: 640 } })
  await context.addCookies([{ ...server.cookie, url: server.url }])
  await context.addInitScript(installFakeBridge, { entry: 'single_chat_tools', userId: customer.id })
  await context.addInitScript(watchForText, customer.name)
  const cold = await open(context, server.url + pages[page])
  const warm = await open(context, server.url + pages[page])
  await context.close()
  return { cold, warm }
}

async function open(context: BrowserContext, url: string): Promise<number> {
  const tab = await context.newPage()
  const devtools = await context.newCDPSession(tab)
  const throughput = line.bitsPerSecond / 8
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: line.latencyMs, downloadThroughput: throughput, uploadThroughput: throughput })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: line.cpuSlowdown })
  await tab.goto(url, { waitUntil: 'commit' })
  const shownAt = await tab.waitForFunction(() => (window as unknown as { shownAt?: number }).shownAt, undefined, { polling: 50, timeout: 30_000 })
  const value = await shownAt.jsonValue() as number
  // What comes after the first view is fetched too, so that the next opening is the everyday one.
  await tab.waitForLoadState('networkidle')
  await tab.close()
  return value
}

/** In the page: the frame after the one in which the text stands in the document. (No named inner functions: tsx would ask the page for its helper.) */
function watchForText(text: string): void {
  new MutationObserver((_changes, observer) => {
    if (!document.body?.textContent?.includes(text)) return
    observer.disconnect()
    requestAnimationFrame(() => requestAnimationFrame(() => { (window as unknown as { shownAt?: number }).shownAt = performance.now() }))
  }).observe(document, { childList: true, subtree: true, characterData: true })
}

/** The yardstick on the same server: kept HTML with its signature, the SDK as an immutable file in Brotli. */
function addHandWritten(app: FastifyInstance): void {
  const sdk = brotliCompressSync(readFileSync(createRequire(import.meta.url).resolve('@wecom/jssdk').replace(/[^/\\]+$/, 'wecom.global.prod.js')))
  const signature = { corpId: 'wwtest00000001', agentId: '1000002', timestamp: 1, nonceStr: 'n', signature: 's' }
  const html = readFileSync(new URL('hand-written/index.html', import.meta.url), 'utf8').replace('/*signature*/null', JSON.stringify(signature))
  app.get('/hand/', (_request, reply) => reply.headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, max-age=3600', 'content-encoding': 'br', 'content-security-policy': '' }).send(brotliCompressSync(html)))
  app.get('/hand/wecom.js', (_request, reply) => reply.headers({ 'content-type': 'text/javascript', 'cache-control': 'public, max-age=31536000, immutable', 'content-encoding': 'br' }).send(sdk))
}

function report(figures: Record<Page, { cold: number[], warm: number[] }>): void {
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  say(`first-view: ms until the customer's name is on the screen; ${line.latencyMs} ms, ${line.bitsPerSecond / 1e6} Mbit/s, CPU ÷ ${line.cpuSlowdown}, median of ${openings} (smallest–largest)`)
  for (const kind of ['cold', 'warm'] as const) {
    for (const page of Object.keys(pages) as Page[]) {
      const values = figures[page][kind]
      say(`${kind} ${page.padEnd(13)} ${median(values).toFixed(0).padStart(5)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`)
    }
    say(`${kind} sidebar ÷ hand-written ${(median(figures.sidebar[kind]) / median(figures['hand-written'][kind])).toFixed(2)}`)
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
