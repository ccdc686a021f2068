import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../server/http/log.ts'
import { createWecomClient, type WecomClientParts } from '../../../server/wecom/http-client.ts'
import { WecomError } from '../../../server/wecom/client.ts'
import { testConfig, testServer, type TestServer } from '../../support/test-server.ts'

type Answer = object | number | 'silence'
let server: TestServer
let calls: URL[]
let answers: Record<string, Answer[]>
let pauses: number[]
let lines: string[]

beforeAll(async () => { server = await testServer() })
afterAll(() => server.close())
beforeEach(async () => {
  await server.db.deleteFrom('wecomCredential').execute()
  calls = []
  pauses = []
  lines = []
  answers = { 'gettoken': [{ errcode: 0, access_token: 'token-1', expires_in: 7200 }], 'ticket/get': [{ errcode: 0, ticket: 'ticket-1', expires_in: 7200 }] }
})

/** Plays the platform: the answers of each path in turn, the last one for ever. */
const platform: typeof fetch = async (address) => {
  const url = new URL(String(address))
  calls.push(url)
  const list = answers[url.pathname.replace('/cgi-bin/', '')] ?? [{ errcode: 0 }]
  const answer = list.length > 1 ? list.shift() : list[0]
  if (answer === 'silence') throw new DOMException('timed out', 'TimeoutError')
  return typeof answer === 'number' ? new Response('<html>bad gateway', { status: answer }) : Response.json(answer)
}
const client = (more: Partial<WecomClientParts> = {}) => createWecomClient({
  ...server.context, config: testConfig.wecom, log: createLog('info', { write: line => { lines.push(line) } }), fetch: platform, random: () => 0.5,
  pause: (ms) => { pauses.push(ms); return Promise.resolve() }, ...more,
})
const callsOf = (path: string): URL[] => calls.filter(url => url.pathname === `/cgi-bin/${path}`)

describe('the token', () => {
  it('is asked for once by many calls of many processes, and kept sealed', async () => {
    const clients = [client(), client(), client()]
    await Promise.all(clients.flatMap(one => [one.get('user/get'), one.get('department/list')]))
    expect(callsOf('gettoken')).toHaveLength(1)
    expect(callsOf('user/get').map(url => url.searchParams.get('access_token'))).toEqual(['token-1', 'token-1', 'token-1'])
    const row = await server.db.selectFrom('wecomCredential').selectAll().executeTakeFirstOrThrow()
    expect(Buffer.from(row.valueCipher).includes('token-1')).toBe(false)
  })

  it('is renewed before its life ends, and taken from the database by the next process', async () => {
    const one = client()
    await one.get('user/get')
    answers.gettoken = [{ errcode: 0, access_token: 'token-2', expires_in: 7200 }]
    server.setNow(new Date(server.context.clock.now().getTime() + 7190_000))
    await one.get('user/get')
    await client().get('user/get')
    expect(callsOf('gettoken')).toHaveLength(2)
    expect(callsOf('user/get').map(url => url.searchParams.get('access_token'))).toEqual(['token-1', 'token-2', 'token-2'])
  })

  it.each([40014, 42001])('that the platform no longer takes (%i) is renewed once, for all who found it so, and the call is made again', async (errcode) => {
    const [one, two] = [client(), client()]
    await Promise.all([one.get('department/list'), two.get('department/list')])
    answers.gettoken = [{ errcode: 0, access_token: 'token-2', expires_in: 7200 }]
    answers['user/get'] = [{ errcode }, { errcode }, { errcode: 0, name: '陈' }]
    await Promise.all([one.get('user/get'), two.get('user/get')])
    expect(callsOf('gettoken')).toHaveLength(2)
  })

  it('that stays refused is an error, not a loop', async () => {
    answers['user/get'] = [{ errcode: 40014 }]
    await expect(client().get('user/get')).rejects.toMatchObject({ errcode: 40014 })
    expect(callsOf('user/get')).toHaveLength(2)
  })

  it('is not asked for again for a minute after a wrong secret, which would get the address banned', async () => {
    answers.gettoken = [{ errcode: 40001 }]
    const one = client()
    await expect(one.get('user/get')).rejects.toMatchObject({ errcode: 40001 })
    await expect(one.get('user/get')).rejects.toThrow(WecomError)
    expect(callsOf('gettoken')).toHaveLength(1)
    server.setNow(new Date(server.context.clock.now().getTime() + 61_000))
    answers.gettoken = [{ errcode: 0, access_token: 'token-1', expires_in: 7200 }]
    await one.get('user/get')
    expect(callsOf('user/get')).toHaveLength(1)
  })
})

