import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/touches.endpoints.ts'
import type { Context } from '../context.ts'
import { carers, register } from '../http/register.ts'
import { takeTouchBack } from './take-back.ts'
import { addTouchByHand, setReply } from './touches.ts'

export function addTouchRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.addTouch, carers, ({ viewer, params, body }) =>
    context.db.transaction().execute(trx => addTouchByHand(context, trx, viewer, params.id, body)))

  register(app, context, endpoints.setReply, carers, ({ viewer, params, body }) =>
    context.db.transaction().execute(trx => setReply(context, trx, viewer, params.touchId, body.reply)))

  register(app, context, endpoints.deleteTouch, carers, async ({ viewer, params }) => {
    await context.db.transaction().execute(trx => takeTouchBack(context, trx, viewer, params.touchId))
    return undefined
  })
}
