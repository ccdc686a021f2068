import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, test } from 'vitest'
import { getSidebar, searchCustomers } from '../../../contract/customers.endpoints.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { addNote } from '../../../contract/notes.endpoints.ts'
import { ApiError } from '../../../src/api/api-error.ts'
import { call, pathOf } from '../../../src/api/call.ts'
import { goToSignIn, noteSignedIn, type SignInPage } from '../../../src/utils/sign-in.ts'
import { aSidebar } from '../../support/a-sidebar.ts'
import { api } from '../support/api.ts'

const id = 'wmTest0001' as CustomerId
const failureOf = (promise: Promise<unknown>) => promise.then(() => { throw new Error('it succeeded') }, (error: unknown) => error as ApiError)

// The login is a page of its own: here it counts as tried, so that a 401 does not navigate the test.
beforeEach(() => sessionStorage.setItem('zhike-sign-in-tried', '1'))

describe('a call that fails', () => {
  test('carries the contract\'s code, words and details', async () => {
    api.use(http.post('/api/customers/:id/notes', () => HttpResponse.json({ code: 'invalid-value', message: '记录太长', details: { max: 200 } }, { status: 422 })))
    const error = await failureOf(call(addNote, { params: { id }, body: { text: 'x' } }))
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ code: 'invalid-value', message: '记录太长', details: { max: 200 }, mayPass: false })
  })

  test('without any answer says that the server is away and what is kept', async () => {
    api.use(http.get('/api/customers/:id/sidebar', () => HttpResponse.error()))
    expect(await failureOf(call(getSidebar, { params: { id } }))).toMatchObject({ code: 'server-away', mayPass: true })
  })

  test('with an answer that is not ours (a proxy\'s page) is the same as no answer', async () => {
    api.use(http.get('/api/customers/:id/sidebar', () => HttpResponse.html('<h1>502</h1>', { status: 502 })))
    expect((await failureOf(call(getSidebar, { params: { id } }))).code).toBe('server-away')
  })

  test('because it was aborted says only that', async () => {
    const stop = new AbortController()
    api.use(http.get('/api/customers/:id/sidebar', () => { stop.abort(); return new Promise(() => {}) }))
    expect((await failureOf(call(getSidebar, { params: { id }, signal: stop.signal }))).code).toBe('aborted')
  })

  test('for want of a path parameter says which', () => {
    expect(() => pathOf('/api/customers/:id/sidebar', {})).toThrow('needs the parameter id')
  })
})

describe('a call', () => {
  test('encodes what stands in the path', () => expect(pathOf('/api/customers/:id', { id: 'a/b?c' })).toBe('/api/customers/a%2Fb%3Fc'))

  test('of a read carries no Idempotency-Key; of a write a new one each time, or the one given', async () => {
    const keys: (string | null)[] = []
    api.use(
      http.get('/api/customers/:id/sidebar', ({ request }) => { keys.push(request.headers.get('idempotency-key')); return HttpResponse.json(aSidebar()) }),
      http.post('/api/customers/search', ({ request }) => { keys.push(request.headers.get('idempotency-key')); return HttpResponse.json({ items: [], nextCursor: null, total: 0 }) }),
    )
    await call(getSidebar, { params: { id } })
    await call(searchCustomers, { body: { q: '王' } })
    await call(searchCustomers, { body: { q: '王' } })
    await call(searchCustomers, { body: { q: '王' }, idempotencyKey: 'the-same' })
    expect(keys[0]).toBeNull()
    expect(keys[1]).toMatch(/^[0-9a-f]{32}$/)
    expect(keys[2]).not.toBe(keys[1])
    expect(keys[3]).toBe('the-same')
  })
})

describe('the login', () => {
  function aPage(): SignInPage & { gone: string[] } {
    const kept = new Map<string, string>()
    const gone: string[] = []
    const storage: SignInPage['storage'] = { getItem: key => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: key => kept.delete(key) }
    return { gone, storage, replace: url => gone.push(url) }
  }

  test('is gone to once, and again only after a session answered', () => {
    const page = aPage()
    expect([goToSignIn(page), goToSignIn(page)]).toEqual([true, false])
    noteSignedIn(page)
    expect(goToSignIn(page)).toBe(true)
    expect(page.gone).toEqual(['/auth/wecom', '/auth/wecom'])
  })
})
