import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/reminders.endpoints.ts'
import type { Context } from '../context.ts'
import { carers, register } from '../http/register.ts'
import { addPromise, correctSupply, finish, reopen, skip, snooze } from './reminders.ts'

export function addReminderRoutes(app: FastifyInstance, context: Context): void {
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
