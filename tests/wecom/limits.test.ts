import { afterEach, describe, expect, it } from 'vitest'
import { type Harness, aCompany, startHarness } from './simulator-fixture.ts'

const open: Harness[] = []
const start = async (settings: Parameters<typeof startHarness>[0] = {}): Promise<Harness> => {
  const harness = await startHarness(settings)
  open.push(harness)
  return harness
}
afterEach(async () => { await Promise.all(open.splice(0).map(harness => harness.close())) })

describe('who may call', () => {
  it('is told by its address when the app lists trusted ones, but for fetching a token', async () => {
    const harness = await start({ settings: { trustedIps: ['10.0.0.1'] } })
    const answer = await harness.api('GET', 'user/get', undefined, { userid: 'rep-chen' })
    expect(answer).toMatchObject({ errcode: 60020, errmsg: expect.stringMatching(/^not allow to access from your ip, .*from ip: 127\.0\.0\.1/) })
    harness.corp.trustedIps = ['127.0.0.1']
    expect((await harness.api('GET', 'user/get', undefined, { userid: 'rep-chen' })).errcode).toBe(0)
  })

  it('is shut out for an hour after a wrong secret again and again', async () => {
    const harness = await start()
    const token = async (corpsecret: string) => (await harness.api('GET', 'gettoken', undefined, { corpid: harness.corp.corpId, corpsecret })).errcode
    for (let i = 0; i < 20; i += 1) expect(await token('wrong')).toBe(40001)
    expect(await token(harness.corp.secret)).toBe(45009)
    await harness.move(3600)
    expect(await token(harness.corp.secret)).toBe(0)
  })
})

