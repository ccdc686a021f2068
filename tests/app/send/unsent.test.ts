import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { StoredSealed } from '../../../src/api/sealed-store.ts'
import type { Sealed } from '../../../src/api/sealing.ts'
import { importKey, seal, unseal } from '../../../src/api/sealing.ts'
import { deliverUnsent, keepUnsent, type UnsentWrite } from '../../../src/api/unsent-writes.ts'
import { deliverWhenPossible } from '../../../src/app/deliver-when-possible.ts'
import { aSidebar, sampleOutboxKey } from '../../../mock/api/sample.ts'
import { cleanPages, openCustomer, tap, toastText, until } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

/** What IndexedDB holds, in memory: happy-dom has none. */
const device = vi.hoisted(() => ({ kept: [] as StoredSealed[], lastId: 0 }))
vi.mock('../../../src/api/sealed-store.ts', () => ({
  addSealed: async (sealed: Sealed) => void device.kept.push({ ...sealed, id: ++device.lastId }),
  allSealed: async () => [...device.kept],
  removeSealed: async (id: number) => { device.kept = device.kept.filter(each => each.id !== id) },
}))

const otherKey = btoa('another-session-key-32-bytes-ok!')
const write = (sendId: string): UnsentWrite => ({ endpoint: 'reportSend', params: { sendId }, body: { outcome: 'sent' }, idempotencyKey: `key-${sendId}` })

/** The server as seen from here: what it got, and how it answers. */
function server(answer: (sendId: string) => Response | undefined = () => undefined) {
  const got: { sendId: string, key: string | null }[] = []
  api.use(http.post('/api/sends/:sendId/outcome', ({ params, request }) => {
    const sendId = String(params.sendId)
    const refusal = answer(sendId)
    if (refusal) return refusal
    got.push({ sendId, key: request.headers.get('idempotency-key') })
    return HttpResponse.json({ sendId, outcome: 'sent', touchId: null })
  }))
  return got
}
const away = () => HttpResponse.json({ code: 'database-away', message: '稍后再试' }, { status: 503 })

beforeEach(() => { device.kept = [] })

describe('what the server has not acknowledged', () => {
  test('is not readable on the device', async () => {
    await keepUnsent(sampleOutboxKey, write('send-1'))
    expect(device.kept).toHaveLength(1)
    expect(new TextDecoder().decode(device.kept[0]!.body)).not.toContain('send-1')
    expect(await unseal(await importKey(otherKey), device.kept[0]!)).toBeNull()
  })

  test('is delivered oldest first under its own idempotency key, then forgotten', async () => {
    const got = server()
    await keepUnsent(sampleOutboxKey, write('send-1'))
    await keepUnsent(sampleOutboxKey, write('send-2'))
    expect(await deliverUnsent(sampleOutboxKey)).toBe(2)
    expect(got).toEqual([{ sendId: 'send-1', key: 'key-send-1' }, { sendId: 'send-2', key: 'key-send-2' }])
    expect(device.kept).toEqual([])
  })

  test('waits on, with all that is behind it, while the server is away', async () => {
    server(away)
    await keepUnsent(sampleOutboxKey, write('send-1'))
    await keepUnsent(sampleOutboxKey, write('send-2'))
    expect(await deliverUnsent(sampleOutboxKey)).toBe(0)
    expect(device.kept).toHaveLength(2)
  })

  test('is dropped when the server refuses it for good, and the next one goes out', async () => {
    const got = server(sendId => sendId === 'send-1' ? HttpResponse.json({ code: 'not-found', message: '没有' }, { status: 404 }) : undefined)
    await keepUnsent(sampleOutboxKey, write('send-1'))
    await keepUnsent(sampleOutboxKey, write('send-2'))
    expect(await deliverUnsent(sampleOutboxKey)).toBe(1)
    expect(got.map(({ sendId }) => sendId)).toEqual(['send-2'])
    expect(device.kept).toEqual([])
  })

  test('of another session is dropped unread', async () => {
    const got = server()
    device.kept.push({ ...await seal(await importKey(otherKey), JSON.stringify(write('send-1'))), id: 7 })
    expect(await deliverUnsent(sampleOutboxKey)).toBe(0)
    expect(got).toEqual([])
    expect(device.kept).toEqual([])
  })

  test('goes out once when two deliveries are asked for at the same time', async () => {
    const got = server()
    await keepUnsent(sampleOutboxKey, write('send-1'))
    await Promise.all([deliverUnsent(sampleOutboxKey), deliverUnsent(sampleOutboxKey)])
    expect(got).toHaveLength(1)
  })
})

describe('a connection lost after the client said ok', () => {
  cleanPages()
  const listeners = new Map<string, () => void>()
  const page = { addEventListener: (name: string, listener: () => void) => listeners.set(name, listener) } as unknown as Pick<Window, 'addEventListener'>
  afterEach(() => listeners.clear())

  test('loses nothing: the report is kept, and delivered when the network is back', async () => {
    const state = await openCustomer(aSidebar(), { bridge: { sendText: async () => ({ status: 'sent' }) } })
    let isAway = true
    server(() => isAway ? away() : undefined)
    deliverWhenPossible(page)
    await tap('发补货话术')
    await until(() => device.kept.length === 1)
    expect(toastText()).toBe('已发给 王姐')
    isAway = false
    const got = server()
    listeners.get('online')!()
    await until(() => device.kept.length === 0)
    expect(got.map(({ sendId }) => sendId)).toEqual([state.sends[0]?.sendId])
  })

  test('of the last visit goes out at the start', async () => {
    await keepUnsent(sampleOutboxKey, write('send-1'))
    await openCustomer()
    const got = server()
    deliverWhenPossible(page)
    await until(() => device.kept.length === 0)
    expect(got).toEqual([{ sendId: 'send-1', key: 'key-send-1' }])
  })
})
