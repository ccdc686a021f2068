import type { FastifyInstance } from 'fastify'
import type { StarterConsumption } from '../../catalogue/catalogue.ts'
import type { CustomerId } from '../../contract/ids.ts'
import * as endpoints from '../../contract/questions.endpoints.ts'
import type { AnswerSet } from '../../contract/questions.schema.ts'
import type { Context } from '../context.ts'
import { carers, register } from '../http/register.ts'
import { requireCustomer } from '../session/scope.queries.ts'
import { addAnswer } from './add-answer.ts'
import { listAnswerHistory, listCurrentAnswers } from './answers.queries.ts'
import { deriveConsumption } from './consumption.rules.ts'

export function addQuestionRoutes(app: FastifyInstance, context: Context): void {
  const { db, catalogue } = context
  const answerSet = async (externalUserId: CustomerId): Promise<AnswerSet> => {
    const { settings } = await catalogue.current()
    const answers = await listCurrentAnswers(db, externalUserId)
    return { answers, consumption: deriveConsumption(answers, settings.consumption as StarterConsumption | undefined) }
  }
  register(app, context, endpoints.listQuestions, 'signed-in', async () => ({ items: (await catalogue.current()).questions }))
  register(app, context, endpoints.listAnswers, 'signed-in', async ({ viewer, params }) => {
    await requireCustomer(db, viewer, params.id)
    return answerSet(params.id)
  })
  register(app, context, endpoints.listAnswerHistory, 'signed-in', async ({ viewer, params }) => {
    await requireCustomer(db, viewer, params.id)
    return { items: await listAnswerHistory(db, params.id) }
  })
  register(app, context, endpoints.addAnswer, carers, async ({ viewer, params, body }) => {
    await db.transaction().execute(trx => addAnswer(context, trx, viewer, params.id, body))
    return answerSet(params.id)
  })
}
