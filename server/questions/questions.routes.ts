import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/questions.endpoints.ts'
import type { Context } from '../context.ts'
import { register } from '../http/register.ts'

export function addQuestionRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.listQuestions, 'signed-in', async () => ({ items: (await context.catalogue.current()).questions }))
}
