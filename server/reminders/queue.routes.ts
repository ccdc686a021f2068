import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/reminders.endpoints.ts'
import type { DueReminder } from '../../contract/reminders.schema.ts'
import type { Context } from '../context.ts'
import { maskName } from '../customers/masking.rules.ts'
import { carers, register } from '../http/register.ts'
import { seesMasked, type Viewer } from '../session/viewer.ts'
import { addMs, dayMs, dayOf, instantOf } from '../time.ts'
import { placeCursor, readPlace } from './queue-cursor.ts'
import { reopenSeveral, snoozeSeveral } from './queue-snooze.ts'
import { countByRule, countQueue, countSettled, listQueue, type WorkingDay } from './queue.queries.ts'
import { dayListOf, forToday, type QueuePlace } from './queue.rules.ts'
import { listOpenReminders } from './reminders.queries.ts'

/** 今日该跟: the lists, how much is in them, and putting off several at once. */
export function addQueueRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.listReminders, 'signed-in', async ({ viewer, query: { view, rule = null, customer = null, cursor, limit = 50 } }) => {
    const read = readPlace(cursor)
    const day = dayOfClock(context)
    const after = read?.place ?? null
    if (view === 'open') {
      const { rows, total } = await listOpenReminders(context.db, viewer, { customer, now: day.now, after, limit: limit + 1 })
      return pageOf(rows.map(({ row, at }) => ({ row, place: { rank: 0, at, id: row.reminderId } })), limit, total, viewer)
    }
    const selection = { ...day, view, rule, customer }
    const [rows, total] = await Promise.all([
      listQueue(context.db, viewer, selection, { after, limit: limit + 1 }), read?.total ?? countQueue(context.db, viewer, selection),
    ])
    return pageOf(rows, limit, total, viewer)
  })

  register(app, context, endpoints.countReminders, 'signed-in', async ({ viewer }) => {
    const day = dayOfClock(context)
    const [counts, settledToday, catalogue] = await Promise.all([countByRule(context.db, viewer, day), countSettled(context.db, viewer.userId, day.startOfDay), context.catalogue.current()])
    const sum = (key: 'due' | 'overdue' | 'upcoming' | 'mustDo' | 'escalated'): number => counts.reduce((all, count) => all + count[key], 0)
    return {
      due: sum('due'), overdue: sum('overdue'), upcoming: sum('upcoming'), escalated: sum('escalated'), settledToday,
      forToday: forToday({ due: sum('due'), mustDo: sum('mustDo'), settled: settledToday }, dayListOf(catalogue)),
      byRule: counts.map(({ rule, due, overdue, upcoming }) => ({ rule, due, overdue, upcoming })),
    }
  })

  register(app, context, endpoints.snoozeReminders, carers, ({ viewer, body }) => snoozeSeveral(context, viewer, dayOfClock(context), body))
  register(app, context, endpoints.reopenReminders, carers, ({ viewer, body }) => reopenSeveral(context, viewer, body.reminderIds))
}

function dayOfClock({ clock }: Pick<Context, 'clock'>): WorkingDay {
  const now = clock.now()
  const startOfDay = instantOf(dayOf(now))
  return { now, startOfDay, endOfDay: addMs(startOfDay, dayMs) }
}

function pageOf(rows: readonly { row: DueReminder, place: QueuePlace }[], limit: number, total: number, viewer: Viewer): { items: DueReminder[], nextCursor: string | null, total: number } {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  const items = rows.slice(0, limit).map(({ row }) => seesMasked(viewer.role) ? { ...row, customerName: maskName(row.customerName) } : row)
  return { items, total, nextCursor: last ? placeCursor(last.place, total) : null }
}
