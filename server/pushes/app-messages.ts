import { contactSettings } from '../contact/contact-settings.rules.ts'
import { afterQuiet } from '../contact/hours.rules.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { addMs, dayMs, minuteMs } from '../time.ts'
import { isPassing, WecomError } from '../wecom/client.ts'
import { insertOutbox } from '../wecom/outbox.queries.ts'
import type { Card } from './push-words.rules.ts'
import { countDelivered, notePost, settleMessage } from './pushes.queries.ts'

/** A message of the app to one member, as it waits in the outbox. */
interface AppMessage { userId: string, card: Card, until: string }

export const appMessageKind = 'app-message'
const orderKeyOf = (userId: string): string => `message:${userId}`

/** Per member and per app (accounts × 200 a day) the platform drops what is more without a word (developer.work.weixin.qq.com 90236): we stay below. */
const perMinute = 30
const perDay = 200
/** The platform itself drops the same message within this time: what is sent again after a lost answer arrives once. */
const duplicateCheckSeconds = 4 * 3600
/** Of the platform's time we do not use the last minutes: our clocks may differ, and the call itself takes some. */
const retryMs = (duplicateCheckSeconds - 5 * 60) * 1000

/** Into the outbox, in the transaction of its cause. `until`: afterwards it is no news. */
export async function queueCard({ vault, clock, jobs }: Pick<Context, 'vault' | 'clock' | 'jobs'>, trx: Trx, { userId, card, until }: { userId: string, card: Card, until: Date }): Promise<void> {
  const now = clock.now()
  const message: AppMessage = { userId, card, until: until.toISOString() }
  await insertOutbox(trx, { kind: appMessageKind, orderKey: orderKeyOf(userId), payloadCipher: vault.seal(JSON.stringify(message)), createdAt: now, nextTryAt: now })
  await jobs.add(trx, 'deliver-outbox', {})
}

type Readiness = { kind: 'now' } | { kind: 'at', at: Date } | { kind: 'never', error: string }

/** May it be sent now? Never in quiet hours, never as old news, never beyond what the platform passes on. */
async function readinessOf({ db, clock, catalogue }: Pick<Context, 'db' | 'clock' | 'catalogue'>, { userId, until }: AppMessage): Promise<Readiness> {
  const now = clock.now()
  const at = afterQuiet(now, contactSettings(await catalogue.current()).quiet)
  if (at >= new Date(until)) return { kind: 'never', error: 'no news any more' }
  if (at > now) return { kind: 'at', at }
  const delivered = (since: Date): Promise<number> => countDelivered(db, orderKeyOf(userId), since)
  if (await delivered(addMs(now, -dayMs)) >= perDay) return { kind: 'never', error: 'limit of a day' }
  return await delivered(addMs(now, -minuteMs)) >= perMinute ? { kind: 'at', at: addMs(now, minuteMs) } : { kind: 'now' }
}

/** Sends what the outbox holds, or settles it without: later, or never. `retryAt`: when to try again after the platform was away. */
export async function deliverAppMessage(context: Context, id: number, payload: string, retryAt: (now: Date) => Date): Promise<void> {
  const message = JSON.parse(payload) as AppMessage
  const { db, clock, log } = context
  const readiness = await readinessOf(context, message)
  if (readiness.kind === 'never') return settleMessage(db, id, { givenUpAt: clock.now(), lastError: readiness.error })
  if (readiness.kind === 'at') return settleMessage(db, id, { nextTryAt: readiness.at })
  // Noted before the call: who is killed behind it leaves nobody who knows whether it arrived.
  const startedAt = clock.now()
  const postedAt = await notePost(db, id, startedAt)
  if (startedAt >= addMs(postedAt, retryMs)) return settleMessage(db, id, { givenUpAt: clock.now(), lastError: 'unknown whether it arrived' })
  try {
    await post(context, message)
    await settleMessage(db, id, { deliveredAt: clock.now(), lastError: null })
  }
  catch (error) {
    if (!(error instanceof WecomError)) throw error
    const lastError = `errcode ${error.errcode}`
    // A first post that is answered with a refusal has not arrived; without an answer, or after one without, nobody knows.
    if (isPassing(error)) return settleMessage(db, id, { nextTryAt: retryAt(clock.now()), lastError, ...(error.errcode !== null && postedAt.getTime() === startedAt.getTime() && { postedAt: null }) })
    // 81013: not within the app's visible range, or no member any more.
    log.warn({ kind: appMessageKind, errcode: error.errcode }, 'the platform refused a message to a member')
    await settleMessage(db, id, { givenUpAt: clock.now(), lastError })
  }
}

async function post({ wecom, config }: Pick<Context, 'wecom' | 'config'>, { userId, card: { title, description, path } }: AppMessage): Promise<void> {
  await wecom.post('message/send', {
    touser: userId, msgtype: 'textcard', agentid: Number(config.wecom.agentId), textcard: { title, description, url: `${config.publicUrl}${path}`, btntxt: '打开' },
    enable_duplicate_check: 1, duplicate_check_interval: duplicateCheckSeconds,
  }, { isSafe: true })
}
