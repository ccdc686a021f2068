import type { Touch } from '../../../contract/touches.schema.ts'
import { addTouch, deleteTouch } from '../../../contract/touches.endpoints.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import type { OverLimitReason } from '../../../contract/words.ts'
import { ApiError } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import type { Action } from '../../stores/action-context.ts'
import { shownName } from '../../ui/first-view/situation-card.ts'
import { newId } from '../../utils/new-id.ts'
import ReasonSheet from '../../ui/ReasonSheet.vue'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import DoneSheet, { type HandTouch } from './DoneSheet.vue'

/** 我已联系: what was typed, called or visited by hand. */
export const doneByHand: Action = async ({ customerId, sidebar, refresh }) => {
  const recorded = await recordTouch(customerId, shownName(sidebar.profile).first)
  if (!recorded) return
  const { takeBack } = recorded
  const words = '记下了：已联系'
  if (takeBack) offerUndo(words, async () => { await takeBack(); await refresh() })
  else say(words)
  await refresh()
}

/**
 * Asks how it was done and records it; undefined where it was closed. What went on with an earlier touch (a send of today, a call before) stays:
 * there is nothing of its own to take back.
 */
export async function recordTouch(customerId: CustomerId, name: string): Promise<{ takeBack: (() => Promise<void>) | null } | undefined> {
  const touch = await openSheet<Touch>(DoneSheet, { name, draft: `touch ${customerId}`, add: (made: HandTouch, idempotencyKey: string) => record(customerId, made, idempotencyKey) })
  if (!touch) return undefined
  const isOwn = touch.sendCount === 0 && touch.startedAt === touch.lastAt
  return { takeBack: isOwn ? async () => { await call(deleteTouch, { params: { touchId: touch.touchId } }) } : null }
}

/** Above the rules of contact the server asks why, in one tap. */
async function record(id: CustomerId, made: HandTouch, idempotencyKey: string): Promise<Touch | undefined> {
  try {
    return await call(addTouch, { params: { id }, body: made, idempotencyKey })
  }
  catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'reason-required') throw error
    const overLimitReason = await openSheet<OverLimitReason>(ReasonSheet, { message: error.message, after: '选一个原因就会记下，' })
    return overLimitReason && await call(addTouch, { params: { id }, body: { ...made, overLimitReason }, idempotencyKey: newId() })
  }
}