describe('a company that holds as many customers as it may', () => {
  const added = (harness: Harness, more: object = {}) => harness.control('events', { kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmNew00001', ...more })

  it('gets no more: nobody is added, nothing is called back, and the API goes on for those it has', async () => {
    const harness = await start({ settings: { customerLimit: 3 } })
    const response = await added(harness)
    expect([response.status, (await response.json() as { message: string }).message]).toEqual([400, expect.stringContaining('as many customers as it may')])
    expect((await harness.state()).callbacks).toEqual([])
    expect((await harness.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmNew00001' })).errcode).toBe(84061)
    expect((await harness.api('POST', 'externalcontact/remark', { userid: 'rep-chen', external_userid: 'wmDemo0001', remark: '鹿' })).errcode).toBe(0)
  })

  it('may still have a customer added by a second member, and a new one once the limit is raised', async () => {
    const harness = await start({ settings: { customerLimit: 3 } })
    expect((await added(harness, { userid: 'rep-zhou', external_userid: 'wmDemo0002' })).status).toBe(200)
    harness.corp.customerLimit = 4
    expect((await added(harness)).status).toBe(200)
  })
})

describe('a member who left', () => {
  it('is nobody for the API, takes no message, and no longer counts among those who follow', async () => {
    const harness = await start()
    await harness.simulator.emit({ kind: 'member-left', userid: 'rep-chen' })
    const code = async (path: string, query: Record<string, string>) => (await harness.api('GET', path, undefined, query)).errcode
    expect(await code('user/get', { userid: 'rep-chen' })).toBe(60111)
    expect(await code('externalcontact/list', { userid: 'rep-chen' })).toBe(60111)
    expect(await code('externalcontact/get', { external_userid: 'wmDemo0002' })).toBe(84061)
    expect(await harness.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmDemo0001' })).toMatchObject({ follow_user: [{ userid: 'rep-zhou' }] })
    expect((await harness.api('GET', 'externalcontact/get_follow_user_list')).follow_user).toEqual(['lead-lin', 'rep-zhou'])
    expect((await harness.api('POST', 'message/send', { touser: 'rep-chen', agentid: 1000002, msgtype: 'text', text: { content: '待办' } })).errcode).toBe(81013)
    expect((await harness.api('POST', 'externalcontact/transfer_customer', { handover_userid: 'rep-chen', takeover_userid: 'rep-zhou', external_userid: ['wmDemo0002'] })).errcode).toBe(60111)
    expect((await harness.api('GET', 'user/simplelist', undefined, { department_id: '2' })).userlist).toMatchObject([{ userid: 'lead-lin' }])
  })
})

describe('what the API changes', () => {
  it('fires no callback, whatever it is', async () => {
    const harness = await start()
    const post = (path: string, body: object) => harness.api('POST', `externalcontact/${path}`, body)
    const tag = await post('add_corp_tag', { group_name: '喜好', tag: [{ name: '茶' }] })
    const { group_id, tag: [{ id } = { id: '' }] } = tag.tag_group as { group_id: string, tag: { id: string }[] }
    const way = await post('add_contact_way', { type: 1, scene: 2, user: ['rep-chen'] })
    const outcomes = [tag, way,
      await post('remark', { userid: 'rep-chen', external_userid: 'wmDemo0001', remark: '鹿' }),
      await post('mark_tag', { userid: 'rep-chen', external_userid: 'wmDemo0001', add_tag: [id] }),
      await post('edit_corp_tag', { id: group_id, name: '爱好' }),
      await post('del_corp_tag', { tag_id: [id] }),
      await post('update_contact_way', { config_id: way.config_id, remark: '卡' }),
      await post('del_contact_way', { config_id: way.config_id }),
      await post('add_msg_template', { sender: 'rep-chen', text: { content: '活动' } }),
      await post('transfer_customer', { handover_userid: 'rep-chen', takeover_userid: 'lead-lin', external_userid: ['wmDemo0003'] }),
    ]
    expect(outcomes.map(({ errcode }) => errcode)).toEqual(outcomes.map(() => 0))
    await harness.simulator.settled()
    expect(harness.callbacks).toEqual([])
  })
})

describe('answers that come in pages', () => {
  it('give more than 500 followers of one customer by a cursor', async () => {
    const harness = await start({ company: () => {
      const company = aCompany()
      const [member, follow] = [company.members[1], company.follows[2]]
      if (!member || !follow) throw new Error('the company has changed')
      const ids = Array.from({ length: 501 }, (_, index) => `rep-${String(index).padStart(3, '0')}`)
      company.members.push(...ids.map(userid => ({ ...member, userid })))
      company.follows.push(...ids.map(userid => ({ ...follow, userid })))
      return company
    } })
    const page = async (cursor?: string) => await harness.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmDemo0002', ...(cursor ? { cursor } : {}) }) as { follow_user: { userid: string }[], next_cursor?: string }
    const first = await page()
    const second = await page(first.next_cursor)
    expect([first.follow_user.length, second.follow_user.length, second.next_cursor]).toEqual([500, 2, undefined])
    expect(new Set([...first.follow_user, ...second.follow_user].map(({ userid }) => userid)).size).toBe(502)
  })

  it('name every group once, page by page', async () => {
    const harness = await start()
    for (let i = 0; i < 5; i += 1) {
      await harness.simulator.emit({ kind: 'group-created', chat_id: `wrGroup0${i}`, name: '群', owner: i < 4 ? 'rep-chen' : 'rep-zhou', external_userid: [] })
    }
    const seen: string[] = []
    let cursor: unknown = ''
    do {
      const answer = await harness.api('POST', 'externalcontact/groupchat/list', { limit: 2, cursor, owner_filter: { userid_list: ['rep-chen'] } })
      seen.push(...(answer.group_chat_list as { chat_id: string }[]).map(({ chat_id }) => chat_id))
      cursor = answer.next_cursor
    } while (cursor)
    expect(seen).toEqual(['wrGroup00', 'wrGroup01', 'wrGroup02', 'wrGroup03'])
  })

  it('refuse a cursor that the platform never gave', async () => {
    const harness = await start()
    const post = async (path: string, body: object) => (await harness.api('POST', `externalcontact/${path}`, { cursor: 'made-up', ...body })).errcode
    const now = Math.floor(harness.clock.now().getTime() / 1000)
    expect((await harness.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmDemo0001', cursor: 'made-up' })).errcode).toBe(50100)
    expect(await post('groupchat/list', { limit: 1 })).toBe(50100)
    expect(await post('list_contact_way', {})).toBe(50100)
    expect(await post('get_groupmsg_list_v2', { chat_type: 'single', start_time: now - 60, end_time: now })).toBe(50100)
    expect(await post('transfer_result', { handover_userid: 'rep-chen', takeover_userid: 'rep-zhou' })).toBe(50100)
  })
})
