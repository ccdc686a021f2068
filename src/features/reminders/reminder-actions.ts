import type { ReminderId } from '../../../contract/ids.ts'
import { addPromise, correctSupply, finishReminder, reopenReminder, skipReminder, snoozeReminder } from '../../../contract/reminders.endpoints.ts'
import type { Reminder } from '../../../contract/reminders.schema.ts'
import type { SkipReason } from '../../../contract/words.ts'
import { call } from '../../api/call.ts'
import type { Action, ActionContext } from '../../stores/action-context.ts'
import { shownName } from '../../ui/first-view/situation-card.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import { dayHourText } from '../../utils/calendar.ts'
import LaterSheet from './LaterSheet.vue'
import PromiseSheet from './PromiseSheet.vue'
import SkipSheet from './SkipSheet.vue'
import SupplySheet from './SupplySheet.vue'

/** The reminder that was tapped, else the one of the card, else the customer's next. */
function reminderOf({ data, sidebar }: ActionContext): ReminderId | null {
  const id = (data.reminder as ReminderId | undefined) ?? sidebar.situation.reminderId ?? sidebar.reminder?.reminderId ?? null
  if (!id) say('现在没有这位客户的提醒。')
  return id
}

/** 晚点提醒. */
export const remindLater: Action = async (context) => {
  const id = reminderOf(context)
  if (!id) return
  const later = await openSheet<Reminder>(LaterSheet, {
    nowMs: context.nowMs(), snooze: (until: string, idempotencyKey: string) => call(snoozeReminder, { params: { id }, body: { until }, idempotencyKey }),
  })
  if (!later) return
  offerUndo(`${dayHourText(later.snoozedUntil ?? later.dueAt)} 再提醒`, () => reopen(context, id))
  await context.refresh()
}

/** 这次不联系, with a reason. */
export const skipThisTime: Action = async (context) => {
  const id = reminderOf(context)
  if (!id) return
  const skipped = await openSheet<Reminder>(SkipSheet, {
    name: shownName(context.sidebar.profile).first, draft: `skip ${id}`,
    skip: (body: { reason: SkipReason, note?: string }, idempotencyKey: string) => call(skipReminder, { params: { id }, body, idempotencyKey }),
  })
  if (!skipped) return
  offerUndo('这次不联系了', () => reopen(context, id))
  await context.refresh()
}

/** 做到了: a promise is kept without a touch. */
export const finishPromise: Action = async (context) => {
  const id = reminderOf(context)
  if (!id) return
  await call(finishReminder, { params: { id } })
  offerUndo('做到了', () => reopen(context, id))
  await context.refresh()
}

async function reopen({ refresh }: ActionContext, id: ReminderId): Promise<void> {
  await call(reopenReminder, { params: { id } })
  await refresh()
}

/** 我答应的事. */
export const makePromise: Action = async (context) => {
  const { customerId: id } = context
  const made = await openSheet<Reminder>(PromiseSheet, {
    nowMs: context.nowMs(), draft: `promise ${id}`, add: (body: { text: string, dueAt: string }, idempotencyKey: string) => call(addPromise, { params: { id }, body, idempotencyKey }),
  })
  if (!made) return
  offerUndo(`${dayHourText(made.dueAt)} 提醒我`, async () => {
    await call(skipReminder, { params: { id: made.reminderId }, body: { reason: 'other' } })
    await context.refresh()
  })
  await context.refresh()
}

/** 客户说还有: the estimate gives way to what she said; the undo brings the estimate back. */
export const correctLeft: Action = async ({ customerId: id, sidebar: { situation, orders }, refresh }) => {
  const productName = situation.kind === 'supply_ending' ? situation.productName : orders.supply?.productName ?? null
  const put = (leftDays: number | null, idempotencyKey?: string) => call(correctSupply, { params: { id }, body: { leftDays }, idempotencyKey })
  const leftDays = await openSheet<number>(SupplySheet, { productName, correct: put })
  if (leftDays === undefined) return
  offerUndo(`记下了：还有 ${leftDays} 天`, async () => {
    await put(null)
    await refresh()
  })
  await refresh()
}
