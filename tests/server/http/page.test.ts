import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sessionCookie } from '../../../server/session/cookie.ts'
import { signUrl } from '../../../server/session/agent-signature.ts'
import { WecomError, type WecomClient } from '../../../server/wecom/client.ts'
import { aRep } from '../../support/factories.ts'
import { testConfig, testServer, type TestServer } from '../../support/test-server.ts'
import vectors from '../../fixtures/wecom/vectors.json' with { type: 'json' }

const html = '<!doctype html><title>知客</title><script type="application/json" id="agent-signature">null</script><script>boot()</script>'
let distDir: string
let server: TestServer
let ticket: { ticket: string, expiresAt: Date } | null

beforeAll(async () => {
  distDir = mkdtempSync(join(tmpdir(), 'zhike-dist-'))
  mkdirSync(join(distDir, 'assets'))
  writeFileSync(join(distDir, 'index.html'), html)
  writeFileSync(join(distDir, 'csp.json'), JSON.stringify({ scripts: ['sha256-AAAA'], styles: ['sha256-BBBB'] }))
  writeFileSync(join(distDir, 'icon.svg'), '<svg/>')
  writeFileSync(join(distDir, 'assets', 'app-abc123.js'), 'export {}')
  writeFileSync(join(distDir, 'assets', 'app-abc123.js.br'), 'brotli bytes')
  const client: Partial<WecomClient> = { agentTicket: () => ticket ? Promise.resolve(ticket) : Promise.reject(new WecomError(null, 'away')) }
  server = await testServer({ distDir, wecom: client as WecomClient, config: { ownershipFiles: { 'WW_verify_abc.txt': 'abc' } } })
  await aRep(server.db, { userId: 'rep-chen' })
})
afterAll(async () => {
  await server.close()
  rmSync(distDir, { recursive: true })
})
beforeEach(() => { ticket = { ticket: 'ticket-1', expiresAt: new Date(server.context.clock.now().getTime() + 7200_000) } })

const open = (url: string, headers: Record<string, string> = {}) => server.as('rep-chen')('GET', url, undefined, headers)
const signatureIn = (body: string): Record<string, unknown> | null =>
  JSON.parse(/id="agent-signature">(.*?)<\/script>/.exec(body)?.[1] ?? 'missing') as Record<string, unknown> | null

describe('the app\'s own files', () => {
  it('don\'t count against the limit of requests: half an app is a broken one', async () => {
    const strict = await testServer({ distDir, config: { requestsPerMinute: 2 } })
    const statuses = async (url: string) => [(await strict.app.inject({ url })).statusCode, (await strict.app.inject({ url })).statusCode, (await strict.app.inject({ url })).statusCode]
    expect(await statuses('/assets/app-abc123.js')).toEqual([200, 200, 200])
    expect(await statuses('/api/session')).toEqual([401, 401, 429])
    await strict.close()
  })
})

