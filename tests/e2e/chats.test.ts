import { describe, expect, it } from 'vitest'
import { switchTo, told } from './support/client.ts'
import { e2eSuite } from './support/suite.ts'

const { openChat, simulator, origin, open } = e2eSuite()

describe('the chat beside the page changes', () => {
  it('never shows the former customer when her late answer comes', async () => {
    const { page } = await openChat('wmDemo0003')
    let letGo = (): void => {}
    const isHeld = new Promise<void>((done) => { letGo = done })
    let wasAsked = (): void => {}
    const asked = new Promise<void>((done) => { wasAsked = done })
    await page.route('**/api/customers/wmDemo0010/sidebar', async (route) => {
      wasAsked()
      await isHeld
      await route.continue().catch(() => { /* The page has given the question up. */ })
    })
    await switchTo(page, 'wmDemo0010')
    await asked
    expect(await page.getByRole('button', { name: /^林姐.*的资料$/ }).count()).toBe(0)
    await switchTo(page, 'wmDemo0017')
    await page.getByRole('button', { name: /^欧阳姐.*的资料$/ }).waitFor()
    letGo()
    await page.unrouteAll({ behavior: 'wait' })
    await page.getByRole('tab', { name: '提醒' }).click()
    await page.getByRole('tab', { name: '提醒', selected: true }).waitFor()
    expect(await page.getByRole('button', { name: /的资料$/ }).allInnerTexts()).toEqual([expect.stringContaining('欧阳姐')])
  })

  it('refuses a send that was prepared for the former customer', async () => {
    const { page } = await openChat('wmDemo0005')
    await page.route('**/api/customers/wmDemo0005/sends', async (route) => {
      // The member goes to another chat while the server prepares; the page has not been told.
      const contextId = await page.evaluate(() => (globalThis as unknown as { simulatorBridge: { contextId: string } }).simulatorBridge.contextId)
      await fetch(`${origin()}/simulator/contexts/${contextId}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ customer: 'wmDemo0006' }) })
      await route.continue()
    })
    await page.getByRole('button', { name: '发第一问' }).click()
    await told(page, '聊天已换成另一位客户，没有发送')
    expect([...await simulator().sentTo('wmDemo0005'), ...await simulator().sentTo('wmDemo0006')]).toEqual([])
  })

  it('records nothing when the member cancels the send', async () => {
    await simulator().faults({ bridge: { cancel: true } })
    const { page } = await openChat('wmDemo0006')
    await page.getByRole('button', { name: '发第一问' }).click()
    await told(page, '没有发送')
    await simulator().noFaults()
    await page.reload()
    await page.getByRole('button', { name: '发第一问' }).waitFor()
    await page.getByText('还没联系过').waitFor()
    await page.getByRole('tab', { name: '记录' }).click()
    const line = page.getByRole('region', { name: '时间线' })
    await line.getByText('加为客户').waitFor()
    expect(await line.getByText(/^发了/).count()).toBe(0)
    expect(await simulator().sentTo('wmDemo0006')).toEqual([])
  })
})

describe('what the platform tells', () => {
  it('knows a customer within seconds of her being added', async () => {
    await simulator().event({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmNew0000001', name: '小鹿', state: 'tmall-parcel' })
    const { page } = await openChat('wmDemo0017')
    const known = (): Promise<string[]> => page.evaluate(async () => {
      const answer = await fetch('/api/customers/search', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ q: '小鹿' }) })
      return (await answer.json() as { items: { name: string }[] }).items.map(({ name }) => name)
    })
    await expect.poll(known).toEqual(['小鹿'])
    await switchTo(page, 'wmNew0000001')
    await page.getByRole('button', { name: '小鹿的资料' }).waitFor()
    await page.getByRole('button', { name: '发第一问' }).waitFor()
  })

  it('shows that a customer has deleted us', async () => {
    await simulator().event({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmDemo0025' })
    const sawIt = async (): Promise<number> => {
      const client = await open({ customer: 'wmDemo0025' })
      await client.page.getByRole('button', { name: /的资料$/ }).waitFor()
      const count = await client.page.getByText('删了我').count()
      await client.close()
      return count
    }
    await expect.poll(sawIt, { interval: 500 }).toBeGreaterThan(0)
  })
})
