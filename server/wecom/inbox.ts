import { transact } from '../db/transact.ts'
import type { Context } from '../context.ts'
import { prepareEvents } from '../sync/handle-event.ts'
import { parseCallbackXml, type CallbackMessage } from './callback-message.ts'
import { WecomError } from './client.ts'
import { listWaiting, listWaitingKeys, lockInboxQueue, markProcessed, noteInboxFailure } from './inbox.queries.ts'

/** After so many tries a message is given up; the nightly reconciliation repairs what it told. */
const lastAttempt = 12

/** So many messages of one queue are answered by one look at the platform. */
const atOnce = 200

/**
 * Works through one queue of the inbox in order. The platform is asked first, holding nothing; the effect of the messages and their mark are one
 * short transaction: a process that is killed leaves both undone. Throws when a message failed; the job library tries again.
 */
export async function processInbox(context: Context, { orderKey }: { orderKey: string }): Promise<void> {
  try {
    while (await processNext(context, orderKey)) { /* until the queue is empty */ }
  }
  catch (error) {
    const kind = error instanceof WecomError ? `errcode ${error.errcode}` : error instanceof Error ? error.name : 'unknown'
    await noteInboxFailure(context.db, { orderKey, error: kind, isLast: attempts => attempts >= lastAttempt, now: context.clock.now() })
    throw error
  }
}

async function processNext(context: Context, orderKey: string): Promise<boolean> {
  const waiting = await listWaiting(context.db, orderKey, atOnce)
  if (waiting.length === 0) return false
  const messages = waiting.map(row => parseCallbackXml(context.vault.open(row.bodyCipher))).filter((message): message is CallbackMessage => message !== null)
  const effect = await prepareEvents(context, orderKey, messages)
  await transact(context.db, async (trx) => {
    await lockInboxQueue(trx, orderKey)
    // Another worker may have been faster with the same ones.
    const marked = await markProcessed(trx, waiting.map(row => row.id), context.clock.now())
    if (marked > 0) await effect(trx)
  })
  return true
}

/** Every queue that has something waiting; one that fails does not hold the others. */
export async function sweepInbox(context: Context): Promise<void> {
  for (const orderKey of await listWaitingKeys(context.db, 500)) {
    await processInbox(context, { orderKey }).catch((error: unknown) => {
      context.log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'an inbox queue waits')
    })
  }
}
