import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LightMyRequestResponse } from 'fastify'
import { sessionCookie } from '../../../server/session/cookie.ts'
import { loginCookie } from '../../../server/session/login.ts'
import { wecomWorld, type WecomWorld } from '../../support/wecom-world.ts'

let world: WecomWorld
beforeAll(async () => { world = await wecomWorld() })
afterAll(() => world.close())

/** A browser that keeps cookies, and is logged in to the simulated platform as somebody. */
function browser(member: string) {
  const jar = new Map<string, string>()
  const open = async (url: string): Promise<LightMyRequestResponse> => {
    const reply = await world.server.app.inject({ url, cookies: Object.fromEntries(jar) })
    for (const cookie of reply.cookies) jar.set(cookie.name, cookie.value)
    return reply
  }
  /** Follows the way over the platform; gives the address that it sends the browser back to. */
  const authorize = async (location: string): Promise<string> => {
    const reply = await fetch(location.split('#')[0] ?? '', { redirect: 'manual', headers: { cookie: `simulator_member=${member}` } })
    const back = reply.headers.get('location')
    if (!back) throw new Error(`The platform refused: ${await reply.text()}`)
    return back.replace(world.harness.origin, '')
  }
  const logIn = async (from = '/auth/wecom'): Promise<LightMyRequestResponse> => open(await authorize(String((await open(from)).headers.location)))
  return { jar, open, authorize, logIn }
}

describe('what is refused on the way back from WeCom', () => {
  it('a state that nobody made', async () => {
    const reply = await browser('rep-chen').open(`/auth/wecom/callback?code=abc&state=${'0'.repeat(64)}`)
    expect(reply.statusCode).toBe(400)
    expect(reply.body).toContain('登录没有完成')
  })

  it('another browser than the one that began', async () => {
    const [mine, theirs] = [browser('rep-chen'), browser('rep-zhou')]
    const back = await mine.authorize(String((await mine.open('/auth/wecom')).headers.location))
    await theirs.open('/auth/wecom')
    const reply = await theirs.open(back)
    expect(reply.statusCode).toBe(400)
    expect(theirs.jar.has(sessionCookie)).toBe(false)
    // The attempt has not used it up for whom it belongs to.
    expect((await mine.open(back)).statusCode).toBe(302)
  })

  it('the same address a second time', async () => {
    const one = browser('rep-chen')
    const back = await one.authorize(String((await one.open('/auth/wecom')).headers.location))
    expect((await one.open(back)).statusCode).toBe(302)
    expect((await one.open(back)).statusCode).toBe(400)
  })

  it('a log-in begun more than ten minutes ago', async () => {
    const one = browser('rep-chen')
    const begun = String((await one.open('/auth/wecom')).headers.location)
    await world.move(601)
    expect((await one.open(await one.authorize(begun))).statusCode).toBe(400)
  })

  it('a code that the platform has given out before', async () => {
    const [one, two] = [browser('rep-chen'), browser('rep-chen')]
    const used = await one.authorize(String((await one.open('/auth/wecom')).headers.location))
    await one.open(used)
    const fresh = await two.authorize(String((await two.open('/auth/wecom')).headers.location))
    const reply = await two.open(fresh.replace(/code=[^&]+/, /code=[^&]+/.exec(used)?.[0] ?? ''))
    expect(reply.statusCode).toBe(400)
    expect(two.jar.has(sessionCookie)).toBe(false)
  })

  it('a customer, who is no member', async () => {
    const reply = await browser('external:wmDemo0001').logIn()
    expect(reply.statusCode).toBe(403)
    expect(reply.body).toContain('只给公司成员使用')
  })

  it('a member who left', async () => {
    await world.server.db.updateTable('rep').set({ isActive: false }).where('userId', '=', 'rep-zhou').execute()
    const reply = await browser('rep-zhou').logIn()
    expect(reply.statusCode).toBe(403)
    expect(reply.body).toContain('还不能使用知客')
    await world.server.db.updateTable('rep').set({ isActive: true }).where('userId', '=', 'rep-zhou').execute()
  })

  it('everybody, in words, while the platform is away', async () => {
    const one = browser('rep-chen')
    const back = await one.authorize(String((await one.open('/auth/wecom')).headers.location))
    await world.harness.control('faults', { api: [{ path: 'auth/getuserinfo', status: 502 }] })
    const reply = await one.open(back)
    await world.harness.control('faults', {})
    expect(reply.statusCode).toBe(503)
    expect(reply.body).toContain('暂时连不上企业微信')
    expect(reply.headers['content-security-policy']).toMatch(/default-src 'none'/)
  })
})