describe('GET /', () => {
  it('leads who has no session to the log-in, and that answer is never kept', async () => {
    const reply = await server.app.inject({ url: '/' })
    expect(reply.statusCode).toBe(302)
    expect(String(reply.headers.location)).toContain('/connect/oauth2/authorize?')
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  it('leads a broken session to the log-in too', async () => {
    expect((await server.app.inject({ url: '/', cookies: { [sessionCookie]: 'tampered' } })).statusCode).toBe(302)
  })

  it('carries the signature of exactly its own URL', async () => {
    const reply = await open('/')
    const signature = signatureIn(reply.body)
    expect(signature).toMatchObject({ corpId: testConfig.wecom.corpId, agentId: '1000002', timestamp: server.context.clock.now().getTime() / 1000 })
    expect(signature?.signature).toBe(signUrl({ ticket: 'ticket-1', nonceStr: String(signature?.nonceStr), timestamp: Number(signature?.timestamp), url: `${testConfig.publicUrl}/` }))
  })

  it('may be kept by the device alone, for less than the ticket lives', async () => {
    const [, seconds] = /^private, max-age=(\d+)$/.exec(String((await open('/')).headers['cache-control'])) ?? []
    expect(Number(seconds)).toBeGreaterThan(3600)
    expect(Number(seconds)).toBeLessThan(7200)
    ticket = { ticket: 'ticket-old', expiresAt: new Date(server.context.clock.now().getTime() + 200_000) }
    expect((await open('/')).headers['cache-control']).toBe('no-store')
  })

  it('is served without a signature, and not kept, while WeCom is away', async () => {
    ticket = null
    const reply = await open('/')
    expect(reply.statusCode).toBe(200)
    expect(signatureIn(reply.body)).toBeNull()
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  it('is compressed once a ticket, and the same in every encoding', async () => {
    const [plain, br] = [await open('/'), await open('/', { 'accept-encoding': 'gzip, br' })]
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(plain.body)
  })

  it('allows its inline scripts and styles by their hashes, and frames of our own origin only', async () => {
    const policy = String((await open('/')).headers['content-security-policy'])
    expect(policy).toContain('script-src \'self\' \'sha256-AAAA\'')
    expect(policy).toContain('style-src \'self\' \'sha256-BBBB\'')
    expect(policy).toContain('frame-ancestors \'self\'')
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
  })

  it('has one URL, the signed one', async () => {
    expect((await open('/?from=workbench')).headers.location).toBe('/')
  })
})

describe('files beside the page', () => {
  it('are kept for ever where their name says their content, and come precompressed', async () => {
    const reply = await open('/assets/app-abc123.js', { 'accept-encoding': 'br' })
    expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(reply.headers['content-encoding']).toBe('br')
    expect(reply.body).toBe('brotli bytes')
    expect((await open('/icon.svg')).statusCode).toBe(200)
  })

  it.each(['/index.html', '/csp.json', '/assets/../index.html', '/assets/none.js', '/..%2fpackage.json'])('%s is not among them', async (url) => {
    const reply = await open(url)
    expect(reply.statusCode).toBe(404)
    expect(reply.body).not.toContain('agent-signature')
  })

  it('name us as the owner to the platform, without a session', async () => {
    expect((await server.app.inject({ url: '/WW_verify_abc.txt' })).body).toBe('abc')
  })
})

describe('GET /api/wecom/signature', () => {
  it('refuses who is not signed in, and another host', async () => {
    expect((await server.app.inject({ url: `/api/wecom/signature?url=${encodeURIComponent(`${testConfig.publicUrl}/`)}` })).statusCode).toBe(401)
    for (const url of ['https://evil.example/', 'not a url', `${testConfig.publicUrl}.evil.example/`]) {
      expect((await open(`/api/wecom/signature?url=${encodeURIComponent(url)}`)).json()).toMatchObject({ code: 'bad-request' })
    }
  })

  it('signs the exact URL without its fragment', async () => {
    const url = `${testConfig.publicUrl}/?a=%E5%AE%A2`
    const signature = (await open(`/api/wecom/signature?url=${encodeURIComponent(`${url}#/customer`)}`)).json<{ nonceStr: string, timestamp: number, signature: string }>()
    expect(signature.signature).toBe(signUrl({ ticket: 'ticket-1', ...signature, url }))
  })

  it('says that WeCom is away', async () => {
    ticket = null
    expect((await open(`/api/wecom/signature?url=${encodeURIComponent(`${testConfig.publicUrl}/`)}`)).json()).toMatchObject({ code: 'wecom-away' })
  })

  it.each(vectors.jssdk)('signs as the platform publishes it: $id', ({ jsapi_ticket, noncestr, timestamp, url, signature }) => {
    expect(signUrl({ ticket: jsapi_ticket, nonceStr: noncestr, timestamp: Number(timestamp), url })).toBe(signature)
  })
})
