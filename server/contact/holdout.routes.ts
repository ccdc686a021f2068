import type { FastifyInstance } from 'fastify'
import { getHoldout } from '../../contract/holdout.endpoints.ts'
import type { Context } from '../context.ts'
import { register } from '../http/register.ts'
import { addMs, dayMs, dayOf } from '../time.ts'
import { contactSettings } from './contact-settings.rules.ts'
import { holdoutReport, noSums } from './holdout-report.rules.ts'
import { sumHoldoutGroups } from './holdout.queries.ts'

const usualDays = 90

export function addHoldoutRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, getHoldout, ['lead', 'operator', 'admin'], async ({ viewer, query }) => {
    const to = context.clock.now()
    const from = addMs(to, -(query.days ?? usualDays) * dayMs)
    const { touched = noSums, heldOut = noSums } = await sumHoldoutGroups(context.db, viewer, { from, to })
    const { holdoutShare } = contactSettings(await context.catalogue.current())
    return { from: dayOf(from), to: dayOf(to), share: holdoutShare, ...holdoutReport(touched, heldOut) }
  })
}
