import { describe, expect, it } from 'vitest'
import { loadedAhead, ready, switchTo, told } from './support/client.ts'
import { e2eSuite } from './support/suite.ts'

const { open, openChat, simulator, origin } = e2eSuite()

describe('where the page is opened', () => {
  it('copies instead of sending in a contact\'s profile, and records it when the rep says so', async () => {
    const { page } = await openChat('wmDemo0023', { entry: 'contact_profile' })
    await page.getByRole('button', { name: '复制话术' }).click()
    const sheet = page.getByRole('dialog', { name: '已复制，去聊天里粘贴' })
    const text = await sheet.locator('.quote').innerText()
    await sheet.getByRole('button', { name: '发了' }).click()
    await told(page, '记下了：已发')
    expect(await simulator().sentTo('wmDemo0023')).toEqual([])
    await page.getByRole('tab', { name: '记录' }).click()
    await page.getByRole('region', { name: '时间线' }).getByText(text).first().waitFor()
  })

  it('shows from the workbench what is due and the rep\'s own customers, found by a word', async () => {
    const { page } = await open({ entry: 'normal' })
    await ready(page)
    await page.getByRole('link', { name: '客户', exact: true }).click()
    await page.getByText(/^共 \d+ 位$/).waitFor()
    await page.getByRole('searchbox', { name: '找客户' }).fill('林姐')
    await page.getByRole('link', { name: /林姐 海参/ }).click()
    await page.getByRole('button', { name: '林姐 海参的资料' }).waitFor()
    await page.getByRole('button', { name: '返回' }).click()
    await page.getByRole('searchbox', { name: '找客户' }).waitFor()
    await page.getByRole('link', { name: '今日', exact: true }).click()
    await page.getByRole('article').first().waitFor()
  })

  it('says a plain word in a group chat', async () => {
    await simulator().event({ kind: 'group-created', name: '海参客户群', owner: 'rep-chen', external_userid: ['wmDemo0003'] })
    const { page } = await open({ entry: 'group_chat_tools' })
    await page.getByRole('heading', { name: '这里是群聊' }).waitFor()
  })

  it('says how to open it where there is no WeCom around it', async () => {
    const { page, context } = await openChat('wmDemo0003')
    const plain = await context.newPage()
    await plain.goto(origin())
    await plain.getByRole('heading', { name: '请在企业微信里打开' }).waitFor()
    await page.bringToFront()
  })

  it('says so when the client never answers', async () => {
    await simulator().faults({ bridge: { noBridge: true } })
    const { page } = await open({ customer: 'wmDemo0003' })
    await page.getByRole('heading', { name: '企业微信没有回应' }).waitFor()
    await simulator().noFaults()
    await page.getByRole('button', { name: '再试一次' }).click()
    await page.getByRole('button', { name: '林姐 海参的资料' }).waitFor()
  })

  it('says who mends it when the member has no permission', async () => {
    await simulator().faults({ bridge: { noPermission: true } })
    const { page } = await open({ customer: 'wmDemo0003' })
    await page.getByRole('heading', { name: '没有查看客户的权限' }).waitFor()
  })
})

describe('what is away', () => {
  it('fetches a customer whose callback was lost from WeCom when her chat is opened', async () => {
    await simulator().faults({ callbacks: { drop: 1 } })
    await simulator().event({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmLost000001', name: '木棉' })
    const { page } = await open({ customer: 'wmLost000001' })
    await page.getByRole('button', { name: '木棉的资料' }).waitFor()
    await page.getByRole('button', { name: '发第一问' }).waitFor()
  })

  it('says that she is not known yet while WeCom is away, and fetches her afterwards', async () => {
    await simulator().faults({ callbacks: { drop: 1 }, api: [{ path: 'externalcontact/get', status: 502 }] })
    await simulator().event({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmLost000002', name: '半夏' })
    const { page } = await open({ customer: 'wmLost000002' })
    await page.getByRole('heading', { name: '这位客户还没同步过来' }).waitFor()
    await simulator().noFaults()
    await page.getByRole('button', { name: '再取一次' }).click()
    await page.getByRole('button', { name: '半夏的资料' }).waitFor()
  })

  it('keeps reading while WeCom is away; a remark waits and is delivered afterwards', async () => {
    await simulator().faults({ api: [{ path: 'externalcontact/remark', errcode: -1 }] })
    const { page } = await openChat('wmDemo0003')
    const rename = async (remark: string): Promise<void> => {
      await page.getByRole('button', { name: /的资料$/ }).click()
      await page.getByRole('textbox', { name: '备注' }).fill(remark)
      await page.getByRole('button', { name: '保存', exact: true }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: `${remark}的资料` }).waitFor()
    }
    const remarksAtWecom = async (): Promise<unknown[]> => (await simulator().state()).calls
      .filter(call => call.path.endsWith('externalcontact/remark') && call.errcode === 0).map(call => call.body.remark)
    await rename('林姐 海参 改口味')
    await page.getByRole('button', { name: /的资料$/ }).click()
    await page.getByText('等待同步到企业微信').waitFor()
    await page.getByRole('button', { name: '关闭' }).click()
    expect(await remarksAtWecom()).not.toContain('林姐 海参 改口味')
    await simulator().noFaults()
    await simulator().passTime(60_000)
    await rename('林姐 海参')
    await expect.poll(remarksAtWecom).toEqual(expect.arrayContaining(['林姐 海参 改口味', '林姐 海参']))
    expect((await remarksAtWecom()).at(-1)).toBe('林姐 海参')
  })

  it('keeps what was typed while the network is gone, and saves it when it is back', async () => {
    const { page, context } = await openChat('wmDemo0003')
    await loadedAhead(page)
    await context.setOffline(true)
    await page.getByRole('button', { name: '记一笔', exact: true }).click()
    await page.getByRole('textbox', { name: '聊到了什么' }).fill('网断时记的')
    await page.getByRole('button', { name: '记下' }).click()
    const sheet = page.getByRole('dialog', { name: '记一笔' })
    await sheet.getByRole('alert').waitFor()
    expect(await page.getByRole('textbox', { name: '聊到了什么' }).inputValue()).toBe('网断时记的')
    await context.setOffline(false)
    await page.getByRole('button', { name: '记下' }).click()
    await page.getByRole('button', { name: /上次聊到.*网断时记的/ }).waitFor()
  })

  it('says that the server is away, and works again when it is back', async () => {
    const { page } = await openChat('wmDemo0003')
    await loadedAhead(page)
    await simulator().faults({ server: 'away' })
    await switchTo(page, 'wmDemo0017')
    await page.getByRole('heading', { name: '知客的服务器没有回应' }).waitFor()
    await simulator().noFaults()
    await page.getByRole('button', { name: '再试一次' }).click()
    await page.getByRole('button', { name: /^欧阳姐.*的资料$/ }).waitFor()
  })
})