describe('a call without an answer', () => {
  it('is repeated with a growing, jittered pause when it only reads', async () => {
    answers['user/get'] = ['silence', 502, { errcode: 0, name: '陈' }]
    expect(await client().get('user/get')).toMatchObject({ name: '陈' })
    expect(pauses).toEqual([200, 400])
  })

  it('is not repeated when it might do its work twice', async () => {
    answers['externalcontact/send_welcome_msg'] = ['silence']
    await expect(client().post('externalcontact/send_welcome_msg', {})).rejects.toMatchObject({ errcode: null })
    expect(callsOf('externalcontact/send_welcome_msg')).toHaveLength(1)
  })

  it('opens the circuit after five in a row: further ones fail at once, and one is let through after half a minute', async () => {
    answers['user/get'] = ['silence']
    const one = client()
    for (let index = 0; index < 2; index += 1) await expect(one.get('user/get')).rejects.toMatchObject({ errcode: null })
    const made = callsOf('user/get').length
    expect(made).toBe(5)
    await expect(one.get('user/get')).rejects.toMatchObject({ errcode: null })
    expect(callsOf('user/get')).toHaveLength(made)
    expect(one.health?.()).toMatchObject({ status: 'away' })
    server.setNow(new Date(server.context.clock.now().getTime() + 31_000))
    answers['user/get'] = [{ errcode: 0 }]
    await one.get('user/get')
    expect(one.health?.()).toEqual({ status: 'ok' })
  })
})

describe('a platform that wants fewer calls', () => {
  it('is waited for after 45033, also by a write: it was not done', async () => {
    answers['externalcontact/remark'] = [{ errcode: 45033 }, { errcode: 0 }]
    await client().post('externalcontact/remark', {})
    expect(pauses).toEqual([1000])
  })

  it('is left alone for a minute after 45009, for that call only', async () => {
    answers['user/get'] = [{ errcode: 45009 }, { errcode: 0 }]
    const one = client()
    await expect(one.get('user/get')).rejects.toMatchObject({ errcode: 45009 })
    await expect(one.get('user/get')).rejects.toMatchObject({ errcode: 45009 })
    expect(callsOf('user/get')).toHaveLength(1)
    await one.get('department/list')
    server.setNow(new Date(server.context.clock.now().getTime() + 60_000))
    await one.get('user/get')
  })

  it('is asked again after -1 where that is safe, three times in all', async () => {
    answers['user/get'] = [{ errcode: -1 }]
    await expect(client().get('user/get')).rejects.toMatchObject({ errcode: -1 })
    expect(callsOf('user/get')).toHaveLength(3)
  })
})

describe('the ticket', () => {
  it('is shared and asked for once', async () => {
    const tickets = await Promise.all([client().agentTicket(), client().agentTicket()])
    expect(tickets.map(({ ticket }) => ticket)).toEqual(['ticket-1', 'ticket-1'])
    expect(tickets[0]?.expiresAt).toEqual(new Date(server.context.clock.now().getTime() + 7200_000))
    expect(callsOf('ticket/get')).toHaveLength(1)
    expect(callsOf('ticket/get')[0]?.searchParams.get('type')).toBe('agent_config')
  })

  it('is asked for anew when it is doubted, once a minute at most (100 an hour are allowed)', async () => {
    const one = client()
    await one.agentTicket()
    answers['ticket/get'] = [{ errcode: 0, ticket: 'ticket-2', expires_in: 7200 }]
    expect((await one.agentTicket({ isDoubted: true })).ticket).toBe('ticket-1')
    server.setNow(new Date(server.context.clock.now().getTime() + 60_000))
    expect((await one.agentTicket({ isDoubted: true })).ticket).toBe('ticket-2')
    expect((await one.agentTicket({ isDoubted: true })).ticket).toBe('ticket-2')
    expect(callsOf('ticket/get')).toHaveLength(2)
  })
})

describe('secrets', () => {
  it('are in no error and no line of the log', async () => {
    const refused = (address: string | URL | Request) => Promise.reject(new TypeError(`fetch failed: ${String(address)}`))
    const silent = client({ fetch: refused as typeof fetch })
    const first = await silent.get('user/get').catch((error: unknown) => error)
    answers['user/get'] = [{ errcode: 84061, errmsg: 'token-1 hint' }]
    const second = await client().get('user/get').catch((error: unknown) => error)
    const told = `${String(first)} ${JSON.stringify(first)} ${String(second)} ${lines.join()}`
    expect(lines.length).toBeGreaterThan(1)
    expect(told).not.toMatch(/token-1|test-secret/)
  })
})
