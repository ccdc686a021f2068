import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { addMs, secondMs } from '../time.ts'
import type { CallbackMessage } from './callback-message.ts'
import { isPassing, WecomError } from './client.ts'
import { welcomeText } from './welcome-text.rules.ts'
import { claimWelcome, finishWelcome, insertWelcome, isWelcomeOpen, readWelcomeFacts, releaseWelcome, type ClaimedWelcome, type WelcomeOutcome } from './welcome.queries.ts'

/** The platform takes a code for 20 seconds after the add event, once (document/path/92137). */
const lifeMs = 20 * secondMs
const callMs = 5 * secondMs
/** Longer than a call takes: whoever has been trying so long is dead. */
const leaseMs = callMs + 2 * secondMs
/** 41050: the code is past its life. 41051: the two have begun to chat. 41096: it is being sent. None of them gets better. */
const reasons: Record<number, string> = { 41050: 'late', 41051: 'chat-begun', 41096: 'being-sent' }
const greeted = new Set(['add_external_contact', 'add_half_external_contact'])

/**
 * Keeps the code of a customer just added in the transaction that keeps the callback, and queues its one use. A code that was here before
 * queues nothing.
 */
export async function queueWelcome({ vault, jobs, clock }: Pick<Context, 'vault' | 'jobs' | 'clock'>, trx: Trx, message: CallbackMessage): Promise<void> {
  const { ChangeType: change = '', WelcomeCode: code = '', UserID: user = '', ExternalUserID: externalUserId = '', State: state = '' } = message
  if (!greeted.has(change) || code === '' || user === '' || externalUserId === '') return
  const welcomeId = await insertWelcome(trx, {
    codeHash: createHash('sha256').update(code).digest(), codeCipher: vault.seal(code), userId: user.toLowerCase(), externalUserId, state, receivedAt: clock.now(),
  })
  if (welcomeId !== null) await jobs.add(trx, 'send-welcome', { welcomeId })
}

/**
 * Sends one welcome message. A try is marked before the call and holds no lock during it. When a process dies in between, another tries
 * again after a few seconds: the platform takes a code once, so two messages can't come of it. Throws while it may still succeed, for the
 * job library to come back; what it can't become is recorded with its reason.
 */
export async function sendWelcome(context: Context, { welcomeId }: { welcomeId: number }): Promise<void> {
  const { db, clock, log } = context
  const now = clock.now()
  const welcome = await claimWelcome(db, welcomeId, { now, staleAt: addMs(now, -leaseMs) })
  if (!welcome) {
    if (await isWelcomeOpen(db, welcomeId)) throw new Error('somebody is sending this welcome message')
    return
  }
  const result = now >= addMs(welcome.receivedAt, lifeMs) ? notSent('late') : await tryToSend(context, welcome)
  if (result === 'later') {
    await releaseWelcome(db, welcomeId)
    throw new Error('the platform did not take the welcome message yet')
  }
  await finishWelcome(db, welcomeId, { ...result, now: clock.now() })
  if (result.outcome !== 'sent') log.warn({ welcomeId, outcome: result.outcome, reason: result.reason }, 'a welcome message was not sent')
}

interface Result { outcome: WelcomeOutcome, reason: string | null, textCipher: Buffer | null }
const notSent = (reason: string, outcome: WelcomeOutcome = 'not_sent'): Result => ({ outcome, reason, textCipher: null })

async function tryToSend({ db, vault, wecom }: Context, welcome: ClaimedWelcome): Promise<Result | 'later'> {
  const made = welcomeText(await readWelcomeFacts(db, welcome))
  if ('reason' in made) return notSent(made.reason)
  try {
    await wecom.post('externalcontact/send_welcome_msg', { welcome_code: vault.open(welcome.codeCipher), text: { content: made.text } }, { timeoutMs: callMs })
    return { outcome: 'sent', reason: null, textCipher: vault.seal(made.text) }
  }
  catch (error) {
    if (!(error instanceof WecomError)) throw error
    if (isPassing(error)) return 'later'
    const reason = reasons[error.errcode ?? 0] ?? `errcode ${error.errcode}`
    // A try whose answer was lost may have used the code up: nobody knows.
    return notSent(reason, welcome.attempts > 1 && reason !== 'late' ? 'unknown' : 'not_sent')
  }
}
