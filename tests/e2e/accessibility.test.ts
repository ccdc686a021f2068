import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Sidebar } from '../../contract/customers.schema.ts'
import { frameUrl, narrow, phone, ready } from './support/client.ts'
import { e2eSuite } from './support/suite.ts'

const { open, openChat, origin } = e2eSuite()

/** Serious and critical findings, each with the element it stands on. */
async function findings(page: Page, within = 'html'): Promise<string[]> {
  // Fading texts are judged when they stand.
  await page.evaluate(() => Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => {}))))
  // The page has one frame: run there, axe needs no second page for its results, which took half of the time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include(within).options({ resultTypes: ['violations'] }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`))
}

const situations: [string, RegExp][] = [
  ['wmDemo0005', /首聊/], ['wmDemo0008', /问了/], ['wmDemo0001', /该补货了/], ['wmDemo0009', /没买/], ['wmDemo0011', /投诉没处理完/],
  ['wmDemo0017', /现在没有要跟的/], ['wmDemo0021', /现在没有要跟的/], ['wmDemo0016', /现在没有要跟的/],
]
/** Both widths and both themes; light and dark differ in colour, the widths in layout, so two pairs see all. */
const looks = [{ viewport: narrow, theme: 'light' }, { viewport: phone, theme: 'dark' }] as const

describe.each(looks)('at $viewport.width × $viewport.height, $theme', (look) => {
  it('has no serious finding on the first view of any situation, and the take-over moves nothing', async () => {
    const { page } = await open({ ...look, customer: situations[0]![0] })
    await ready(page)
    await page.addInitScript(watchShifts)
    for (const [customer, card] of situations) {
      await page.goto(frameUrl(origin(), { ...look, customer }))
      await page.getByRole('heading', { level: 1, name: card }).waitFor()
      await ready(page)
      expect([customer, await findings(page)]).toEqual([customer, []])
      expect([customer, await page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted)]).toEqual([customer, 0])
    }
  })

  it('has no serious finding on the lists', async () => {
    const { page } = await open({ ...look, entry: 'normal' })
    await ready(page)
    for (const list of ['今日', '客户', '我']) {
      await page.getByRole('link', { name: list, exact: true }).click()
      await page.locator('.line, .due, .me, main').first().waitFor()
      expect([list, await findings(page)]).toEqual([list, []])
    }
  })
})

describe.each(looks)('sheets and tabs at $viewport.width × $viewport.height, $theme', (look) => {
  it('has no serious finding in any', async () => {
    const { page } = await openChat('wmDemo0001', look)
    for (const tab of ['订单', '记录', '提醒', '话术']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('tabpanel').locator('> *:not(.skeleton)').first().waitFor()
      if (tab === '订单') await page.getByRole('img', { name: /^近 \d+ 个月每月消费/ }).waitFor()
      expect([tab, await findings(page)]).toEqual([tab, []])
    }
    const more = (name: RegExp) => async (): Promise<void> => {
      await page.getByRole('button', { name: '更多' }).click()
      await page.getByRole('dialog').getByRole('button', { name }).click()
    }
    const tap = (name: string | RegExp) => (): Promise<void> => page.getByRole('button', { name, exact: typeof name === 'string' }).first().click()
    const sheets: [string, () => Promise<void>][] = [
      ['更多', tap('更多')], ['记一笔', tap('记一笔')], ['资料', tap(/的资料$/)], ['首聊三问', tap(/^首聊三问/)], ['改话术', tap('修改话术')], ['客户说还有', tap('客户说还有')],
      ['我已联系', more(/^我已联系/)], ['我答应的事', more(/^我答应的事/)], ['登记', more(/^登记投诉/)], ['售后记录', more(/^售后记录/)],
      ['对一笔订单', more(/^对一笔订单/)], ['另一个微信', more(/^同一人的另一个微信/)],
    ]
    for (const [name, openIt] of sheets) {
      await openIt()
      await page.getByRole('dialog').waitFor()
      await page.getByRole('dialog').locator('.skeleton').waitFor({ state: 'detached' })
      expect([name, await findings(page, '[role=dialog]')]).toEqual([name, []])
      await page.getByRole('button', { name: '关闭' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  })
})

it.each(looks)('cuts nothing of a long remark or note at one and a half times the font, $viewport.width px', async (look) => {
  const { page } = await open({ ...look, customer: 'wmDemo0001' })
  await ready(page)
  await page.addInitScript(() => addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '150%' }))
  await page.route('**/api/customers/*/sidebar', async (route) => {
    const sidebar = await (await route.fetch()).json() as Sidebar
    sidebar.profile.remark = '欧阳慕容司徒诸葛上官姐（杭州西湖老客户）'
    if (sidebar.situation.kind === 'supply_ending') sidebar.situation.lastNote = '先生嫌甜，女儿九月在杭州结婚要用三十份伴手礼，婆婆血糖高不能吃带糖的，让我下个月问问无糖的有没有小瓶装'
    await route.fulfill({ json: sidebar })
  })
  await page.reload()
  await ready(page)
  const cut = () => page.locator('.who-name, .who-origin, .card-fact').evaluateAll(texts => texts.filter(text => text.scrollWidth > text.clientWidth + 1 || text.scrollHeight > text.clientHeight + 1).map(text => text.textContent))
  expect(await page.locator('.who-name').textContent()).toContain('上官姐')
  expect(await cut()).toEqual([])
})

/** By who has them, with their headings. */
const companyPages: [string, [string, string][]][] = [
  ['operator-he', [['/settings', '联系的次数和时间'], ['/welcomes', '欢迎语'], ['/imports', '导入'], ['/bulk', '群发'], ['/bulk/new', '新的群发']]],
  ['lead-lin', [['/over-limit', '超出次数的联系']]],
]

describe.each(looks)('pages of the company at $viewport.width × $viewport.height, $theme', (look) => {
  it.each(companyPages)('have no serious finding for %s', async (member, pages) => {
    const { page } = await open({ ...look, member, entry: 'normal' })
    await ready(page)
    for (const [path, heading] of pages) {
      await page.evaluate((to) => { location.hash = to }, path)
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor({ state: 'attached' })
      await page.locator('.row-skeleton').waitFor({ state: 'detached' })
      expect([path, await findings(page)]).toEqual([path, []])
    }
  })
})

/** Runs in the page before its first script: sums up what the layout moved by itself. */
function watchShifts(): void {
  const page = globalThis as unknown as { shifted: number }
  page.shifted = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number, hadRecentInput: boolean })[]) page.shifted += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
}
