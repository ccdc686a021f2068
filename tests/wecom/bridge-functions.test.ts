import { describe, expect, it } from 'vitest'
import { call } from './sdk-client.ts'
import { sdkSuite } from './sdk-suite.ts'

const { open, sdk } = sdkSuite()

async function uploaded(type: string): Promise<string> {
  const { access_token } = await sdk.harness.api('GET', 'gettoken', undefined, { corpid: sdk.harness.corp.corpId, corpsecret: sdk.harness.corp.secret })
  const form = new FormData()
  form.append('media', new File([new Uint8Array([0x89, ...Buffer.from('PNG picture')])], 'a.png', { type: 'image/png' }))
  const response = await fetch(`${sdk.harness.simulator.wecomBase}/cgi-bin/media/upload?access_token=${String(access_token)}&type=${type}`, { method: 'POST', body: form })
  return String((await response.json() as Record<string, unknown>).media_id)
}

describe('getContext', () => {
  it('names every entry from which the page may be opened', async () => {
    const page = await open()
    const entries = ['contact_profile', 'single_chat_tools', 'group_chat_tools', 'chat_attachment', 'single_kf_tools', 'chain_single_chat_tools', 'chain_group_chat_tools', 'internal_group_chat_board', 'normal']
    for (const entry of entries) {
      await page.evaluate(to => (window as unknown as { simulatorBridge: { switchTo: (change: object) => Promise<void> } }).simulatorBridge.switchTo({ entry: to }), entry)
      expect(await call(page, 'getContext')).toMatchObject({ errMsg: 'getContext:ok', entry })
      const withCustomer = ['contact_profile', 'single_chat_tools', 'single_kf_tools'].includes(entry)
      expect((await call(page, 'getCurExternalContact')).errMsg).toBe(`getCurExternalContact:${withCustomer ? 'ok' : 'fail without context of external contact'}`)
    }
  })
})

describe('a client before 3.0.24', () => {
  it('is configured for the company first, then for the app, and then names the customer', async () => {
    const called = async () => ((await sdk.harness.state()).bridge as { name: string }[]).map(({ name }) => name)
    const before = (await called()).length
    const page = await open({ query: { device: 'old' }, withConfig: true })
    expect(await call(page, 'getCurExternalContact')).toMatchObject({ errMsg: 'getCurExternalContact:ok', userId: 'wmDemo0001' })
    expect([...new Set((await called()).slice(before))]).toEqual(['preVerifyJSAPI', 'agentConfig', 'getCurExternalContact'])
  })

  it('gets the company\'s refusal when its signature is made with the app\'s ticket', async () => {
    const page = await open({ query: { device: 'old' }, ticketType: 'agent', withConfig: true, spoil: '#x' })
    expect((await call(page, 'getCurExternalContact')).errMsg).toBe('preVerifyJSAPI:invalid signature more info at https://open.work.weixin.qq.com/devtool/query?e=40093')
  })
})

describe('other functions of the client', () => {
  it('opens a chat of members and customers, and refuses one of nobody', async () => {
    const page = await open({ functions: ['openEnterpriseChat'] })
    expect(await call(page, 'openEnterpriseChat', { userIds: ['rep-zhou'], externalUserIds: ['wmDemo0001'], groupName: '三人' })).toMatchObject({ errMsg: 'openEnterpriseChat:ok', chatId: expect.stringMatching(/^wr/) })
    expect((await sdk.harness.state()).bridge).toContainEqual(expect.objectContaining({ name: 'openEnterpriseChat', params: expect.objectContaining({ userIds: 'rep-zhou', externalUserIds: 'wmDemo0001' }) }))
    expect((await call(page, 'openEnterpriseChat', { userIds: ['nobody'], externalUserIds: [] })).errMsg).toBe('openEnterpriseChat:fail invalid userids')
  })

  it('opens no profile of somebody unknown', async () => {
    const page = await open()
    expect((await call(page, 'openUserProfile', { type: 2, userid: 'wmNobody01' })).errMsg).toBe('openUserProfile:fail invalid userid')
    expect((await call(page, 'openUserProfile', { type: 1, userid: 'rep-zhou' })).errMsg).toBe('openUserProfile:ok')
  })

  it('checks functions, opens a profile and keeps what is copied', async () => {
    const page = await open()
    expect(await call(page, 'checkJsApi', { jsApiList: ['previewImage', 'scanQRCode'] })).toMatchObject({ errMsg: 'checkJsApi:ok', checkResult: { previewImage: true, scanQRCode: false } })
    for (const [name, params] of [['openUserProfile', { type: 2, userid: 'wmDemo0001' }], ['setClipboardData', { data: '您好' }], ['previewImage', { current: 'https://a.example/1.png', urls: ['https://a.example/1.png'] }]] as const) {
      expect((await call(page, name, params)).errMsg).toBe(`${name}:ok`)
    }
    expect((await sdk.harness.state()).bridge).toContainEqual(expect.objectContaining({ name: 'imagePreview', params: { current: 'https://a.example/1.png', urls: ['https://a.example/1.png'] } }))
  })

  it('names the group in a group chat, and sends into it', async () => {
    await sdk.harness.simulator.emit({ kind: 'group-created', chat_id: 'wrGroup01', name: '老客群', owner: 'rep-chen', external_userid: [] })
    const page = await open({ query: { entry: 'group_chat_tools', group: 'wrGroup01', customer: '' } })
    expect(await call(page, 'getCurExternalChat')).toMatchObject({ errMsg: 'getCurExternalChat:ok', chatId: 'wrGroup01' })
    expect((await call(page, 'getCurExternalContact')).errMsg).toBe('getCurExternalContact:fail without context of external contact')
    expect((await call(page, 'sendChatMessage', { msgtype: 'text', text: { content: '大家好' } })).errMsg).toBe('sendChatMessage:ok')
  })
})

