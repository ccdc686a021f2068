import type { FastifyInstance } from 'fastify'
import type { Context } from './context.ts'
import { addQuestionRoutes } from './questions/questions.routes.ts'
import { addSessionRoutes } from './session/session.routes.ts'

/** Every resource's routes, one line each. */
export async function addRoutes(app: FastifyInstance, context: Context): Promise<void> {
  addSessionRoutes(app, context)
  addQuestionRoutes(app, context)
}
