import * as sources from '../../../contract/sources.endpoints.ts'
import type { Source } from '../../../contract/sources.schema.ts'
import * as webhooks from '../../../contract/webhooks.endpoints.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import type { MockState } from '../state.ts'

export const sourceHandlers = (state: MockState): MockHandler[] => [
  mock(sources.listSources, () => ({ items: state.sources })),
  mock(sources.createSource, ({ body }) => {
    if (state.sources.some(source => source.label === body.label)) throw new Refusal('state-conflict', `已经有叫「${body.label}」的来源，请换一个名字`)
    const isOwn = body.kind === 'webhook' || body.kind === 'events'
    const count = state.sources.filter(source => source.kind === body.kind).length
    const id = count === 0 ? body.kind : `${body.kind}-${count + 1}`
    const source: Source = {
      id, kind: body.kind, label: body.label, platform: body.platform ?? 'webhook', shop: body.shop ?? '', isEnabled: true,
      address: body.kind === 'jushuitan' ? null : `https://zhike.example.com/api/webhooks/${body.kind === 'events' ? 'events' : `orders/${id}`}`,
      secrets: [{ hint: 'AbC=', createdAt: state.now(), validUntil: null }], lastReceivedAt: null, lastDoneAt: null, lastError: null, lastErrorAt: null, waiting: 0, failed: 0,
    }
    state.sources.push(source)
    return { source, secret: isOwn ? 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' : null }
  }),
  mock(sources.changeSource, ({ params, body }) => Object.assign(find(state, params.id), body)),
  mock(sources.rotateSourceSecret, ({ params, body }) => {
    const source = find(state, params.id)
    const until = new Date(Date.parse(state.now()) + body.overlapHours * 3_600_000).toISOString()
    const old = body.overlapHours === 0 ? [] : source.secrets.map(secret => ({ ...secret, validUntil: secret.validUntil ?? until }))
    source.secrets = [{ hint: 'XyZ=', createdAt: state.now(), validUntil: null }, ...old]
    return { source, secret: source.kind === 'webhook' || source.kind === 'events' ? 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' : null }
  }),
  mock(sources.retrySource, ({ params }) => {
    const source = find(state, params.id)
    return Object.assign(source, { waiting: source.waiting + source.failed, failed: 0 })
  }),
  mock(sources.listUnmatchedOrders, () => ({ waiting: state.ambiguousOrders.length, ambiguous: state.ambiguousOrders.length, items: state.ambiguousOrders })),
  mock(webhooks.pushOrder, () => { throw new Refusal('bad-signature', '签名不对，或没有这个来源：请核对推送地址和密钥') }),
  mock(webhooks.pushEvents, () => { throw new Refusal('bad-signature', '签名不对，或没有这个来源：请核对推送地址和密钥') }),
]

function find(state: MockState, id: string): Source {
  const found = state.sources.find(source => source.id === id)
  if (!found) throw new Refusal('not-found', '没有这个来源')
  return found
}
