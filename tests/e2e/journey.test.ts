import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { copyData, startComposition, type Composition } from './support/composition-process.ts'
import { told } from './support/client.ts'
import { postgresOn, processesNaming } from './support/processes.ts'
import { e2eSuite } from './support/suite.ts'

const fact = '先生嫌甜，六月要去杭州'
const newcomer = 'wmDemo0002'
const minuteMs = 60_000

describe('a rep\'s work with a new customer, on a composition of its own that is killed and started again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhike-journey-'))
  const dataDir = join(folder, 'data')
  let composition: Composition | null = null
  const origin = (): string => composition?.origin ?? ''
  const { openChat, open, simulator } = e2eSuite(origin)

  beforeAll(async () => {
    copyData(inject('bornWorld'), dataDir)
    composition = await startComposition({ dataDir, distDir: inject('distDir') })
  })
  afterAll(async () => {
    await composition?.end('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  })

  it('sends the first question with one tap, into that customer\'s chat and nobody else\'s', async () => {
    const { page } = await openChat(newcomer)
    await page.getByRole('heading', { name: '首聊' }).waitFor()
    await page.getByRole('button', { name: '发第一问' }).click()
    await told(page, '已发给')
    const { sent } = await simulator().state()
    expect(sent.map(({ member, customer, msgtype }) => ({ member, customer, msgtype }))).toEqual([{ member: 'rep-chen', customer: newcomer, msgtype: 'text' }])
    expect(sent[0]?.content).toMatch(/燕窝/)
    await page.getByRole('heading', { name: '问了平时吃哪种' }).waitFor()
  })

  it('takes the answer from a chip on the card, and all three in the sheet', async () => {
    const { page } = await openChat(newcomer)
    await page.getByRole('button', { name: '燕窝', exact: true }).click()
    await told(page, '已记下回答')
    await page.getByRole('button', { name: /首聊三问.*燕窝/ }).click()
    const sheet = page.getByRole('dialog', { name: '首聊三问' })
    await sheet.getByRole('button', { name: '一到三年' }).click()
    await sheet.getByRole('button', { name: '一到三年', pressed: true }).waitFor()
    await sheet.getByRole('button', { name: '自己' }).click()
    await sheet.getByRole('button', { name: '自己', pressed: true }).waitFor()
    await sheet.getByRole('button', { name: '爱人' }).click()
    await sheet.getByRole('button', { name: '爱人', pressed: true }).waitFor()
    await sheet.getByRole('button', { name: '关闭' }).click()
    await page.getByRole('button', { name: /首聊三问 ?燕窝.*一到三年.*自己、爱人/ }).waitFor()
  })

  it('notes a fact, and sends a script that uses it', async () => {
    const { page } = await openChat(newcomer)
    await page.getByRole('button', { name: '记一笔', exact: true }).click()
    await page.getByRole('textbox', { name: '聊到了什么' }).fill(fact)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: new RegExp(`上次聊到.*${fact}`) }).waitFor()
    const withFact = page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: fact })
    await withFact.getByRole('button', { name: /^发送/ }).click()
    await told(page, '已发给')
    const said = await simulator().sentTo(newcomer)
    expect(said).toHaveLength(2)
    expect(said[1]).toContain(fact)
  })

  it('shows all of it on the time line, newest first', async () => {
    const { page } = await openChat(newcomer)
    await page.getByRole('tab', { name: '记录' }).click()
    const line = page.getByRole('region', { name: '时间线' })
    await line.getByText(/^发了话术/).first().waitFor()
    const entries = await line.getByRole('listitem').allInnerTexts()
    const at = (words: RegExp): number => entries.findIndex(entry => words.test(entry))
    expect(at(/^发了话术：接着聊[^]*先生嫌甜/)).toBe(0)
    expect(at(/^记一笔/)).toBeGreaterThan(at(/^发了话术：接着聊/))
    expect(at(/^发了话术：打招呼/)).toBeGreaterThan(at(/^记一笔/))
    expect(entries.at(-1)).toMatch(/^加为客户/)
  })

  it('asks on reopening whether she replied, and the mark changes the card and the reminder', async () => {
    await simulator().passTime(40 * minuteMs)
    const { page } = await openChat(newcomer)
    const before = await cardOf(page)
    const remindersBefore = await remindersOf(page)
    await page.getByRole('button', { name: '客户回了' }).click()
    await told(page, '记下了：客户回了')
    await page.getByRole('button', { name: '客户回了' }).waitFor({ state: 'detached' })
    await page.reload()
    const after = { card: await cardOf(page), reminders: await remindersOf(page) }
    expect(remindersBefore).toContain('现在没有要提醒的')
    expect(after.reminders).toContain('有阵子没聊了')
    expect(after.reminders).toContain(fact)
    expect(after.card).toBe(before)
    expect(await page.getByRole('button', { name: '客户回了' }).count()).toBe(0)
    await page.getByRole('tab', { name: '记录' }).click()
    await page.getByRole('region', { name: '时间线' }).getByText('客户回了').waitFor()
  })

  it('keeps what was acknowledged when the whole process is killed, with one database server after the restart', async () => {
    const { page } = await openChat(newcomer)
    await page.getByRole('button', { name: '记一笔', exact: true }).click()
    await page.getByRole('textbox', { name: '聊到了什么' }).fill('周末带妈妈来店里')
    await page.keyboard.press('Enter')
    await told(page, '已记下')
    const port = composition!.port
    await composition!.end('SIGKILL')
    composition = await startComposition({ dataDir, distDir: inject('distDir'), port })
    expect(postgresOn(dataDir)).toHaveLength(1)
    const again = await openChat(newcomer)
    await again.page.getByRole('button', { name: /上次聊到.*周末带妈妈来店里.*先生嫌甜/ }).waitFor()
    await again.page.getByRole('button', { name: /首聊三问 ?燕窝.*一到三年.*自己、爱人/ }).waitFor()
    expect(await simulator().sentTo(newcomer)).toHaveLength(2)
  })

  it('shows neither customer to another rep', async () => {
    for (const customer of [newcomer, 'wmDemo0001']) {
      const { page } = await open({ member: 'rep-zhou', customer })
      await page.getByRole('heading', { name: '不是你的客户' }).waitFor()
      expect(await page.evaluate(async id => (await fetch(`/api/customers/${id}/sidebar`)).status, customer)).toBe(404)
      expect(await page.content()).not.toMatch(/许|先生嫌甜|王姐/)
    }
  })

  it('leaves no process behind after Ctrl-C', async () => {
    const { pid } = composition!
    await composition!.end('SIGINT')
    composition = null
    expect(processesNaming(dataDir).filter(found => found !== pid)).toEqual([])
  })
})

/** The heading of the card. */
async function cardOf(page: Page): Promise<string> {
  await page.waitForSelector('html[data-app=ready]', { state: 'attached' })
  return page.getByRole('heading', { level: 1 }).innerText()
}

async function remindersOf(page: Page): Promise<string> {
  await page.getByRole('tab', { name: '提醒' }).click()
  const panel = page.getByRole('tabpanel')
  await panel.getByRole('button', { name: '我答应的事' }).waitFor()
  return panel.innerText()
}
