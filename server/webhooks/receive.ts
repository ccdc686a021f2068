import { createHash } from 'node:crypto'
import { Check, Errors } from 'typebox/value'
import type { Static, TSchema } from 'typebox'
import { EventMessage, OrderMessage } from '../../contract/webhooks.schema.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { aheadMs, happenedAt } from '../events/event.rules.ts'
import { ApiError } from '../http/api-error.ts'
import { keepable } from '../http/request-values.ts'
import { normalisePhone } from '../privacy/vault.ts'
import { insertInbox } from '../wecom/inbox.queries.ts'
import { inboxSource, noteReceived, type SourceRow } from './sources.queries.ts'

/** One message for the inbox. `dedupe`: what makes it the same again; `key`: worked through in order under it. */
export interface Received { dedupe: string, key: string, body: unknown }

/** Seals messages into the inbox and queues their work, in one transaction; answered at once after it. Counts what was there already. */
export async function keepReceived(context: Context, source: SourceRow, messages: readonly Received[]): Promise<{ received: number, duplicates: number }> {
  return transact(context.db, async (trx: Trx) => {
    const now = context.clock.now()
    const keys = new Set<string>()
    let received = 0
    for (const { dedupe, key, body } of messages) {
      const orderKey = `${inboxSource(source.id)}:${key}`
      const isNew = await insertInbox(trx, { source: inboxSource(source.id), dedupeKey: dedupe, orderKey, bodyCipher: context.vault.seal(JSON.stringify(body)), receivedAt: now })
      if (!isNew) continue
      received++
      keys.add(orderKey)
    }
    for (const orderKey of keys) await context.jobs.add(trx, 'process-pushed', { orderKey })
    await noteReceived(trx, source.id, now)
    return { received, duplicates: messages.length - received }
  })
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The body as a JSON object. Throws `bad-request`. */
export function parseJson(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = keepable(JSON.parse(body.toString('utf8')))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  }
  catch (error) {
    if (error instanceof ApiError) throw error
  }
  throw new ApiError('bad-request', '请求体不是 JSON 对象')
}

/**
 * An order of our own webhook. Throws `invalid-value` with the places that are wrong: a word that calls itself newer than now would win over
 * every later one.
 */
export function readOrderMessage(body: Buffer, id: string, now: Date): Received[] {
  const message = requireShape(OrderMessage, parseJson(body))
  const { modifiedAt, placedAt, paidAt } = message.data
  for (const [place, at] of Object.entries({ 'timestamp': message.timestamp, 'data/modifiedAt': modifiedAt, 'data/placedAt': placedAt, 'data/paidAt': paidAt })) requirePast(place, at, now)
  return [{ dedupe: id, key: message.data.orderNo, body: message }]
}

/** Behaviour events, each a message of its own: under its own id where it has one, else under the message's. `hash` is keyed: eleven digits behind a plain one can be tried out. */
export function readEventMessage(body: Buffer, id: string, { now, hash }: { now: Date, hash: (text: string) => Buffer }): Received[] {
  const { timestamp, data } = requireShape(EventMessage, parseJson(body))
  return (Array.isArray(data) ? data : [data]).map((event, index) => {
    const occurredAt = event.occurredAt ?? timestamp
    const place = `data${Array.isArray(data) ? `/${index}` : ''}`
    requirePast(`${place}/occurredAt`, occurredAt, now)
    const { externalUserId, unionid, phone } = event.customer
    const digits = phone === undefined ? null : normalisePhone(phone)
    if (!externalUserId && !unionid && digits === null) throw new ApiError('invalid-value', `${place}/customer 要有 externalUserId、unionid 或完整的手机号`)
    return {
      dedupe: event.id === undefined ? `${id}#${index}` : `event:${event.id}`, key: hash(externalUserId ?? unionid ?? digits!).toString('hex'),
      body: { event, happenedAt: happenedAt(occurredAt, now).toISOString(), receivedAt: now.toISOString() },
    }
  })
}

function requirePast(place: string, at: string | null | undefined, now: Date): void {
  if (at && !(Date.parse(at) <= now.getTime() + aheadMs)) throw new ApiError('invalid-value', `${place} 在将来，请核对发送方的时钟和时区`)
}

function requireShape<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> {
  if (Check(schema, value)) return value
  const details = [...Errors(schema, value)].slice(0, 10).map(issue => ({ path: issue.instancePath, message: issue.message }))
  throw new ApiError('invalid-value', `内容不符合要求：${details[0]?.path || '/'}（docs/orders.md 有每个字段的说明）`, details)
}
