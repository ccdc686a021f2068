import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './simulator-fixture.ts'

let harness: Harness
const code = (answer: Record<string, unknown>): unknown => answer.errcode

beforeAll(async () => { harness = await startHarness() })
afterAll(async () => { await harness.close() })

describe('access tokens', () => {
  it('refuses a wrong company, a wrong secret and what is missing', async () => {
    const { corpId, secret } = harness.corp
    const token = (query: Record<string, string>) => harness.api('GET', 'gettoken', undefined, query)
    expect(code(await token({}))).toBe(41002)
    expect(code(await token({ corpid: corpId }))).toBe(41004)
    expect(code(await token({ corpid: 'wwother', corpsecret: secret }))).toBe(40013)
    expect(code(await token({ corpid: corpId, corpsecret: 'wrong' }))).toBe(40001)
  })

  it('answers a call without a token, with an unknown and with an expired one as the platform does', async () => {
    expect(code(await harness.api('GET', 'user/get', undefined, { access_token: '', userid: 'rep-chen' }))).toBe(41001)
    expect(code(await harness.api('GET', 'user/get', undefined, { access_token: 'nonsense', userid: 'rep-chen' }))).toBe(40014)
    const old = String((await harness.api('GET', 'gettoken', undefined, { corpid: harness.corp.corpId, corpsecret: harness.corp.secret })).access_token)
    await harness.move(7200)
    expect(code(await harness.api('GET', 'user/get', undefined, { access_token: old, userid: 'rep-chen' }))).toBe(42001)
  })

  it('gives the same token again while it lives, with what is left of its life', async () => {
    const query = { corpid: harness.corp.corpId, corpsecret: harness.corp.secret }
    const first = await harness.api('GET', 'gettoken', undefined, query)
    await harness.move(100)
    const second = await harness.api('GET', 'gettoken', undefined, query)
    expect(second.access_token).toBe(first.access_token)
    expect(second.expires_in).toBe(Number(first.expires_in) - 100)
  })

  it('puts a refusal into HTTP 200 with a hint, the caller and more info', async () => {
    const answer = await harness.api('GET', 'externalcontact/list', undefined, { userid: 'lead-lin' })
    const [text, ip, more] = String(answer.errmsg).split(', ').filter(part => !part.startsWith('hint')) as [string, string, string]
    expect([text, ip, more]).toEqual(['not external contact', 'from ip: 127.0.0.1', 'more info at https://open.work.weixin.qq.com/devtool/query?e=84061'])
    expect(answer.errmsg).toMatch(/, hint: \[\d{10}_\d{2}_[0-9a-z]{32}\], /)
  })
})

describe('tickets', () => {
  it('keeps the company\'s and the app\'s ticket apart, and renews each after two hours', async () => {
    const corpTicket = await harness.api('GET', 'get_jsapi_ticket')
    const agentTicket = await harness.api('GET', 'ticket/get', undefined, { type: 'agent_config' })
    expect(corpTicket.ticket).not.toBe(agentTicket.ticket)
    expect((await harness.api('GET', 'ticket/get', undefined, { type: 'agent_config' })).ticket).toBe(agentTicket.ticket)
    await harness.move(7200)
    expect((await harness.api('GET', 'ticket/get', undefined, { type: 'agent_config' })).ticket).not.toBe(agentTicket.ticket)
  })

  it('refuses more than 100 fetches an hour of the app\'s ticket', async () => {
    await harness.move(3600)
    const answers = []
    for (let i = 0; i < 101; i += 1) answers.push(code(await harness.api('GET', 'ticket/get', undefined, { type: 'agent_config' })))
    expect(answers.filter(errcode => errcode === 0)).toHaveLength(100)
    expect(answers.at(-1)).toBe(45009)
  })
})