describe('a member who logs in', () => {
  it('is sent to the platform with what it asks for, and a cookie that only this way sees', async () => {
    const reply = await browser('rep-chen').open('/auth/wecom')
    const location = new URL(String(reply.headers.location))
    expect(location.hash).toBe('#wechat_redirect')
    expect(location.searchParams.get('state')).toMatch(/^[a-zA-Z0-9]{64}$/)
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ appid: world.harness.corp.corpId, agentid: '1000002', scope: 'snsapi_base', response_type: 'code', redirect_uri: `${world.harness.origin}/auth/wecom/callback` })
    expect(reply.cookies.find(cookie => cookie.name === loginCookie)).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/auth' })
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  it('gets a session that only we can read, and is led to the page', async () => {
    const one = browser('rep-chen')
    const reply = await one.logIn()
    expect(reply.statusCode).toBe(302)
    expect(reply.headers.location).toBe('/')
    expect(reply.cookies.find(cookie => cookie.name === sessionCookie)).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    expect(one.jar.get(sessionCookie)).not.toContain('rep-chen')
    expect((await one.open('/api/session')).json()).toMatchObject({ userId: 'rep-chen', name: '陈', role: 'rep' })
  })

  it('is looked up on the platform when no synchronisation has met him yet', async () => {
    await world.harness.simulator.emit({ kind: 'member-changed', userid: 'rep-new', name: '新', department: [2], status: 1 })
    const one = browser('rep-new')
    expect((await one.logIn()).statusCode).toBe(302)
    expect((await one.open('/api/session')).json()).toMatchObject({ userId: 'rep-new' })
  })

  it('gives a member the same key of what waits on the device in every session, so that it can still be delivered; another member gets another', async () => {
    const one = browser('rep-chen')
    await one.logIn()
    const { outboxKey } = (await one.open('/api/session')).json<{ outboxKey: string }>()
    expect(Buffer.from(outboxKey, 'base64')).toHaveLength(32)
    const later = browser('rep-chen')
    await later.logIn()
    expect((await later.open('/api/session')).json()).toMatchObject({ outboxKey })
    const two = browser('rep-zhou')
    await two.logIn()
    expect((await two.open('/api/session')).json<{ outboxKey: string }>().outboxKey).not.toBe(outboxKey)
  })

  it('logs in from several panels at the same time', async () => {
    const one = browser('rep-chen')
    const first = await one.authorize(String((await one.open('/auth/wecom')).headers.location))
    const second = await one.authorize(String((await one.open('/auth/wecom')).headers.location))
    expect([(await one.open(first)).statusCode, (await one.open(second)).statusCode]).toEqual([302, 302])
  })

  it('is out after logging out', async () => {
    const one = browser('rep-chen')
    await one.logIn()
    const reply = await world.server.app.inject({ method: 'POST', url: '/auth/logout', headers: { 'x-zhike': '1' }, cookies: Object.fromEntries(one.jar) })
    expect(reply.statusCode).toBe(204)
    expect(reply.cookies.find(cookie => cookie.name === sessionCookie)?.value).toBe('')
  })
})

describe('links that lead somewhere', () => {
  it.each([['/go/today', '/#/today'], ['/go/customer/wmDemo0001', '/#/customer/wmDemo0001']])('%s leads to %s, over the log-in where that is needed', async (link, route) => {
    const one = browser('rep-chen')
    const begun = await one.open(link)
    expect(String(begun.headers.location)).not.toContain('wmDemo0001')
    expect((await one.open(await one.authorize(String(begun.headers.location)))).headers.location).toBe(route)
    expect((await one.open(link)).headers.location).toBe(route)
  })

  it.each(['/go/customer/..%2f..%2fevil', '/go/customer/https:%2f%2fevil', '/go/customer/x'])('%s leads nowhere', async (link) => {
    expect((await browser('rep-chen').open(link)).statusCode).toBe(404)
  })
})
