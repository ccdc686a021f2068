import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { told } from './support/client.ts'
import { e2eSuite } from './support/suite.ts'

const { openChat, simulator } = e2eSuite()

const heading = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor()

describe('the other situations', () => {
  it('asked: a chip takes what she wrote and the next question comes', async () => {
    const { page } = await openChat('wmDemo0007')
    await heading(page, '问了平时吃哪种')
    await page.getByRole('button', { name: '海参', exact: true }).click()
    await told(page, '已记下回答')
    await page.getByRole('button', { name: /首聊三问 ?海参/ }).waitFor()
    await page.getByRole('heading', { level: 1, name: '问了平时吃哪种' }).waitFor({ state: 'detached' })
  })

  it('supply about to end: 客户说还有 moves the estimate and the card gives way', async () => {
    const { page } = await openChat('wmDemo0004')
    await heading(page, /^约剩 .*该补货了$/)
    await page.getByRole('button', { name: '客户说还有' }).click()
    await page.getByRole('dialog', { name: '客户说还有' }).getByRole('button', { name: '一个月' }).click()
    await told(page, '记下了：还有 30 天')
    await page.getByRole('heading', { level: 1, name: '该补货了' }).waitFor({ state: 'detached' })
  })

  it('silent and of value: goes on from what she said, without an offer', async () => {
    const { page } = await openChat('wmDemo0010')
    await heading(page, /\d+ 天没买（平时 \d+）/)
    await page.getByText('上次聊到：妈妈刚出院回家，由她照顾').waitFor()
    await page.getByRole('button', { name: '接着聊', exact: true }).click()
    await told(page, '已发给')
    const [said, ...more] = await simulator().sentTo('wmDemo0010')
    expect(more).toEqual([])
    expect(said).toContain('妈妈刚出院回家')
    expect(said).not.toMatch(/¥|元|优惠|下单|补货/)
  })

  it('complaint: opened, selling hidden, handled with an apology and a record, closed', async () => {
    const { page } = await openChat('wmDemo0003')
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('button', { name: /登记投诉、退货、换货/ }).click()
    await page.getByRole('textbox', { name: '怎么回事' }).fill('收到两盒化了')
    await page.getByRole('button', { name: '登记投诉' }).click()
    await heading(page, /投诉没处理完/)
    expect(await page.getByRole('button', { name: /^发补货话术|^发送：补货/ }).count()).toBe(0)
    await page.getByRole('button', { name: '给方案' }).click()
    const sheet = page.getByRole('dialog', { name: '给方案：投诉' })
    await sheet.getByRole('button', { name: /^改一改再发$/ }).click()
    await page.getByRole('button', { name: '发到聊天' }).click()
    await told(page, '已发给')
    expect((await simulator().sentTo('wmDemo0003')).join()).toMatch(/抱歉|对不起|不好意思/)
    await sheet.getByRole('button', { name: '补发', exact: true }).click()
    await sheet.getByRole('textbox', { name: '补充' }).fill('今天补两盒')
    await sheet.getByRole('button', { name: '记下补发' }).click()
    await sheet.getByRole('listitem').filter({ hasText: '今天补两盒' }).waitFor()
    await sheet.getByRole('button', { name: '处理完了，结案' }).click()
    await page.getByRole('heading', { level: 1, name: '投诉没处理完' }).waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: '记录' }).click()
    await page.getByRole('region', { name: '时间线' }).getByText('投诉结案').waitFor()
  })

  it('nothing due: 找答案 finds scripts by what she asked', async () => {
    const { page } = await openChat('wmDemo0017')
    await heading(page, '现在没有要跟的')
    await page.getByRole('button', { name: '物流' }).click()
    const found = page.getByRole('tabpanel').getByRole('listitem')
    await found.first().waitFor()
    expect(await found.first().innerText()).toMatch(/到|快递|物流|单号/)
    await page.getByRole('searchbox', { name: '找答案' }).fill('送人')
    await page.keyboard.press('Enter')
    await found.filter({ hasText: /送/ }).first().waitFor()
  })

  it('two years of orders: five at first, then read on as one scrolls, none missing, few rows in the page', async () => {
    const { page } = await openChat('wmDemo0001')
    await page.getByRole('tab', { name: '订单' }).click()
    const panel = page.getByRole('tabpanel')
    const rows = panel.getByRole('list', { name: '订单' }).getByRole('listitem')
    await rows.first().waitFor()
    const count = Number(/共 (\d+) 笔/.exec(await panel.innerText())?.[1])
    expect(count).toBeGreaterThan(25)
    expect(await rows.count()).toBe(5)
    await panel.getByRole('button', { name: '看更早的' }).click()
    const seen = new Map<string | null, string>()
    await expect.poll(async () => {
      for (const [place, text] of await rows.evaluateAll(items => items.map(item => [item.getAttribute('aria-posinset'), item.textContent ?? ''] as const))) seen.set(place, text)
      await page.mouse.wheel(0, 300)
      return seen.size
    }, { interval: 60 }).toBe(count)
    expect(seen.get(String(count))).toContain('2024年')
    expect(await rows.count()).toBeLessThanOrEqual(60)
  })
})
