import Module, { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsapiSignature } from '../../mock/wecom/bridge/signature.ts'
import { type Harness, startHarness } from './simulator-fixture.ts'

type Done = (error: (Error & { code?: number }) | null, answer: Record<string, unknown>) => void
interface Client {
  prefix: string
  store: { accessToken: string } | null
  getUser: (id: string, done: Done) => void
  getDepartments: (done: Done) => void
  getDepartmentUsers: (id: number, fetchChild: number, status: number, done: Done) => void
  getUserIdByCode: (code: string, done: Done) => void
  getTicket: (done: Done) => void
  getJsConfig: (options: object, done: Done) => void
  send: (to: object, message: object, done: Done) => void
}
type ClientClass = new (corpId: string, secret: string, agentId: string) => Client

/** The client's HTTP library in the one call it makes of it. */
const urllib = {
  request(url: string, options: { type?: string, data?: unknown, headers?: Record<string, string> }, done: (error: Error | null, data?: unknown, response?: unknown) => void) {
    const isPost = options.type === 'POST'
    const address = new URL(url)
    if (!isPost) for (const [name, value] of Object.entries(options.data ?? {})) address.searchParams.set(name, String(value))
    fetch(address, { method: options.type ?? 'GET', ...(options.headers ? { headers: options.headers } : {}), ...(isPost ? { body: JSON.stringify(options.data) } : {}) })
      .then(async response => done(null, await response.json(), response))
      .catch((error: Error) => done(error))
  },
}

/** Loads the client as npm delivers it, with `urllib` above and without the upload library, which these calls don't touch. */
function loadClient(): ClientClass {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown }
  const original = loader._load
  loader._load = (request, ...rest) => request === 'urllib' ? urllib : request === 'formstream' ? {} : original.call(loader, request, ...rest)
  try {
    return createRequire(import.meta.url)('./third-party/wechat-enterprise-api/index.js') as ClientClass
  }
  finally {
    loader._load = original
  }
}

let harness: Harness
let client: Client
beforeAll(async () => {
  harness = await startHarness()
  const Client = loadClient()
  client = new Client(harness.corp.corpId, harness.corp.secret, harness.corp.agentId)
  client.prefix = `${harness.simulator.wecomBase}/cgi-bin/`
})
afterAll(async () => { await harness.close() })

/** Calls the client; its error carries the platform's code. */
function call(work: (done: Done) => void): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => work((error, answer) => error ? reject(error) : resolve(answer)))
}

describe('wechat-enterprise-api 0.3.0, unchanged', () => {
  it('reads a member, departments and the members below one', async () => {
    expect(await call(done => client.getUser('rep-chen', done))).toMatchObject({ errcode: 0, userid: 'rep-chen', name: '陈' })
    expect(await call(done => client.getDepartments(done))).toMatchObject({ department: [{ id: 1 }, { id: 2 }, { id: 3 }] })
    const { userlist } = await call(done => client.getDepartmentUsers(1, 1, 0, done))
    expect(userlist).toHaveLength(4)
  })

  it('gets the platform\'s refusal as an error with its code', async () => {
    await expect(call(done => client.getUser('nobody', done))).rejects.toMatchObject({ name: 'WeChatAPIError', code: 60111 })
  })

  it('asks who logged in, the old way', async () => {
    const query = new URLSearchParams({ appid: harness.corp.corpId, redirect_uri: `${harness.origin}/back`, response_type: 'code', scope: 'snsapi_base', state: 's' })
    const back = await fetch(`${harness.simulator.wecomBase}/connect/oauth2/authorize?${query}`, { redirect: 'manual', headers: { cookie: 'simulator_member=rep-zhou' } })
    const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? ''
    expect(await call(done => client.getUserIdByCode(code, done))).toMatchObject({ UserId: 'rep-zhou' })
  })

  it('signs a page with the ticket it fetched, and the signature is the platform\'s', async () => {
    const url = `${harness.origin}/page`
    const config = await call(done => client.getJsConfig({ url, jsApiList: [] }, done))
    const { ticket } = await call(done => client.getTicket(done))
    expect(config.signature).toBe(jsapiSignature(String(ticket), { timestamp: String(config.timestamp), nonceStr: String(config.nonceStr) }, url))
  })

  it('sends a message to a member', async () => {
    expect(await call(done => client.send({ touser: 'rep-chen' }, { msgtype: 'text', text: { content: '今天三位客户要联系' }, safe: '0' }, done))).toMatchObject({ errcode: 0 })
    expect((await harness.state()).appMessages).toMatchObject([{ to: ['rep-chen'], content: { content: '今天三位客户要联系' } }])
  })
})
