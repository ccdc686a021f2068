import { http, HttpResponse } from 'msw'
import type { CustomerId, ReminderId } from '../../../contract/ids.ts'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import { aReminder } from '../../../mock/api/sample.ts'
import { api } from './api.ts'

/** A row of the list. */
export function aDue(at: number, changes: Partial<DueReminder> = {}): DueReminder {
  return {
    ...aReminder({ reminderId: `r${at}` as ReminderId, dueAt: '2026-05-15T02:00:00.000Z', windowEndAt: '2026-05-22T01:00:00.000Z' }),
    externalUserId: `wm${at}` as CustomerId, customerName: `客户${at}`, tier: 'vip', oneToOne: at % 2 === 0, repName: null, escalatedAt: null, ...changes,
  }
}
export interface Views { due?: DueReminder[], overdue?: DueReminder[], upcoming?: DueReminder[], escalated?: DueReminder[], forToday?: number }
/** What each view holds, 50 rows a page: tests change it as the server would. Returns what was asked. */
export function serve(views: Views): string[] {
  const asked: string[] = []
  api.use(
    http.get('/api/reminders/counts', () => {
      const { due = [], overdue = [], upcoming = [], escalated = [] } = views
      const count = (list: DueReminder[], rule: string) => list.filter(each => each.rule === rule).length
      const rules = [...new Set([...due, ...overdue, ...upcoming].map(({ rule }) => rule))]
      return HttpResponse.json({
        due: due.length, overdue: overdue.length, upcoming: upcoming.length, escalated: escalated.length, forToday: views.forToday ?? due.length, settledToday: 0,
        byRule: rules.map(rule => ({ rule, due: count(due, rule), overdue: count(overdue, rule), upcoming: count(upcoming, rule) })),
      })
    }),
    http.get('/api/reminders', ({ request }) => {
      const query = new URL(request.url).searchParams
      asked.push(query.toString())
      const view = query.get('view') as keyof Views | 'open'
      const all = view === 'open' ? [...views.due ?? [], ...views.overdue ?? [], ...views.upcoming ?? []] : views[view] as DueReminder[] | undefined ?? []
      const items = all.filter(({ rule, externalUserId }) => (query.get('rule') ?? rule) === rule && (query.get('customer') ?? externalUserId) === externalUserId)
      const from = Number(query.get('cursor') ?? 0)
      return HttpResponse.json({ items: items.slice(from, from + 50), nextCursor: from + 50 < items.length ? String(from + 50) : null, total: items.length })
    }),
  )
  return asked
}
