import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './simulator-fixture.ts'

let harness: Harness
beforeAll(async () => { harness = await startHarness() })
afterAll(async () => { await harness.close() })

async function authorize(more: Record<string, string> = {}, cookie = 'simulator_member=rep-chen'): Promise<Response> {
  const query = new URLSearchParams({
    appid: harness.corp.corpId, redirect_uri: `${harness.origin}/auth/wecom/callback`, response_type: 'code', scope: 'snsapi_base', state: 'abc123', agentid: harness.corp.agentId, ...more,
  })
  return await fetch(`${harness.simulator.wecomBase}/connect/oauth2/authorize?${query}`, { redirect: 'manual', headers: { cookie } })
}
async function freshCode(more: Record<string, string> = {}, cookie?: string): Promise<string> {
  return new URL((await authorize(more, cookie)).headers.get('location') ?? '').searchParams.get('code') ?? ''
}
const info = (code: string, path = 'auth/getuserinfo') => harness.api('GET', path, undefined, { code })

describe('web login', () => {
  it.each([
    ['another company', { appid: 'wwother' }, '40013'],
    ['a domain that is not trusted', { redirect_uri: 'http://127.0.0.1:1/auth' }, '50001'],
    ['a state with other signs', { state: 'a-b' }, '40035'],
    ['another app', { agentid: '9' }, '40056'],
    ['private information without an app', { scope: 'snsapi_privateinfo', agentid: '' }, '40056'],
  ])('refuses %s on a page, without going back', async (_name, more, errcode) => {
    const response = await authorize(more)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain(`data-errcode="${errcode}"`)
  })

  it('refuses when nobody holds the client', async () => {
    expect(await (await authorize({}, '')).text()).toContain('data-errcode="40003"')
  })

  it('goes back to the app with a code and the state', async () => {
    const target = new URL((await authorize()).headers.get('location') ?? '')
    expect(target.pathname).toBe('/auth/wecom/callback')
    expect(target.searchParams.get('state')).toBe('abc123')
    expect(await info(target.searchParams.get('code') ?? '')).toMatchObject({ errcode: 0, userid: 'rep-chen' })
  })

  it('takes a code once, for five minutes, and none that it never gave', async () => {
    const code = await freshCode()
    expect((await info(code)).errcode).toBe(0)
    expect((await info(code)).errcode).toBe(40029)
    expect((await info('made-up')).errcode).toBe(40029)
    const late = await freshCode()
    await harness.move(300)
    expect((await info(late)).errcode).toBe(40029)
  })

  it('gives a ticket for private details only to the scope that asks for them', async () => {
    expect(await info(await freshCode())).not.toHaveProperty('user_ticket')
    const { user_ticket } = await info(await freshCode({ scope: 'snsapi_privateinfo' }))
    expect(await harness.api('POST', 'auth/getuserdetail', { user_ticket })).toMatchObject({ errcode: 0, userid: 'rep-chen' })
    await harness.move(1800)
    expect((await harness.api('POST', 'auth/getuserdetail', { user_ticket })).errcode).not.toBe(0)
  })

  it('answers older clients in the older spelling', async () => {
    expect(await info(await freshCode(), 'user/getuserinfo')).toMatchObject({ UserId: 'rep-chen', DeviceId: '' })
  })

  it('names no userid for somebody who is no member', async () => {
    const answer = await info(await freshCode({}, 'simulator_member=external:wmDemo0001'))
    expect(answer).toMatchObject({ errcode: 0, openid: expect.any(String), external_userid: 'wmDemo0001' })
    expect(answer).not.toHaveProperty('userid')
  })
})
