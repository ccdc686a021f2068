import { createHash, createHmac } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import type { Source, SourceCredentials, SourceKind } from '../../../contract/sources.schema.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import type { TestServer } from '../../support/test-server.ts'

/** The other side of our webhooks, written from the senders' documents and not from our code. */

/** A source made as an operator makes it; its id, and the secret where it is ours. */
export async function aSource(server: Pick<TestServer, 'as'>, kind: SourceKind, given: { label?: string, credentials?: SourceCredentials, platform?: string, shop?: string } = {}): Promise<{ id: string, secret: string, source: Source }> {
  const reply = await server.as('operator-he')('POST', '/api/sources', { kind, label: given.label ?? `来源 ${kind}`, ...given })
  if (reply.statusCode !== 201) throw new Error(`source refused: ${reply.body}`)
  const { source, secret } = reply.json<{ source: Source, secret: string }>()
  return { id: source.id, secret, source }
}

export interface Message { id?: string, at?: Date, secret: string, body: string, path: string, signature?: string }

/** Headers of the Standard Webhooks specification. */
export function standardHeaders({ id = 'msg_1', at, secret, body }: Pick<Message, 'id' | 'secret' | 'body'> & { at: Date }): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const mac = createHmac('sha256', Buffer.from(secret.split('_')[1]!, 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
}

export function send(server: Pick<TestServer, 'app' | 'context'>, { path, body, signature, ...message }: Message): Promise<LightMyRequestResponse> {
  const headers = standardHeaders({ ...message, body, at: message.at ?? server.context.clock.now() })
  return server.app.inject({ method: 'POST', url: path, payload: body, headers: { 'content-type': 'application/json', ...headers, ...(signature !== undefined && { 'webhook-signature': signature }) } })
}

/** Youzan's envelope: `msg` URL-encoded JSON. */
export function youzanMessage({ clientId, clientSecret }: { clientId: string, clientSecret: string }, given: { type?: string, tid: string, status?: string, test?: boolean, sendCount?: number }): string {
  const msg = encodeURIComponent(JSON.stringify({ full_order_info: { order_info: { tid: given.tid, status: given.status ?? 'TRADE_PAID' }, remark_info: { buyer_message: '放 门口+谢谢' } } }))
  const sign = createHash('md5').update(clientId).update(msg).update(clientSecret).digest('hex')
  return JSON.stringify({
    client_id: clientId, id: given.tid, kdt_id: 63077, kdt_name: '滋补店', type: given.type ?? 'trade_TradePaid', mode: 1, msg, sign, status: given.status ?? 'TRADE_PAID', version: 1, sendCount: given.sendCount ?? 0,
    ...(given.test && { test: true }),
  })
}

/** WangDianTong's form, signed as open.wangdian.cn explains step by step. */
export function wangdiantongForm(keys: { sid: string, appKey: string, appSecret: string }, at: Date, trades: unknown): string {
  const values: Record<string, string> = { sid: keys.sid, appkey: keys.appKey, timestamp: `${Math.floor(at.getTime() / 1000)}`, shop_no: '001', switch: '0', trade_list: JSON.stringify(trades) }
  const pieces: string[] = []
  for (const name of Object.keys(values).sort()) {
    const value = values[name]!
    pieces.push(`${String([...name].length).padStart(2, '0')}-${name}:${String([...value].length).padStart(4, '0')}-${value}`)
  }
  return new URLSearchParams({ ...values, sign: createHash('md5').update(pieces.join(';') + keys.appSecret).digest('hex') }).toString()
}

/** Runs what was queued, as the worker would, until nothing is left. */
export async function work(server: TestServer): Promise<void> {
  for (let job = server.queued.shift(); job; job = server.queued.shift()) await runJob(server.context, job.name, job.payload as never)
}

export const anOrderMessage = (data: Record<string, unknown> = {}, timestamp = '2026-06-15T10:00:00+08:00'): string => JSON.stringify({
  type: 'order.changed', timestamp,
  data: {
    orderNo: 'M20260615001', state: 'paid', placedAt: '2026-06-15T09:30:00+08:00', paidAt: '2026-06-15T09:31:00+08:00', paidFen: 119600,
    buyer: { id: 'member-77', phone: '13812345678' }, recipient: { name: '王小满', phone: '13812345678', address: '浙江省杭州市西湖区文三路 1 号' },
    lines: [{ lineNo: '1', title: '即食燕窝 70g×7', code: 'YW-70-7', quantity: 2, paidFen: 119600 }], ...data,
  },
})
