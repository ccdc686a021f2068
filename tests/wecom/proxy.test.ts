import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withBridge, withBridgeAllowed } from '../../mock/wecom/proxy.ts'
import { type Harness, listen, startHarness } from './simulator-fixture.ts'
import { startSdkPage } from './sdk-page.ts'

let app: Awaited<ReturnType<typeof startSdkPage>>
let harness: Harness
beforeAll(async () => {
  app = await startSdkPage()
  harness = await startHarness({ upstream: app.origin })
})
afterAll(async () => {
  await harness.close()
  await app.close()
})

describe('the way to the app', () => {
  it('puts the bridge first into the head, with the right length', async () => {
    const response = await fetch(`${harness.origin}/`)
    const page = await response.text()
    expect(page).toMatch(/^<!doctype html><html><head><script src="\/simulator\/bridge\.js"><\/script><script src="\/wecom\.js">/)
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(page)))
  })

  it.each([
    ['a head with attributes', '<!doctype html><html><HEAD lang="zh">x', /<HEAD lang="zh"><script src/],
    ['a header element before', '<html><header></header></html>', /^<script src/],
    ['no head at all', '<!DOCTYPE html><p>x', /^<!DOCTYPE html><script src/],
  ])('finds the place with %s', (_name, page, expected) => {
    expect(withBridge(page)).toMatch(expected)
  })

  it.each([
    ['a page without scripts', 'default-src \'none\'; style-src \'unsafe-inline\'', 'default-src \'none\'; style-src \'unsafe-inline\'; script-src \'self\'; connect-src \'self\''],
    ['a page of hashes', 'script-src \'sha256-x\'', 'script-src \'sha256-x\' \'self\''],
    ['the app, which allows both', 'default-src \'none\';script-src \'self\' \'sha256-x\';connect-src \'self\'', 'default-src \'none\'; script-src \'self\' \'sha256-x\'; connect-src \'self\''],
    ['no policy for either', 'img-src \'self\'', 'img-src \'self\''],
  ])('lets the bridge into %s', (_name, policy, expected) => {
    expect(withBridgeAllowed(policy)).toBe(expected)
  })

  it('leaves everything else as it is, compressed answers included', async () => {
    const packed = gzipSync('{"a":1}')
    const server = createServer((request, response) => response.writeHead(201, { 'content-type': 'application/json', 'content-encoding': 'gzip', 'x-sent': String(request.headers['accept-encoding']) }).end(packed))
    const own = await startHarness({ upstream: await listen(server) })
    const response = await fetch(`${own.origin}/api/thing`, { method: 'POST', body: 'hello', headers: { 'accept-encoding': 'gzip, br' } })
    expect([response.status, response.headers.get('x-sent'), await response.json()]).toEqual([201, 'gzip, br', { a: 1 }])
    await own.close()
    server.close()
  })

  it('keeps the public host, so that the server knows under which name it is reached', async () => {
    await fetch(`${harness.origin}/`)
    expect(app.seen.at(-1)?.host).toBe(new URL(harness.origin).host)
  })

  it('can have the server away or unreachable', async () => {
    await harness.control('faults', { server: 'away' })
    expect((await fetch(`${harness.origin}/`)).status).toBe(502)
    await harness.control('faults', { server: 'unreachable' })
    await expect(fetch(`${harness.origin}/`)).rejects.toThrow()
    await harness.control('faults', {})
    expect((await fetch(`${harness.origin}/`)).status).toBe(200)
  })
})

describe('who holds the client', () => {
  it('refuses a member who does not exist', async () => {
    expect((await fetch(`${harness.origin}/simulator/act-as/nobody`)).status).toBe(404)
    expect((await fetch(`${harness.origin}/simulator/frame?member=nobody`)).status).toBe(404)
    expect((await fetch(`${harness.origin}/simulator/frame?member=rep-chen&entry=kitchen`)).status).toBe(400)
  })

  it('takes the former member\'s cookies of the app away, wherever they were set', async () => {
    await fetch(`${harness.origin}/`)
    const response = await fetch(`${harness.origin}/simulator/act-as/rep-zhou`, { headers: { cookie: 'simulator_member=rep-chen; session=abc' } })
    const set = response.headers.getSetCookie()
    expect(set).toContainEqual(expect.stringMatching(/^session=;.*Path=\/;.*Expires=Thu, 01 Jan 1970/))
    expect(set).toContainEqual(expect.stringMatching(/^oauth=;.*Path=\/auth;.*Expires=Thu, 01 Jan 1970/))
    expect(set).toContainEqual(expect.stringMatching(/^simulator_member=rep-zhou; Path=\/simulator; HttpOnly/))
  })
})
