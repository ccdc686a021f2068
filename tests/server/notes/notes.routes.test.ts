import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Note } from '../../../contract/notes.schema.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { aCustomer, aLead, aRep, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let customer: string
beforeAll(async () => {
  server = await testServer()
  for (const userId of ['rep-chen', 'rep-zhou', 'rep-wu']) await aRep(server.db, { userId })
  await aLead(server.db, { userId: 'lead-lin', team: ['rep-chen'] })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  customer = await aCustomer(server.db, { followedBy: ['rep-chen', 'rep-zhou'] })
})
afterAll(() => server.close())

const add = (userId: string, body: object = { text: '妈妈不爱甜' }) => server.as(userId)('POST', `/api/customers/${customer}/notes`, body)
const list = async (userId: string): Promise<Note[]> => (await server.as(userId)('GET', `/api/customers/${customer}/notes`)).json<{ items: Note[] }>().items

describe('refusals', () => {
  it('is closed to operators for writing, to foreign pages, and to who does not follow', async () => {
    expect((await add('operator-he')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await server.as('rep-chen')('POST', `/api/customers/${customer}/notes`, { text: '一' }, { origin: 'https://elsewhere.example' })).json()).toMatchObject({ code: 'wrong-origin' })
    expect((await add('rep-wu')).json()).toMatchObject({ code: 'customer-not-found' })
    expect((await server.as('rep-wu')('GET', `/api/customers/${customer}/notes`)).json()).toMatchObject({ code: 'customer-not-found' })
    for (const text of ['', '   ', '长'.repeat(201)]) expect((await add('rep-chen', { text })).json()).toMatchObject({ code: 'invalid-value' })
  })

  it('lets nobody change or delete another one\'s note, nor find one out of scope', async () => {
    const { noteId } = (await add('rep-chen')).json<Note>()
    for (const userId of ['rep-zhou', 'lead-lin']) {
      expect((await server.as(userId)('PATCH', `/api/notes/${noteId}`, { text: '改' })).json()).toMatchObject({ code: 'not-allowed' })
      expect((await server.as(userId)('DELETE', `/api/notes/${noteId}`)).json()).toMatchObject({ code: 'not-allowed' })
    }
    for (const [userId, id] of [['rep-wu', noteId], ['rep-chen', 'not-a-uuid'], ['rep-chen', server.context.newId()]] as const) {
      expect((await server.as(userId)('PATCH', `/api/notes/${id}`, { text: '改' })).json()).toMatchObject({ code: 'not-found' })
    }
  })
})

describe('notes', () => {
  it('are taken with one line, kind other, and shown newest first to every follower', async () => {
    server.setNow(before(testNow, { minutes: -1 }))
    const reply = await add('rep-chen', { text: ' 女儿九月结婚 ' })
    expect(reply.statusCode).toBe(201)
    expect(reply.json()).toMatchObject({ text: '女儿九月结婚', kind: 'other', byName: '销售rep-chen', isMine: true, notedAt: before(testNow, { minutes: -1 }).toISOString() })
    expect((await list('rep-zhou'))[0]).toMatchObject({ text: '女儿九月结婚', isMine: false })
  })

  it('keep their day when changed, what stood there before is in the audit trail, and a deleted one is shown nowhere', async () => {
    const { noteId, notedAt } = (await add('rep-chen', { text: '旧的', kind: 'plan' })).json<Note>()
    server.setNow(before(testNow, { minutes: -5 }))
    expect((await server.as('rep-chen')('PATCH', `/api/notes/${noteId}`, { text: '新的' })).json()).toMatchObject({ noteId, text: '新的', kind: 'plan', notedAt })
    expect((await server.as('rep-chen')('DELETE', `/api/notes/${noteId}`)).statusCode).toBe(204)
    expect((await list('rep-chen')).map(note => note.noteId)).not.toContain(noteId)
    expect((await server.as('rep-chen')('DELETE', `/api/notes/${noteId}`)).json()).toMatchObject({ code: 'not-found' })
    const trail = await server.db.selectFrom('audit').select(['action', 'details']).where('action', 'in', ['note-changed', 'note-deleted']).orderBy('id').execute()
    expect(trail).toEqual([
      { action: 'note-changed', details: { noteId, before: { text: '旧的', kind: 'plan' } } },
      { action: 'note-deleted', details: { noteId, before: { text: '新的', kind: 'plan' } } },
    ])
    expect(await server.db.selectFrom('note').select('text').where('id', '=', noteId).executeTakeFirst()).toEqual({ text: '新的' })
  })

  it('come back with the day they were taken, for their author only, once or twice', async () => {
    const { noteId, notedAt } = (await add('rep-chen', { text: '五月说的', kind: 'plan' })).json<Note>()
    const restore = (userId: string, id: string = noteId) => server.as(userId)('POST', `/api/notes/${id}/restore`)
    await server.as('rep-chen')('DELETE', `/api/notes/${noteId}`)
    server.setNow(before(testNow, { minutes: -9 }))
    expect((await restore('rep-zhou')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await restore('operator-he')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await restore('rep-wu')).json()).toMatchObject({ code: 'not-found' })
    expect((await restore('rep-chen', server.context.newId())).json()).toMatchObject({ code: 'not-found' })
    expect((await list('rep-chen')).map(note => note.noteId)).not.toContain(noteId)
    for (const _ of ['first', 'again']) expect((await restore('rep-chen')).json()).toMatchObject({ noteId, text: '五月说的', kind: 'plan', notedAt })
    expect((await list('rep-zhou')).filter(note => note.noteId === noteId)).toMatchObject([{ notedAt }])
    expect(await server.db.selectFrom('audit').select('action').where('action', '=', 'note-restored').execute()).toHaveLength(1)
  })
})

describe('a reason that quotes her newest note', () => {
  it('quotes another at once when one is taken, changed, deleted or brought back', async () => {
    await loadStarterCatalogue(server.context)
    const silent = await aCustomer(server.db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 200 }), highValue: true, lastTouchAt: before(testNow, { days: 25 }) })
    const rep = server.as('rep-chen')
    const reason = async (): Promise<string | undefined> =>
      (await server.db.selectFrom('reminder').select('reason').where('externalUserId', '=', silent).where('state', '=', 'open').executeTakeFirst())?.reason
    const { noteId } = (await rep('POST', `/api/customers/${silent}/notes`, { text: '先生嫌甜' })).json<Note>()
    expect(await reason()).toContain('聊到“先生嫌甜”')
    await rep('PATCH', `/api/notes/${noteId}`, { text: '先生不嫌甜' })
    expect(await reason()).toContain('聊到“先生不嫌甜”')
    await rep('DELETE', `/api/notes/${noteId}`)
    expect(await reason()).toMatch(/^上次联系是\d+月\d+日，高价值客户$/)
    await rep('POST', `/api/notes/${noteId}/restore`)
    expect(await reason()).toContain('聊到“先生不嫌甜”')
  })
})
