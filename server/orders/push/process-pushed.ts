import type { OrderMessage } from '../../../contract/webhooks.schema.ts'
import type { Context } from '../../context.ts'
import type { Trx } from '../../db/database.ts'
import { transact } from '../../db/transact.ts'
import { takeEvent, type KeptEvent } from '../../events/take-event.ts'
import { addMs } from '../../time.ts'
import { lockInboxQueue, markProcessed } from '../../wecom/inbox.queries.ts'
import { backoffMs } from '../../wecom/outbox.ts'
import { failPushed, findHead, isWaiting, listDueKeys, listWaitingIds, postponePushed, type PushedRow } from '../../webhooks/push-inbox.queries.ts'
import { openSecrets } from '../../webhooks/sources.ts'
import { findSource, noteDone, noteError, type SourceRow } from '../../webhooks/sources.queries.ts'
import { readJushuitanOrder } from './jushuitan-order.rules.ts'
import { readOwnOrder } from './own-order.rules.ts'
import { PlatformError } from './platform-call.ts'
import type { PushReading } from './pushed-order.ts'
import { takeOrder } from './take-orders.ts'
import { tokenStoreOf } from './token-store.ts'
import { readWangdiantongTrade } from './wangdiantong-trade.rules.ts'
import { readYouzanOrder } from './youzan-client.ts'
import { readYouzanTrade } from './youzan-trade.rules.ts'

/** What trying again would not mend: the message is kept as failed, with this Chinese reason. */
class Refused extends Error {}

/** Some 2 ½ hours of tries; then it is kept as failed. */
const lastAttempt = 12

/**
 * Works through what one source sent under one key, in order. The effect of a message and its mark are one transaction. A failure is tried again
 * later (2 s, 4 s … an hour) and does not end the job; after the last try it is given up and stays visible.
 */
export async function processPushed(context: Context, { orderKey }: { orderKey: string }): Promise<void> {
  for (;;) {
    const head = await findHead(context.db, orderKey)
    if (!head || (head.nextTryAt && head.nextTryAt > context.clock.now())) return
    if (!await processHead(context, head)) return
  }
}

/** Every key whose time has come; called each minute. */
export async function sweepPushed(context: Context): Promise<void> {
  for (const orderKey of await listDueKeys(context.db, context.clock.now(), 500)) {
    await processPushed(context, { orderKey }).catch((error: unknown) => {
      context.log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'a pushed message waits')
    })
  }
}

/** True: go on with the next one. */
async function processHead(context: Context, head: PushedRow): Promise<boolean> {
  const source = await findSource(context.db, head.source.replace('source:', ''))
  const now = context.clock.now()
  try {
    if (!source) throw new Refused('这个来源已经不在了')
    const ids = source.kind === 'youzan' ? await listWaitingIds(context.db, head.orderKey) : [head.id]
    const effect = await prepare(context, source, head)
    await transact(context.db, async (trx) => {
      await lockInboxQueue(trx, head.orderKey)
      if (!await isWaiting(trx, head.id)) return
      await effect(trx)
      await markProcessed(trx, ids, context.clock.now())
      await noteDone(trx, source.id, context.clock.now())
    })
    return true
  }
  catch (error) {
    const text = error instanceof Refused || error instanceof PlatformError ? error.message : `处理时出错（${error instanceof Error ? error.name : '未知'}）`
    const attempts = head.attempts + 1
    const isGivenUp = error instanceof Refused || attempts >= lastAttempt
    if (isGivenUp) await failPushed(context.db, head.id, { attempts, error: text, now })
    else await postponePushed(context.db, head.id, { attempts, error: text, nextTryAt: addMs(now, backoffMs(attempts, (head.id % 97) / 97)) })
    if (source) await noteError(context.db, source.id, text, now)
    return isGivenUp
  }
}

/** Asks what must be asked, outside of any transaction; what it gives back is done inside one. */
async function prepare(context: Context, source: SourceRow, head: PushedRow): Promise<(trx: Trx) => Promise<void>> {
  const body: unknown = JSON.parse(context.vault.open(head.bodyCipher))
  if (source.kind === 'events') return trx => takeEvent(context, trx, body as KeptEvent)
  const reading = await readOrders(context, source, body, head.receivedAt)
  if ('problems' in reading) throw new Refused(reading.problems.map(problem => problem.message).join('；').slice(0, 300))
  return async (trx) => {
    for (const order of reading.orders) {
      const taken = await takeOrder(context, trx, order)
      if (taken.kind === 'refused') throw new Refused(`订单 ${order.draft.orderNo}：${taken.problem.message}`)
    }
  }
}

async function readOrders(context: Context, source: SourceRow, body: unknown, receivedAt: Date): Promise<PushReading> {
  switch (source.kind) {
    case 'webhook': {
      const { data, timestamp } = body as OrderMessage
      return { orders: [readOwnOrder(data, timestamp, source)] }
    }
    case 'wangdiantong': return readWangdiantongTrade(body, receivedAt.toISOString(), source)
    case 'jushuitan': return readJushuitanOrder(body, source)
    case 'youzan': return readYouzanTrade(await askYouzan(context, source, (body as { tid: string }).tid), source)
    case 'events': return { orders: [] }
  }
}

async function askYouzan(context: Context, source: SourceRow, tid: string): Promise<unknown> {
  const [secret] = await openSecrets(context, context.db, source)
  if (secret?.kind !== 'platform') throw new PlatformError('没有有效的密钥，请更换密钥')
  const now = context.clock.now()
  const url = context.config.youzanUrl ?? 'https://open.youzanyun.com'
  return readYouzanOrder({ url, credentials: secret.credentials, now, tokens: tokenStoreOf(context, source.id, now) }, tid)
}
