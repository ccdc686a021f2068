import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCustomer } from '../../support/factories.ts'
import { herState, hers, marks, scopeWorld, type ScopeWorld } from './scope-world.ts'

let world: ScopeWorld
let before: unknown
const mine = 'wmOf-rep-zhou'
beforeAll(async () => {
  world = await scopeWorld()
  before = await herState(world.server)
})
afterAll(() => world.server.close())

type Ask = ReturnType<ScopeWorld['server']['as']>
const ask: Ask = (...request) => world.server.as('rep-zhou')(...request)
const idOf = async (table: 'order' | 'reminder' | 'answer'): Promise<string> =>
  String((await world.server.db.selectFrom(table).select('id').where('externalUserId', '=', hers).executeTakeFirstOrThrow()).id)

describe('a rep who puts another one\'s ids into requests about an own customer', () => {
  it.each([['POST', hers, mine], ['POST', mine, hers], ['DELETE', hers, mine], ['DELETE', mine, hers]] as const)('%s …/%s/join/%s: is told that there is no such customer', async (method, one, other) => {
    expect((await ask(method, `/api/customers/${one}/join/${other}`)).json()).toMatchObject({ code: 'customer-not-found' })
  })

  it('neither changes, releases nor brings back her orders', async () => {
    const order = await idOf('order')
    for (const [method, path, body] of [['PATCH', '', { use: 'gift' }], ['DELETE', '/bind', undefined], ['POST', '/restore', undefined]] as const) {
      const reply = await ask(method, `/api/customers/${mine}/orders/${order}${path}`, body)
      expect([path, reply.json<{ code: string }>().code, reply.body.match(marks)]).toEqual([path, 'not-found', null])
    }
  })

  it('gets no answer of hers by basing an own one on it', async () => {
    const reply = await ask('POST', `/api/customers/${mine}/answers`, { questionKey: world.question.key, questionVersion: world.question.version, state: 'declined', options: [], note: '', basedOn: await idOf('answer') })
    expect(reply.body).not.toMatch(marks)
  })

  it('settles no reminder of hers with an own send', async () => {
    const sent = await ask('POST', `/api/customers/${mine}/sends`, { scriptId: null, text: '您好', reminderId: await idOf('reminder') })
    const { sendId } = sent.json<{ sendId: string }>()
    expect((await ask('POST', `/api/sends/${sendId}/outcome`, { outcome: 'sent' })).statusCode).toBe(200)
    expect(await world.server.db.selectFrom('scriptSend').select('reminderId').where('id', '=', sendId).executeTakeFirst()).toEqual({ reminderId: null })
  })

  it('goes on with a colleague\'s place in a list through the own customers only', async () => {
    await aCustomer(world.server.db, { followedBy: ['rep-chen'], name: '密友三' })
    const page = await world.server.as('rep-chen')('POST', '/api/customers/search', { q: '', limit: 1 })
    const { nextCursor } = page.json<{ nextCursor: string }>()
    const reply = await ask('POST', '/api/customers/search', { q: '', cursor: nextCursor })
    expect(reply.statusCode).toBe(200)
    expect(reply.body).not.toMatch(marks)
  })

  it('is given no reply that a colleague got under the same Idempotency-Key', async () => {
    const take = (as: Ask) => as('POST', `/api/customers/${hers}/touches`, { channel: 'call', overLimitReason: 'urgent' }, { 'idempotency-key': 'the-same' })
    expect((await take(ask)).json()).toMatchObject({ code: 'customer-not-found' })
    expect(await herState(world.server)).toEqual(before)
    expect((await take(world.server.as('rep-chen'))).statusCode).toBe(201)
    expect((await take(ask)).json()).toMatchObject({ code: 'customer-not-found' })
  })
})
