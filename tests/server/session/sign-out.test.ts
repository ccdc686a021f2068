import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionCookie } from '../../../server/session/cookie.ts'
import { replaceDirectory } from '../../../server/sync/directory.queries.ts'
import { readDirectory } from '../../../server/sync/directory.rules.ts'
import { aCustomer, aRep, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let customer: string
beforeAll(async () => {
  server = await testServer()
  for (const userId of ['rep-chen', 'rep-zhou']) await aRep(server.db, { userId })
  customer = await aCustomer(server.db, { followedBy: ['rep-chen'] })
})
afterAll(() => server.close())

/** A cookie as the log-in would give it to that member now. */
async function cookieOf(userId: string): Promise<string> {
  const { sessionEpoch } = await server.db.selectFrom('rep').select('sessionEpoch').where('userId', '=', userId).executeTakeFirstOrThrow()
  return server.app.encodeSecureSession(server.app.createSecureSession({ userId, signedInAt: testNow.getTime(), epoch: sessionEpoch }))
}
const ask = (cookie: string, url: string) => server.app.inject({ url, cookies: { [sessionCookie]: cookie } })
/** By a statement of its own, by the one statement of the sidebar. */
const answers = async (cookie: string) => [(await ask(cookie, '/api/session')).statusCode, (await ask(cookie, `/api/customers/${customer}/sidebar`)).statusCode]
const signOut = (cookie: string) => server.app.inject({ method: 'POST', url: '/auth/logout', headers: { origin: server.context.config.publicUrl }, cookies: { [sessionCookie]: cookie } })

describe('signing out', () => {
  it('ends a copied cookie too, and no other member\'s', async () => {
    const [mine, copied, theirs] = [await cookieOf('rep-chen'), await cookieOf('rep-chen'), await cookieOf('rep-zhou')]
    expect(await answers(copied)).toEqual([200, 200])
    expect((await signOut(mine)).statusCode).toBe(204)
    expect(await answers(copied)).toEqual([401, 401])
    expect(await answers(mine)).toEqual([401, 401])
    expect((await ask(theirs, '/api/session')).statusCode).toBe(200)
    expect(await answers(await cookieOf('rep-chen'))).toEqual([200, 200])
  })

  it('with a cookie that was ended before does not throw the member out', async () => {
    const stolen = await cookieOf('rep-chen')
    await signOut(stolen)
    const fresh = await cookieOf('rep-chen')
    expect((await signOut(stolen)).statusCode).toBe(204)
    expect(await answers(fresh)).toEqual([200, 200])
  })

  it('leads to a page of words that signs nobody in', async () => {
    const page = await server.app.inject({ url: '/auth/signed-out' })
    expect([page.statusCode, page.cookies, page.headers['cache-control']]).toEqual([200, [], 'no-store'])
    expect(page.body).toContain('所有设备上的登录都已结束')
  })
})

describe('a member who left and is back', () => {
  const member = (userid: string, status: number) => ({ userid, name: userid, department: [1], status, is_leader_in_dept: [0] })
  const told = (members: Parameters<typeof readDirectory>[1]) => server.db.transaction().execute(trx => replaceDirectory(
    trx, readDirectory([{ id: 1, name: '公司', parentid: 0 }], members, { adminUsers: [], operatorUsers: [], guideDepartments: [] }), testNow))

  it.each([['is switched off', [member('rep-chen', 2), member('rep-zhou', 1)]], ['is no longer named', [member('rep-zhou', 1)]]])('has to sign in anew when the member %s in between', async (_how, meanwhile) => {
    const old = await cookieOf('rep-chen')
    await told(meanwhile)
    expect(await answers(old)).toEqual([401, 401])
    await told([member('rep-chen', 1), member('rep-zhou', 1)])
    expect(await answers(old)).toEqual([401, 401])
    expect(await answers(await cookieOf('rep-chen'))).toEqual([200, 200])
  })

  it('keeps the session through a synchronisation that changes nothing', async () => {
    const old = await cookieOf('rep-chen')
    await told([member('rep-chen', 1), member('rep-zhou', 1)])
    expect(await answers(old)).toEqual([200, 200])
  })
})
