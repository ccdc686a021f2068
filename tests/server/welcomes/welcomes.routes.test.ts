import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Welcome } from '../../../contract/welcomes.schema.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  for (const [userId, role] of [['operator-he', 'operator'], ['lead-lin', 'lead'], ['rep-chen', 'rep']] as const) await aRep(server.db, { userId, role })
  await server.db.insertInto('channel').values({ state: 'fair-2026', label: '博览会' }).execute()
})
afterAll(() => server.close())

const list = async () => (await server.as('operator-he')('GET', '/api/welcomes')).json<{ items: Welcome[] }>().items
const of = async (state: string) => (await list()).find(item => item.state === state)!
const put = async (state: string, body: string, more: object = {}) => server.as('operator-he')('PUT', '/api/welcomes', { state, body, isActive: true, basedOn: (await of(state))?.updatedAt ?? null, ...more })

describe('a welcome text is refused', () => {
  it.each(['lead-lin', 'rep-chen'])('to %s', async (userId) => {
    for (const [method, body] of [['GET', undefined], ['PUT', { state: '', body: '您好', isActive: true, basedOn: null }]] as const) {
      expect((await server.as(userId)(method, '/api/welcomes', body)).json()).toMatchObject({ code: 'not-allowed' })
    }
  })

  it.each([
    ['nothing', '  ', '还没有写内容'], ['a variable that nobody knows of somebody new', '{{称呼}}您好，上次的{{上次产品}}吃完了吗', '上次产品'], ['half a variable', '{{称呼}您好', '括号'],
    ['more than the platform takes', '好'.repeat(1300), '太长'], ['what food may not be said to do', '您好，我们的燕窝能治疗失眠', '治疗'],
  ])('with %s, and says how to mend it', async (_what, body, words) => {
    const before = await of('live-room')
    const reply = await put('live-room', body)
    expect(reply.json()).toMatchObject({ code: 'invalid-value', message: expect.stringContaining(words) as string })
    expect(await of('live-room')).toEqual(before)
  })

  it('for a channel that there is not, and over a colleague\'s change, which is shown', async () => {
    expect((await put('nowhere', '您好')).json()).toMatchObject({ code: 'not-found' })
    const { updatedAt } = await of('referral')
    server.setNow('2026-06-15T10:05:00+08:00')
    await put('referral', '您好，第一版')
    const late = await put('referral', '您好，第二版', { basedOn: updatedAt })
    expect(late.json()).toMatchObject({ code: 'state-conflict', details: { body: '您好，第一版' } })
    expect((await of('referral')).body).toBe('您好，第一版')
  })
})

describe('an operator', () => {
  it('sees the text of every other way first, every channel with its own or none', async () => {
    const items = await list()
    expect(items[0]).toMatchObject({ state: '', channel: null, isActive: true, body: expect.stringContaining('{{销售}}') as string })
    expect(items.find(item => item.state === 'fair-2026')).toEqual({ state: 'fair-2026', channel: '博览会', body: null, isActive: false, updatedAt: null, updatedByName: null })
  })

  it('writes, changes and switches off the text of a channel; each is recorded', async () => {
    server.setNow('2026-06-15T11:00:00+08:00')
    expect((await put('fair-2026', '{{称呼}}您好，博览会上见过。')).json()).toMatchObject({ body: '{{称呼}}您好，博览会上见过。', isActive: true, updatedByName: '销售operator-he' })
    server.setNow('2026-06-15T11:01:00+08:00')
    expect((await put('fair-2026', '{{称呼}}您好，博览会上见过。', { isActive: false })).json()).toMatchObject({ isActive: false, channel: '博览会' })
    const audit = await server.db.selectFrom('audit').select(['userId', 'details']).where('action', '=', 'welcome-changed').orderBy('id', 'desc').limit(2).execute()
    expect(audit.map(row => row.details)).toMatchObject([{ state: 'fair-2026', from: { isActive: true }, to: { isActive: false } }, { from: { body: null }, to: { isActive: true } }])
  })

  it('changes it once, however often the same save arrives', async () => {
    const basedOn = (await of('fair-2026')).updatedAt
    const save = () => server.as('operator-he')('PUT', '/api/welcomes', { state: 'fair-2026', body: '您好', isActive: true, basedOn }, { 'idempotency-key': 'one-save' })
    server.setNow('2026-06-15T11:02:00+08:00')
    expect([(await save()).statusCode, (await save()).statusCode]).toEqual([200, 200])
  })
})
