import { setInfiniteQueryData, useQueryCache } from '@pinia/colada'
import { inject } from 'vue'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import { reopenReminder, skipReminder, snoozeReminder } from '../../../contract/reminders.endpoints.ts'
import type { DueReminder, listRemindersWire, Reminder } from '../../../contract/reminders.schema.ts'
import type { SkipReason } from '../../../contract/words.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useSidebarCache } from '../../stores/use-sidebar.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import { exactText } from '../../utils/date-text.ts'
import { reminderSheetsKey } from './reminder-sheets-key.ts'
import { dueKey } from './use-due.ts'
import { dueViews } from './texts.ts'

type Page = ReplyOf<typeof listRemindersWire>

/** 晚点提醒 and 这次不联系 of a row: the row goes at once, the undo opens the reminder again. */
export function useDueActions() {
  const sheets = inject(reminderSheetsKey)
  const queries = useQueryCache()
  const session = useSessionStore()
  const { refresh } = useSidebarCache()

  async function later({ reminderId: id, externalUserId }: DueReminder): Promise<void> {
    const sheet = await load(sheets?.later)
    const snoozed = sheet && await openSheet<Reminder>(sheet, {
      nowMs: session.nowMs, snooze: (until: string, idempotencyKey: string) => call(snoozeReminder, { params: { id }, body: { until }, idempotencyKey }),
    })
    if (snoozed) settled(id, externalUserId, `${exactText(snoozed.snoozedUntil ?? snoozed.dueAt)} 再提醒`)
  }

  async function skip({ reminderId: id, externalUserId, customerName: name }: DueReminder): Promise<void> {
    const sheet = await load(sheets?.skip)
    const skipped = sheet && await openSheet<Reminder>(sheet, {
      name, skip: (body: { reason: SkipReason, note?: string }, idempotencyKey: string) => call(skipReminder, { params: { id }, body, idempotencyKey }),
    })
    if (skipped) settled(id, externalUserId, `这次不联系 ${name}`)
  }

  function settled(id: Reminder['reminderId'], customer: DueReminder['externalUserId'], words: string): void {
    for (const view of dueViews) takeOut(view, id)
    offerUndo(words, async () => {
      await call(reopenReminder, { params: { id } })
      await readAgain(customer)
    })
    void readAgain(customer)
  }

  function takeOut(view: typeof dueViews[number], id: string): void {
    const key = [...dueKey(view)]
    if (!queries.getQueryData(key)) return
    setInfiniteQueryData<Page>(queries, key, before => ({ ...before!, pages: before!.pages.map(page => without(page, id)) }))
  }

  async function readAgain(customer: DueReminder['externalUserId']): Promise<void> {
    await Promise.all([refresh(customer), queries.invalidateQueries({ key: ['reminders'] })]).catch(() => {})
  }

  return { later, skip }
}

function without(page: Page, id: string): Page {
  const items = page.items.filter(({ reminderId }) => reminderId !== id)
  return { ...page, items, total: page.total - (page.items.length - items.length) }
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
