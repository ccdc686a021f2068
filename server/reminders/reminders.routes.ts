import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/reminders.endpoints.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../http/api-error.ts'
import { maskName } from '../customers/masking.rules.ts'
import { isCursorInstant } from '../http/cursor.ts'
import { carers, register } from '../http/register.ts'
import { isUuid } from '../http/uuid.ts'
import { seesMasked } from '../session/viewer.ts'
import { addMs, dayMs, dayOf, instantOf } from '../time.ts'
import { addPromise, correctSupply, finish, reopen, skip, snooze } from './reminders.ts'
import { listDueReminders } from './reminders.queries.ts'

export function addReminderRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.listReminders, 'signed-in', async ({ viewer, query: { view, customer = null, cursor, limit = 50 } }) => {
    const now = context.clock.now()
    const startOfDay = instantOf(dayOf(now))
    const { rows, total } = await listDueReminders(context.db, viewer, { view, customer, now, startOfDay, endOfDay: addMs(startOfDay, dayMs), after: readCursor(cursor), limit: limit + 1 })
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return {
      items: rows.slice(0, limit).map(({ cursorAt: _at, ...row }) => seesMasked(viewer.role) ? { ...row, customerName: maskName(row.customerName) } : row), total,
      nextCursor: last ? Buffer.from(`${last.cursorAt.toISOString()} ${last.reminderId}`).toString('base64url') : null,
    }
  })

  register(app, context, endpoints.addPromise, carers, ({ viewer, params, body }) =>
    context.db.transaction().execute(trx => addPromise(context, trx, viewer, params.id, body)))

  register(app, context, endpoints.snoozeReminder, carers, ({ viewer, params, body }) =>
    context.db.transaction().execute(trx => snooze(context, trx, viewer, params.id, body.until)))

  register(app, context, endpoints.skipReminder, carers, ({ viewer, params, body }) =>
    context.db.transaction().execute(trx => skip(context, trx, viewer, params.id, body)))

  register(app, context, endpoints.finishReminder, carers, ({ viewer, params }) =>
    context.db.transaction().execute(trx => finish(context, trx, viewer, params.id)))

  register(app, context, endpoints.reopenReminder, carers, ({ viewer, params }) =>
    context.db.transaction().execute(trx => reopen(context, trx, viewer, params.id)))

  register(app, context, endpoints.correctSupply, carers, ({ viewer, params, body }) =>
    context.db.transaction().execute(trx => correctSupply(context, trx, viewer, params.id, body.leftDays)))
}

function readCursor(cursor: string | undefined): { at: Date, id: string } | null {
  if (!cursor) return null
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  if (!isCursorInstant(at) || !isUuid(id)) throw new ApiError('bad-request')
  return { at: new Date(at), id }
}
