import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './simulator-fixture.ts'

let harness: Harness
beforeEach(async () => { harness = await startHarness() })
afterEach(async () => { await harness.close() })
const getMember = async (token?: string) => (await harness.api('GET', 'user/get', undefined, { userid: 'rep-chen', ...(token ? { access_token: token } : {}) })).errcode

describe('faults of the platform', () => {
  it('an errcode hits the named path as often as it was told', async () => {
    await harness.control('faults', { api: [{ path: '/cgi-bin/user/get', errcode: 45009, count: 2 }] })
    expect([await getMember(), await getMember(), await getMember()]).toEqual([45009, 45009, 0])
  })

  it('a call that is never answered leaves the caller waiting', async () => {
    await harness.control('faults', { api: [{ path: 'user/get', timeout: true }] })
    await expect(fetch(`${harness.simulator.wecomBase}/cgi-bin/user/get`, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/)
    // Ended by hand, not by a count: on a busy machine the call may be given up before it has arrived.
    await harness.control('faults', {})
    expect(await getMember()).toBe(0)
  })

  it('a broken gateway answers with its status, and a platform that is away with nothing', async () => {
    await harness.control('faults', { api: [{ path: '*', status: 502 }] })
    await expect(getMember()).rejects.toThrow('HTTP 502')
    await harness.control('faults', { api: [], platformAway: true })
    await expect(getMember()).rejects.toThrow()
    await harness.control('faults', {})
    expect(await getMember()).toBe(0)
  })

  it('limits can be set low, and come back', async () => {
    const token = String((await harness.api('GET', 'gettoken', undefined, { corpid: harness.corp.corpId, corpsecret: harness.corp.secret })).access_token)
    await harness.control('faults', { limits: { callsPerMinute: 1, customerLimit: 3 } })
    expect([await getMember(token), await getMember(token)]).toEqual([0, 45009])
    expect((await harness.control('events', { kind: 'customer-added', userid: 'rep-chen' })).status).toBe(400)
    await harness.control('faults', {})
    expect(await getMember()).toBe(0)
    expect((await harness.control('events', { kind: 'customer-added', userid: 'rep-chen' })).status).toBe(200)
  })

  it('tokens expire early, and a fresh one works', async () => {
    const token = String((await harness.api('GET', 'gettoken', undefined, { corpid: harness.corp.corpId, corpsecret: harness.corp.secret })).access_token)
    await harness.control('faults', { expireTokens: true })
    expect(await getMember(token)).toBe(42001)
    expect(await getMember()).toBe(0)
  })

  it('a body that says nothing sensible is refused with the name of what is wrong', async () => {
    const response = await harness.control('faults', { bridge: { canceled: true } })
    expect(response.status).toBe(400)
    expect((await response.json() as { message: string }).message).toContain('additional properties')
    expect((await harness.control('clock', { at: 'tomorrow' })).status).toBe(400)
    expect((await harness.control('clock', {})).status).toBe(400)
  })
})

describe('the state of the simulator', () => {
  it('names the company\'s settings and each call with its outcome', async () => {
    await getMember()
    const state = await harness.state()
    expect(state.corp).toMatchObject({ corpId: 'ww7ca4776b2a70000', agentId: '1000002', secret: 'an-app-secret', token: 'QDG6eK' })
    expect(state.calls.at(-1)).toMatchObject({ path: 'user/get', errcode: 0 })
  })

  it('the clock moves to an instant or by a step', async () => {
    await harness.control('clock', { at: '2026-12-01T09:00:00+08:00' })
    await harness.control('clock', { advanceMs: 60_000 })
    expect((await harness.state()).clock).toBe('2026-12-01T01:01:00.000Z')
  })
})
