import { inject } from 'vue'
import type { ReminderId } from '../../../contract/ids.ts'
import { finishReminder, reopenReminder, reopenReminders, skipReminder, snoozeReminder, snoozeReminders } from '../../../contract/reminders.endpoints.ts'
import type { DueReminder, Reminder, WorkView } from '../../../contract/reminders.schema.ts'
import type { ReminderKey, SkipReason } from '../../../contract/words.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useSidebarCache } from '../../stores/use-sidebar.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import { dayHourText } from '../../utils/calendar.ts'
import { reminderSheetsKey } from './reminder-sheets-key.ts'
import { useQueueCache } from './queue-cache.ts'

/** Which ones to put off: those chosen, or a whole group. */
export type Several = { reminderIds: ReminderId[] } | { group: { view: WorkView, rule?: ReminderKey } }

/** 晚点提醒 and 这次不联系 of a row or of several: rows go at once, the undo brings them back to where they stood. */
export function useDueActions() {
  const sheets = inject(reminderSheetsKey)
  const session = useSessionStore()
  const { takeOut, forgetOthers } = useQueueCache()
  const { refresh } = useSidebarCache()

  async function later({ reminderId: id, externalUserId }: DueReminder): Promise<void> {
    const sheet = await load(sheets?.later)
    const snoozed = sheet && await openSheet<Reminder>(sheet, {
      nowMs: session.nowMs, snooze: (until: string, idempotencyKey: string) => call(snoozeReminder, { params: { id }, body: { until }, idempotencyKey }),
    })
    if (snoozed) settled(id, externalUserId, `${dayHourText(snoozed.snoozedUntil ?? snoozed.dueAt)} 再提醒`)
  }

  async function skip({ reminderId: id, externalUserId, customerName: name }: DueReminder): Promise<void> {
    const sheet = await load(sheets?.skip)
    const skipped = sheet && await openSheet<Reminder>(sheet, {
      name, draft: `skip ${id}`, skip: (body: { reason: SkipReason, note?: string }, idempotencyKey: string) => call(skipReminder, { params: { id }, body, idempotencyKey }),
    })
    if (skipped) settled(id, externalUserId, `这次不联系 ${name}`)
  }

  /** 做到了: a promise is kept. */
  async function finish({ reminderId: id, externalUserId, customerName: name }: DueReminder): Promise<void> {
    try {
      await call(finishReminder, { params: { id } })
      settled(id, externalUserId, `${name}：做到了`)
    }
    catch (error) {
      say(messageOf(error))
    }
  }

  /** True when they were put off. */
  async function laterSeveral(several: Several): Promise<boolean> {
    const sheet = await load(sheets?.later)
    let at = ''
    const reply = sheet && await openSheet<{ snoozed: ReminderId[], kept: number, more: number }>(sheet, {
      nowMs: session.nowMs, snooze: (until: string, idempotencyKey: string) => {
        at = until
        return call(snoozeReminders, { body: { ...several, until }, idempotencyKey })
      },
    })
    if (!reply) return false
    const ids = new Set(reply.snoozed)
    if (ids.size === 0) {
      say('没有改动：首聊、刚看过和没办完的售后要一位一位定，其余的那时还不能联系。')
      return true
    }
    const putBack = moved(reminder => ids.has(reminder.reminderId))
    offerUndo(`${ids.size} 位 ${dayHourText(at)} 再提醒${reply.kept > 0 ? `；${reply.kept} 位没动：要一位一位定，或那时还不能联系` : ''}${reply.more > 0 ? `；一次最多这么多，还剩 ${reply.more} 位，可以再点一次` : ''}`, async () => {
      const { left } = await call(reopenReminders, { body: { reminderIds: reply.snoozed } })
      putBack()
      if (left > 0) say(`${reply.snoozed.length - left} 位回来了，${left} 位这期间有了变动。`)
    })
    return true
  }

  function settled(id: ReminderId, customer: DueReminder['externalUserId'], words: string): void {
    const putBack = moved(({ reminderId }) => reminderId === id)
    offerUndo(words, async () => {
      await call(reopenReminder, { params: { id } })
      putBack()
      await refresh(customer)
    })
    void refresh(customer)
  }

  function moved(isGone: (reminder: DueReminder) => boolean): () => void {
    forgetOthers()
    return takeOut(isGone)
  }

  return { later, skip, finish, laterSeveral }
}

async function load<Loaded>(loader: (() => Promise<Loaded>) | undefined): Promise<Loaded | undefined> {
  try {
    return await loader?.()
  }
  catch (error) {
    say(messageOf(error))
    return undefined
  }
}
