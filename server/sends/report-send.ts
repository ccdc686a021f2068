import type { SendId, TouchId } from '../../contract/ids.ts'
import type { SendResult } from '../../contract/sends.schema.ts'
import type { SendOutcome } from '../../contract/words.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import { readCustomerFacts } from '../customers/customer-facts.queries.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { isAnsweredBy } from '../reminders/answered.rules.ts'
import { replanCustomer } from '../reminders/planner.ts'
import { closeReminders } from '../reminders/reminders.queries.ts'
import { lockCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { recordTouch } from '../touches/record-touch.ts'
import { outcomeStep } from './outcome.rules.ts'
import { findOwnSend, insertAsked, setOutcome } from './sends.queries.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId'>
type OwnSend = NonNullable<Awaited<ReturnType<typeof findOwnSend>>>

/**
 * Second step of a send: what the client said. `sent` becomes a touch, marks the question asked, closes the reminder it answers and plans anew;
 * everything else is only written down. Throws `not-found` for the send of somebody else, `state-conflict` when it was settled otherwise or is a day old.
 */
export async function reportSend(context: Needs, trx: Trx, viewer: Viewer, sendId: SendId, { outcome, detail }: { outcome: SendOutcome, detail?: string }): Promise<SendResult> {
  const now = context.clock.now()
  const found = await findOwnSend(trx, viewer.userId, sendId)
  if (!found) throw new ApiError('not-found')
  await lockCustomer(trx, viewer, found.externalUserId)
  // Again under the lock: the same report may have come twice at once.
  const send = await findOwnSend(trx, viewer.userId, sendId)
  if (!send) throw new ApiError('not-found')
  const step = outcomeStep(send.outcome, outcome, send.preparedAt, now)
  if (step === 'conflict') throw new ApiError('state-conflict', send.outcome === null || send.outcome === 'copied' ? '这条准备得太久了，请重新打开再发' : '这条已经有结果了，没有改动')
  if (step === 'same') return { sendId, outcome, touchId: send.touchId as TouchId | null }
  const touchId = outcome === 'sent' ? await becomeTouch(context, trx, viewer, send, now) : null
  await setOutcome(trx, sendId, { outcome, failure: outcome === 'failed' ? detail ?? '' : null, outcomeAt: now, touchId })
  if (touchId) await replanCustomer(context, trx, send.externalUserId)
  return { sendId, outcome, touchId: touchId as TouchId | null }
}

async function becomeTouch(context: Needs, trx: Trx, { userId }: Viewer, send: OwnSend, now: Date): Promise<string> {
  const { externalUserId, contactClass, overLimitReason, overLimitText, questionKey, reminderId } = send
  const facts = await readCustomerFacts(trx, { viewerId: null, externalUserId, now })
  if (!facts) throw new ApiError('customer-not-found')
  const catalogue = await context.catalogue.at(facts.catalogueVersion)
  const touchId = await recordTouch(context, trx, { externalUserId, userId, channel: 'chat', contactClass, sendCount: 1, overLimitReason, overLimitText, at: now }, contactSettings(catalogue))
  const question = catalogue.questions.find(({ key }) => key === questionKey)
  if (question) await insertAsked(trx, { answerId: context.newId(), externalUserId, questionKey: question.key, questionVersion: question.version, userId, at: now })
  const scriptRules = catalogue.scripts.find(({ id }) => id === send.scriptId)?.rules ?? null
  const answered = facts.reminders.filter(reminder => isAnsweredBy(reminder, { now, reminderId, questionKey, scriptRules }))
  await closeReminders(trx, answered.map(reminder => reminder.reminderId), { state: 'done', closedBy: userId, touchId, now })
  return touchId
}
