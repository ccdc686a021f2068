import type { CustomerId, TouchId } from '../../contract/ids.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { deleteNoteOfTouch } from '../notes/notes.queries.ts'
import { replanCustomer } from '../reminders/planner.ts'
import { closeReminders, findLiveProposal, listClosedByTouch, reopenReminderRow } from '../reminders/reminders.queries.ts'
import { lockCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { writeScenes } from '../tiers/scenes.queries.ts'
import { takeBackRefusal, type TakeBackRefusal } from './take-back.rules.ts'
import { deleteTouchRow, findTouchInScope, recountLastTouch } from './touches.queries.ts'

const refusals: Record<Exclude<TakeBackRefusal, 'not-own'>, string> = {
  'sent': '这次联系里有从知客发出去的话，不能撤销', 'went-on': '这次联系和之前的合在一起了，不能撤销',
  'replied': '客户已经回了，不能撤销', 'too-late': '过了 10 分钟，不能撤销了',
}

/**
 * Undo of 我已联系: the touch and what was noted with it are gone, what it closed is open again; where it closed nothing the plan is made anew.
 * Throws `not-found` out of scope, `not-allowed` for somebody else's, `state-conflict` where something is built upon it.
 */
export async function takeTouchBack(context: Pick<Context, 'clock' | 'catalogue' | 'newId'>, trx: Trx, viewer: Viewer, touchId: TouchId): Promise<void> {
  const now = context.clock.now()
  const found = await findTouchInScope(trx, viewer, touchId)
  if (!found) throw new ApiError('not-found')
  const externalUserId = found.externalUserId as CustomerId
  await lockCustomer(trx, viewer, externalUserId)
  // Again under the lock: a send may have joined it meanwhile.
  const touch = await findTouchInScope(trx, viewer, touchId)
  if (!touch) throw new ApiError('not-found')
  const refusal = takeBackRefusal(touch, viewer.userId, now)
  if (refusal === 'not-own') throw new ApiError('not-allowed', '只能撤销自己记的')
  if (refusal) throw new ApiError('state-conflict', refusals[refusal])
  const reopened = await reopenClosedBy(trx, externalUserId, touchId, now)
  await deleteNoteOfTouch(trx, { externalUserId, byUserId: viewer.userId, notedAt: touch.startedAt }, now)
  await deleteTouchRow(trx, touchId)
  await recountLastTouch(trx, externalUserId, now)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'touch-taken-back', externalUserId, details: { touchId, channel: touch.channel, startedAt: touch.startedAt.toISOString() } })
  if (reopened === 0) await replanCustomer(context, trx, externalUserId)
  else await writeScenes(trx, [externalUserId], now)
}

/** The plan may have proposed something else since: the undo wins, there is one live proposal. Returns how many are open again. */
async function reopenClosedBy(trx: Trx, externalUserId: CustomerId, touchId: TouchId, now: Date): Promise<number> {
  const closed = await listClosedByTouch(trx, touchId)
  for (const { id, rule } of closed) {
    const other = rule === 'promise' ? undefined : await findLiveProposal(trx, externalUserId)
    if (other) await closeReminders(trx, [other.id], { state: 'expired', closedBy: null, now })
    await reopenReminderRow(trx, id, now)
  }
  return closed.length
}
