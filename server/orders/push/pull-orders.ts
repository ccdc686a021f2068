import { createHash } from 'node:crypto'
import type { Context } from '../../context.ts'
import { transact } from '../../db/transact.ts'
import { insertInbox } from '../../wecom/inbox.queries.ts'
import { openSecrets } from '../../webhooks/sources.ts'
import { findSource, inboxSource, listEnabled, lockSource, noteDone, noteError, noteReceived, saveCursor, type SourceRow } from '../../webhooks/sources.queries.ts'
import { JsonReader } from './json-reader.ts'
import { queryJushuitan, type JushuitanPage } from './jushuitan-client.ts'
import { PlatformError } from './platform-call.ts'
import { tokenStoreOf } from './token-store.ts'
import { cursorAfter, readCursor, windowOf, type PullWindow } from './pull-window.rules.ts'

/** So many pages a run; the next run goes on where this one stopped. */
const mostPages = 200

/** The job `pull-orders`: every enabled JuShuiTan source. One that fails does not hold the others. */
export async function pullOrders(context: Context): Promise<void> {
  for (const source of await listEnabled(context.db, 'jushuitan')) {
    try {
      await pullSource(context, source.id)
    }
    catch (error) {
      if (!(error instanceof PlatformError)) throw error
      await noteError(context.db, source.id, error.message, context.clock.now())
    }
  }
}

async function pullSource(context: Context, id: string): Promise<void> {
  for (let count = 0; count < mostPages; count++) {
    const source = await findSource(context.db, id)
    if (!source?.isEnabled) return
    const now = context.clock.now()
    const window = windowOf(readCursor(source.cursor), now)
    if (!window) return
    const [secret] = await openSecrets(context, context.db, source)
    if (secret?.kind !== 'platform') throw new PlatformError('没有有效的密钥，请更换密钥')
    const url = context.config.jushuitanUrl ?? 'https://openapi.jushuitan.com'
    const parts = { url, credentials: secret.credentials, now, tokens: tokenStoreOf(context, id, now), newCode: () => context.newId().slice(0, 6) }
    const page = await queryJushuitan(parts, window)
    if (!await keepPage(context, source, window, page)) return
  }
}

/**
 * The page into the inbox and the cursor behind it, in one transaction: a process that is killed repeats the page, and what was there is known by its
 * content. False: nothing further now, or another process is at it.
 */
async function keepPage(context: Context, read: SourceRow, window: PullWindow, page: JushuitanPage): Promise<boolean> {
  return transact(context.db, async (trx) => {
    const source = await lockSource(trx, read.id)
    if (!source?.isEnabled || JSON.stringify(source.cursor) !== JSON.stringify(read.cursor)) return false
    const now = context.clock.now()
    const keys = new Set<string>()
    for (const order of page.orders) {
      const text = JSON.stringify(order)
      const orderKey = `${inboxSource(source.id)}:${new JsonReader(order).text('so_id').slice(0, 64)}`
      const isNew = await insertInbox(trx, {
        source: inboxSource(source.id), dedupeKey: createHash('sha256').update(text).digest('hex'), orderKey, bodyCipher: context.vault.seal(text), receivedAt: now,
      })
      if (isNew) keys.add(orderKey)
    }
    for (const orderKey of keys) await context.jobs.add(trx, 'process-pushed', { orderKey })
    const cursor = cursorAfter(readCursor(source.cursor), window, page)
    await saveCursor(trx, source.id, cursor)
    if (keys.size > 0) await noteReceived(trx, source.id, now)
    else await noteDone(trx, source.id, now)
    return cursor.window !== null || Date.parse(window.end) < now.getTime()
  })
}