describe('sending into the chat', () => {
  const text = { msgtype: 'text', text: { content: '您好' } }

  it('puts the message into the chat of this tab\'s customer', async () => {
    const page = await open()
    const before = (await sdk.harness.state()).sent.length
    expect((await call(page, 'sendChatMessage', text)).errMsg).toBe('sendChatMessage:ok')
    expect((await sdk.harness.state()).sent.slice(before)).toMatchObject([{ member: 'rep-chen', customer: 'wmDemo0001', msgtype: 'text', content: '您好' }])
  })

  it('sends nothing when the member cancels, and the SDK hears it', async () => {
    await sdk.harness.control('faults', { bridge: { cancel: true } })
    const page = await open()
    const before = (await sdk.harness.state()).sent.length
    expect((await call(page, 'sendChatMessage', text)).errMsg).toBe('sendChatMessage:cancel')
    expect((await sdk.harness.state()).sent).toHaveLength(before)
  })

  it('puts each kind into the chat as it came', async () => {
    const page = await open()
    const kinds = [
      ['image', { mediaid: await uploaded('image') }], ['video', { mediaid: await uploaded('video') }], ['file', { mediaid: await uploaded('file') }],
      ['news', { link: 'https://a.example/p', title: '燕窝怎么泡', desc: '三步', imgUrl: 'https://a.example/1.png' }],
      ['miniprogram', { appid: 'wx1234567890abcdef', title: '小店', imgUrl: 'https://a.example/1.png', page: 'pages/index.html?id=1' }],
    ] as const
    const before = (await sdk.harness.state()).sent.length
    for (const [msgtype, payload] of kinds) expect((await call(page, 'sendChatMessage', { msgtype, [msgtype]: payload })).errMsg).toBe('sendChatMessage:ok')
    const sent = (await sdk.harness.state()).sent.slice(before)
    expect(sent.map(({ msgtype, content }) => [msgtype, JSON.parse(String(content))])).toEqual(kinds.map(([msgtype, payload]) => [msgtype, payload]))
  })

  it('refuses a medium of another kind, one that is past its three days, a page that is no page, and an unknown kind', async () => {
    const page = await open()
    const mediaid = await uploaded('image')
    expect((await call(page, 'sendChatMessage', { msgtype: 'file', file: { mediaid } })).errMsg).toBe('sendChatMessage:fail invalid mediaid')
    expect((await call(page, 'sendChatMessage', { msgtype: 'miniprogram', miniprogram: { appid: 'wx1', title: '小店', page: 'pages/index' } })).errMsg).toBe('sendChatMessage:fail invalid page')
    expect((await call(page, 'sendChatMessage', { msgtype: 'hologram', hologram: {} })).errMsg).toBe('sendChatMessage:fail invalid msgtype')
    await call(page, 'getContext')
    await sdk.harness.move(3 * 86_400)
    const later = await open()
    expect((await call(later, 'sendChatMessage', { msgtype: 'image', image: { mediaid } })).errMsg).toBe('sendChatMessage:fail invalid mediaid')
  })

  it('reaches nobody who has deleted the member', async () => {
    await sdk.harness.simulator.emit({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmDemo0003' })
    expect((await call(await open({ query: { customer: 'wmDemo0003' } }), 'sendChatMessage', text)).errMsg).toBe('sendChatMessage:fail')
  })

  it('refuses an empty text, an unknown medium and a picture address that is none', async () => {
    const page = await open()
    expect((await call(page, 'sendChatMessage', { msgtype: 'text', text: { content: '' } })).errMsg).toMatch(/^sendChatMessage:fail/)
    expect((await call(page, 'sendChatMessage', { msgtype: 'image', image: { mediaid: 'nothing' } })).errMsg).toBe('sendChatMessage:fail invalid mediaid')
    expect((await call(page, 'sendChatMessage', { msgtype: 'news', news: { link: 'https://a.example', imgUrl: 'x' } })).errMsg).toBe('sendChatMessage:fail invalid imgurl')
  })

  it('is not possible from a contact\'s profile', async () => {
    const page = await open({ query: { entry: 'contact_profile' } })
    expect(await call(page, 'getCurExternalContact')).toMatchObject({ userId: 'wmDemo0001' })
    expect((await call(page, 'sendChatMessage', text)).errMsg).toBe('sendChatMessage:fail without context of external contact')
  })
})