describe('members and departments', () => {
  it('finds a member whatever the case of the id, and refuses an unknown one', async () => {
    expect((await harness.api('GET', 'user/get', undefined, { userid: 'REP-Chen' })).userid).toBe('rep-chen')
    expect(code(await harness.api('GET', 'user/get', undefined, { userid: 'nobody' }))).toBe(60111)
  })

  it('gives no phone, mail, gender or avatar of a member to an app made after June 2022', async () => {
    const member = await harness.api('GET', 'user/get', undefined, { userid: 'rep-chen' })
    expect(Object.keys(member)).not.toEqual(expect.arrayContaining(['mobile']))
    for (const field of ['mobile', 'email', 'gender', 'avatar', 'biz_mail', 'address']) expect(member).not.toHaveProperty(field)
  })

  it('names leaders in the member and in the department', async () => {
    expect(await harness.api('GET', 'user/get', undefined, { userid: 'lead-lin' })).toMatchObject({ department: [2], is_leader_in_dept: [1] })
    expect(await harness.api('GET', 'department/get', undefined, { id: '2' })).toMatchObject({ department: { department_leader: ['lead-lin'] } })
    expect(await harness.api('GET', 'department/simplelist')).toMatchObject({ department_id: [{ id: 1 }, { id: 2 }, { id: 3 }] })
  })

  it('lists the members of one department alone', async () => {
    expect(await harness.api('GET', 'user/simplelist', undefined, { department_id: '3' })).toMatchObject({ userlist: [{ userid: 'rep-zhou' }, { userid: 'guest' }] })
    expect(code(await harness.api('GET', 'user/simplelist', undefined, { department_id: '99' }))).toBe(60003)
  })
})

