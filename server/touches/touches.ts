import type { CustomerId, TouchId } from '../../contract/ids.ts'
import type { Touch } from '../../contract/touches.schema.ts'
import type { OverLimitReason, ReplyState, TouchChannel } from '../../contract/words.ts'
import { contactClassOf } from '../contact/contact.rules.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import { checkContact } from '../contact/send-check.rules.ts'
import type { Context } from '../context.ts'
import { readCustomerFacts } from '../customers/customer-facts.queries.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { replanCustomer } from '../reminders/planner.ts'
import { insertNote } from '../notes/notes.queries.ts'
import { isAnsweredBy } from '../reminders/answered.rules.ts'
import { closeReminders } from '../reminders/reminders.queries.ts'
import { lockCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { recordTouch } from './record-touch.ts'
import { replyAtOf } from './reply.rules.ts'
import { findTouchInScope, getTouch, insertReply, setTouchReply, takeBackReplies } from './touches.queries.ts'

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId'>

export interface HandTouch { channel: TouchChannel, note?: string, overLimitReason?: OverLimitReason }

/** 我已联系: what was typed, called or visited by hand. Throws `reason-required` above the rules of contact, `customer-not-found` out of scope. */
export async function addTouchByHand(context: Needs, trx: Trx, viewer: Viewer, externalUserId: CustomerId, made: HandTouch): Promise<Touch> {
  const now = context.clock.now()
  await lockCustomer(trx, viewer, externalUserId)
  const facts = await readCustomerFacts(trx, { viewerId: viewer.userId, externalUserId, now })
  if (!facts) throw new ApiError('customer-not-found')
  const settings = contactSettings(await context.catalogue.at(facts.catalogueVersion))
  const due = facts.reminders.filter(reminder => isAnsweredBy(reminder, { now, reminderId: null, questionKey: null, scriptRules: null }))
  const contactClass = contactClassOf(facts, settings, { now, reminderClass: due[0]?.contactClass ?? null, scriptKind: null })
  const warning = checkContact(facts, settings, { now, contactClass, scriptKind: null, userId: viewer.userId })
  if (warning && !made.overLimitReason) throw new ApiError('reason-required', warning.text, warning)
  const touchId = await recordTouch(context, trx, {
    externalUserId, userId: viewer.userId, channel: made.channel, contactClass, sendCount: 0, overLimitReason: warning ? made.overLimitReason ?? null : null,
    overLimitText: warning?.text ?? null, at: now,
  }, settings)
  // What was said is something to come back to: it stands among the notes.
  const text = made.note?.trim() ?? ''
  if (text !== '') await insertNote(trx, { id: context.newId(), externalUserId, kind: 'other', text, byUserId: viewer.userId, notedAt: now })
  await closeReminders(trx, due.map(reminder => reminder.reminderId), { state: 'done', closedBy: viewer.userId, touchId, now })
  await replanCustomer(context, trx, externalUserId)
  return getTouch(trx, touchId)
}

/** Marks whether she replied; `unknown` takes the mark back, and the question may be asked again (without a mark it counts as asked). Throws `not-found` out of scope. */
export async function setReply(context: Needs, trx: Trx, viewer: Viewer, touchId: TouchId, reply: ReplyState): Promise<Touch> {
  const now = context.clock.now()
  const found = await findTouchInScope(trx, viewer, touchId)
  if (!found) throw new ApiError('not-found')
  const externalUserId = found.externalUserId as CustomerId
  await lockCustomer(trx, viewer, externalUserId)
  const touch = await findTouchInScope(trx, viewer, touchId)
  if (!touch) throw new ApiError('not-found')
  if (touch.replyState === reply && reply !== 'unknown') return getTouch(trx, touchId)
  await takeBackReplies(trx, externalUserId, touchId, now)
  const settings = contactSettings(await context.catalogue.current())
  const replyAt = reply === 'yes' ? replyAtOf(touch.lastAt, now, settings) : null
  const isTakenBack = reply === 'unknown' && touch.replyState !== 'unknown'
  await setTouchReply(trx, touchId, { replyState: reply, replySource: reply === 'unknown' ? null : 'rep', replyAt, replyAskedAt: isTakenBack ? null : now })
  if (replyAt) await insertReply(trx, { id: context.newId(), externalUserId, touchId, source: 'rep', repliedAt: replyAt, byUserId: viewer.userId })
  await replanCustomer(context, trx, externalUserId)
  return getTouch(trx, touchId)
}
