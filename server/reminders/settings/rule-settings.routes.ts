import type { FastifyInstance } from 'fastify'
import * as contact from '../../../contract/contact-settings.endpoints.ts'
import * as endpoints from '../../../contract/rules.endpoints.ts'
import { ruleKeys } from '../../../contract/words.ts'
import { familyOptions } from '../../catalogue/families.rules.ts'
import type { Context } from '../../context.ts'
import { ApiError } from '../../http/api-error.ts'
import { register } from '../../http/register.ts'
import { changeContactSettings, contactSettingsView } from './change-contact-settings.ts'
import { changeRule, ruleView } from './change-rule.ts'
import { shownContactSettings } from './contact-fields.rules.ts'
import { listContactStates } from './contact-settings.queries.ts'
import { countRuleReach, listRuleRows, listRuleStates } from './rule-settings.queries.ts'

/** Leads see what is in force; operators and admins change it. */
const readers = ['lead', 'operator', 'admin'] as const
const owners = ['operator', 'admin'] as const

export function addRuleSettingRoutes(app: FastifyInstance, context: Context): void {
  const { db, catalogue } = context
  register(app, context, endpoints.listRules, readers, async () => {
    const { settings, channels } = await catalogue.current()
    const rows = await listRuleRows(db)
    return {
      items: ruleKeys.flatMap(key => rows.filter(row => row.key === key).map(ruleView)),
      families: familyOptions(settings), channels: Object.entries(channels).map(([value, label]) => ({ value, label })),
    }
  })
  register(app, context, endpoints.changeRule, owners, ({ viewer, params, body }) =>
    db.transaction().execute(trx => changeRule(context, trx, viewer, params.key, body)))
  register(app, context, endpoints.listRuleChanges, readers, async ({ params }) => {
    if (!ruleKeys.includes(params.key)) throw new ApiError('not-found')
    return { items: await listRuleStates(db, params.key) }
  })
  register(app, context, endpoints.countRuleReach, owners, async ({ params }) => {
    if (!ruleKeys.includes(params.key)) throw new ApiError('not-found')
    return countRuleReach(db, params.key)
  })
  register(app, context, contact.getContactSettings, readers, async () => contactSettingsView((await catalogue.current()).settings))
  register(app, context, contact.listContactSettingsChanges, readers, async () => ({
    // What was kept before a setting existed had its default.
    items: (await listContactStates(db)).map(state => ({ ...state, settings: shownContactSettings(state.settings) })),
  }))
  register(app, context, contact.changeContactSettings, owners, ({ viewer, body }) =>
    db.transaction().execute(trx => changeContactSettings(context, trx, viewer, body)))
}
