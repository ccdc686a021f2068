import { randomBytes } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wireOf, wires } from '../../../contract/wires.ts'
import { sessionCookie } from '../../../server/session/cookie.ts'
import { codeOnly, sourceFiles } from '../../rules/source-files.ts'
import { testNow } from '../../support/factories.ts'
import { scopeCases, signedEndpoints, type ScopeRequest } from './scope-cases.ts'
import { herState, hers, identity, marks, scopeWorld, type ScopeWorld } from './scope-world.ts'

let world: ScopeWorld
beforeAll(async () => { world = await scopeWorld() })
afterAll(() => world.server.close())

const statusOf = (name: string): number => {
  const wire = wireOf(wires.find(({ endpoint }) => endpoint.name === name)!.endpoint)
  return wire.reply === null ? 204 : wire.status ?? 200
}
const cookieOf = (userId: string, epoch = 0): string => world.server.app.encodeSecureSession(world.server.app.createSecureSession({ userId, signedInAt: testNow.getTime(), epoch }))
function ask({ method, url, body, headers }: ScopeRequest, cookie: string | null, origin = world.server.context.config.publicUrl): Promise<LightMyRequestResponse> {
  return world.server.app.inject({ method, url, ...(body !== undefined && { payload: body }), headers: { origin, ...headers }, ...(cookie !== null && { cookies: { [sessionCookie]: cookie } }) })
}
const refusals = ['customer-not-found', 'not-found', 'not-allowed']
const others = ['rep-zhou', 'guide-deng', 'lead-song'] as const

it('has a case for every endpoint of the contract: write one for the new one in scope-cases.ts', () => {
  expect([...Object.keys(scopeCases), ...Object.keys(signedEndpoints)].sort()).toEqual(wires.map(({ endpoint }) => endpoint.name).sort())
})

describe.each(Object.entries(scopeCases))('%s', (name, scopeCase) => {
  let request: ScopeRequest
  let before: unknown
  beforeAll(async () => {
    request = await scopeCase.request(world)
    before = await herState(world.server)
  })

  it('is for nobody who is not signed in, whose session was ended or made elsewhere, or who has left', async () => {
    await world.server.db.updateTable('rep').set({ isActive: false }).where('userId', '=', 'rep-gone').execute()
    const forged = `${randomBytes(120).toString('base64')};${randomBytes(24).toString('base64')}`
    for (const cookie of [null, forged, '', ';', cookieOf('rep-gone'), cookieOf('nobody'), cookieOf(scopeCase.as, 7)]) expect([cookie, (await ask(request, cookie)).json()]).toMatchObject([cookie, { code: 'not-signed-in' }])
    if (request.method !== 'GET') expect((await ask(request, cookieOf(scopeCase.as), 'https://elsewhere.example')).json()).toMatchObject({ code: 'wrong-origin' })
    expect(await herState(world.server)).toEqual(before)
  })

  it.each(others)('gives %s, who does not have her, nothing of her, and changes nothing', async (userId) => {
    const reply = await ask(request, cookieOf(userId))
    if (scopeCase.others === 'refused') expect(refusals).toContain(reply.json<{ code: string }>().code)
    else if (reply.statusCode >= 400) expect([...refusals, 'wecom-away', 'invalid-value', 'state-conflict']).toContain(reply.json<{ code: string }>().code)
    if (scopeCase.others !== 'open') expect(reply.body).not.toMatch(marks)
    if (request.method === 'GET') expect(reply.body).not.toContain(hers)
    expect(await herState(world.server)).toEqual(before)
  })

  it('keeps an operator to what operators may', async () => {
    if (scopeCase.operator === 'works') return
    const reply = await ask(request, cookieOf('operator-he'))
    if (scopeCase.operator === 'refused') {
      expect(reply.json()).toMatchObject({ code: 'not-allowed' })
      expect(await herState(world.server)).toEqual(before)
    }
    else expect(reply.body).not.toMatch(identity)
  })

  it('works for whom it is there', async () => {
    const reply = await ask(request, cookieOf(scopeCase.as))
    expect([reply.statusCode, reply.statusCode >= 400 ? reply.body : '']).toEqual([scopeCase.status ?? statusOf(name), reply.statusCode >= 400 ? reply.body : ''])
  })
})

describe('an address of the API that is not in the contract', () => {
  const contract = new Set(wires.map(({ endpoint }) => endpoint.path))
  it('is one of these, each tried below: put a new one into the contract, or here', () => {
    const named = sourceFiles('server').flatMap(({ text }) => [...codeOnly(text).matchAll(/'(\/api\/[^']*)'/g)].map(match => match[1] ?? ''))
    expect([...new Set(named)].filter(path => !contract.has(path) && !['/api/', '/api/webhooks/'].includes(path)).sort()).toEqual(['/api/imports/:id/failed', '/api/openapi.json'])
  })

  it('gives refused rows, which hold names and phones, to operators only, and each time is recorded', async () => {
    const { id } = (await world.server.as('operator-he')('POST', '/api/imports', '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n订单编号\r\n--x--\r\n', { 'content-type': 'multipart/form-data; boundary=x' })).json<{ id: string }>()
    const request: ScopeRequest = { method: 'GET', url: `/api/imports/${id}/failed` }
    const exported = () => world.server.db.selectFrom('audit').select(['userId', 'details']).where('action', '=', 'failed-rows-exported').execute()
    expect((await ask(request, null)).json()).toMatchObject({ code: 'not-signed-in' })
    expect((await ask(request, cookieOf('operator-he', 7))).json()).toMatchObject({ code: 'not-signed-in' })
    for (const userId of ['rep-chen', 'lead-lin', ...others]) expect((await ask(request, cookieOf(userId))).json()).toMatchObject({ code: 'not-allowed' })
    expect(await exported()).toEqual([])
    expect((await ask(request, cookieOf('operator-he'))).headers['content-disposition']).toBe(`attachment; filename="failed-${id.slice(0, 8)}.csv"`)
    expect(await exported()).toEqual([{ userId: 'operator-he', details: { importId: id } }])
  })
})

describe.each(Object.entries(signedEndpoints))('%s', (_name, request) => {
  it('takes a signature only, whoever is signed in', async () => {
    for (const userId of [...others, 'operator-he', 'admin-xu']) expect((await ask(request, cookieOf(userId))).json()).toMatchObject({ code: 'bad-signature' })
  })
})