describe('customers', () => {
  it('says 84061 for a member without customers, 84074 for one without the function, 60111 for nobody', async () => {
    const list = (userid: string) => harness.api('GET', 'externalcontact/list', undefined, { userid })
    expect(code(await list('lead-lin'))).toBe(84061)
    expect(code(await list('guest'))).toBe(84074)
    expect(code(await list('nobody'))).toBe(60111)
    expect((await list('rep-chen')).external_userid).toEqual(['wmDemo0001', 'wmDemo0002', 'wmDemo0003'])
  })

  it('tells an id that is none from a customer whom nobody follows', async () => {
    const get = (external_userid: string) => harness.api('GET', 'externalcontact/get', undefined, { external_userid })
    expect(code(await get('nonsense'))).toBe(40096)
    expect(code(await get('wmUnknown001'))).toBe(84061)
    const answer = await get('wmDemo0001')
    expect(answer.follow_user).toMatchObject([
      { userid: 'rep-chen', remark: '鹿姐', state: 'pack', tags: [{ group_name: '等级', tag_name: 'VIP', tag_id: 'etVip', type: 1 }] },
      { userid: 'rep-zhou' },
    ])
    expect((answer.follow_user as object[])[1]).not.toHaveProperty('state')
  })

  it('pages through several members\' customers without loss when one leaves in between', async () => {
    const own = await startHarness()
    const page = (cursor: string) => own.api('POST', 'externalcontact/batch/get_by_user', { userid_list: ['rep-chen', 'rep-zhou'], cursor, limit: 1 })
    const first = await page('')
    expect(first.external_contact_list).toMatchObject([{ external_contact: { external_userid: 'wmDemo0001' }, follow_info: { userid: 'rep-chen', tag_id: ['etVip'] } }])
    await own.simulator.emit({ kind: 'member-deleted-customer', userid: 'rep-chen', external_userid: 'wmDemo0001' })
    const second = await page(String(first.next_cursor))
    const third = await page(String(second.next_cursor))
    const last = await page(String(third.next_cursor))
    expect([second, third, last].flatMap(answer => answer.external_contact_list)).toMatchObject([
      { external_contact: { external_userid: 'wmDemo0002' } }, { external_contact: { external_userid: 'wmDemo0003' } }, { follow_info: { userid: 'rep-zhou' } },
    ])
    expect(last.next_cursor).toBe('')
    await own.close()
  })

  it('refuses a foreign cursor, more than 100 members and a limit over 100', async () => {
    const ask = (body: object) => harness.api('POST', 'externalcontact/batch/get_by_user', { userid_list: ['rep-chen'], ...body })
    expect(code(await ask({ cursor: 'made-up' }))).toBe(50100)
    expect(code(await ask({ limit: 101 }))).toBe(40058)
    expect(code(await ask({ userid_list: Array.from({ length: 101 }, (_, i) => `rep-${i}`) }))).toBe(40032)
  })

  it('still lists a customer who deleted the member (a one-way relation), and no more one whom the member deleted', async () => {
    const own = await startHarness()
    await own.simulator.emit({ kind: 'customer-deleted-us', userid: 'rep-chen', external_userid: 'wmDemo0002' })
    await own.simulator.emit({ kind: 'member-deleted-customer', userid: 'rep-chen', external_userid: 'wmDemo0003' })
    expect(await own.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmDemo0002' })).toMatchObject({ follow_user: [{ userid: 'rep-chen' }] })
    expect(code(await own.api('POST', 'externalcontact/remark', { userid: 'rep-chen', external_userid: 'wmDemo0002', remark: '已删' }))).toBe(0)
    expect(code(await own.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmDemo0003' }))).toBe(84061)
    expect((await own.api('GET', 'externalcontact/list', undefined, { userid: 'rep-chen' })).external_userid).toEqual(['wmDemo0001', 'wmDemo0002'])
    await own.close()
  })

  it('shows neither members nor followers outside the app\'s visible range', async () => {
    const own = await startHarness({ settings: { visibleDepartments: [2] } })
    expect(code(await own.api('GET', 'user/get', undefined, { userid: 'rep-zhou' }))).toBe(60011)
    expect((await own.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmDemo0001' })).follow_user).toMatchObject([{ userid: 'rep-chen' }])
    expect((await own.api('GET', 'externalcontact/get_follow_user_list')).follow_user).toEqual(['lead-lin', 'rep-chen'])
    await own.close()
  })

  it('says 48002 to an app that is not listed for customer contact', async () => {
    const own = await startHarness({ settings: { mayCallCustomerContact: false } })
    expect(code(await own.api('GET', 'externalcontact/get_follow_user_list'))).toBe(48002)
    expect(code(await own.api('GET', 'user/get', undefined, { userid: 'rep-chen' }))).toBe(0)
    await own.close()
  })
})

describe('remark', () => {
  const remark = (body: object) => harness.api('POST', 'externalcontact/remark', { userid: 'rep-chen', external_userid: 'wmDemo0002', ...body })

  it('refuses an empty change, one too long, and a customer of somebody else', async () => {
    expect(code(await remark({}))).toBe(40063)
    expect(code(await remark({ remark: '一'.repeat(21) }))).toBe(40058)
    expect(code(await remark({ description: '一'.repeat(151) }))).toBe(40058)
    expect(code(await remark({ userid: 'rep-zhou', remark: '青姐' }))).toBe(84061)
  })

  it('changes what is named and leaves the rest, and an empty phone clears the phones', async () => {
    expect(code(await remark({ remark: '青姐', remark_mobiles: ['13900000000'] }))).toBe(0)
    expect(code(await remark({ description: '爱喝茶' }))).toBe(0)
    const follower = async () => ((await harness.api('GET', 'externalcontact/get', undefined, { external_userid: 'wmDemo0002' })).follow_user as object[])[0]
    expect(await follower()).toMatchObject({ remark: '青姐', description: '爱喝茶', remark_mobiles: ['13900000000'] })
    await remark({ remark_mobiles: [''] })
    expect(await follower()).toMatchObject({ remark: '青姐', remark_mobiles: [] })
  })

  it('fires no callback for what the API changed', async () => {
    await remark({ remark: '青青' })
    await harness.simulator.settled()
    expect(harness.callbacks).toEqual([])
  })
})

describe('every call', () => {
  it('is refused with the wrong method or a body that is no JSON', async () => {
    expect(code(await harness.api('GET', 'externalcontact/remark'))).toBe(43002)
    expect(code(await harness.api('POST', 'user/get', {}))).toBe(43001)
    const token = String((await harness.api('GET', 'gettoken', undefined, { corpid: harness.corp.corpId, corpsecret: harness.corp.secret })).access_token)
    const broken = await fetch(`${harness.simulator.wecomBase}/cgi-bin/externalcontact/remark?access_token=${token}`, { method: 'POST', body: '{"userid":' })
    expect(code(await broken.json() as Record<string, unknown>)).toBe(47001)
  })

  it('is counted: above the minute\'s limit the platform answers 45009 until the next', async () => {
    const own = await startHarness({ settings: { callsPerMinute: 2 } })
    const token = String((await own.api('GET', 'gettoken', undefined, { corpid: own.corp.corpId, corpsecret: own.corp.secret })).access_token)
    const get = () => own.api('GET', 'user/get', undefined, { access_token: token, userid: 'rep-chen' })
    expect([await get(), await get(), await get()].map(code)).toEqual([0, 0, 45009])
    await own.move(60)
    expect(code(await get())).toBe(0)
    await own.close()
  })
})
