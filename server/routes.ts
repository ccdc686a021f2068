import type { FastifyInstance } from 'fastify'
import type { Context } from './context.ts'
import { addBulkRoutes } from './bulk/bulk.routes.ts'
import { addCaseRoutes } from './cases/cases.routes.ts'
import { addHoldoutRoutes } from './contact/holdout.routes.ts'
import { addCustomerRoutes } from './customers/customers.routes.ts'
import { addNoteRoutes } from './notes/notes.routes.ts'
import { addTimelineRoutes } from './timeline/timeline.routes.ts'
import { addBindingRoutes } from './orders/binding.routes.ts'
import { addImportRoutes } from './orders/imports.routes.ts'
import { addPastImportRoutes } from './orders/past-imports.routes.ts'
import { addOrderRoutes } from './orders/orders.routes.ts'
import { addQuestionRoutes } from './questions/questions.routes.ts'
import { addProductRoutes } from './products/products.routes.ts'
import { addPushRoutes } from './pushes/pushes.routes.ts'
import { addQueueRoutes } from './reminders/queue.routes.ts'
import { addReminderRoutes } from './reminders/reminders.routes.ts'
import { addRuleSettingRoutes } from './reminders/settings/rule-settings.routes.ts'
import { addScriptRoutes } from './scripts/scripts.routes.ts'
import { addSendRoutes } from './sends/sends.routes.ts'
import { addAuthRoutes } from './session/auth.routes.ts'
import { addSessionRoutes } from './session/session.routes.ts'
import { addSyncRoutes } from './sync/sync.routes.ts'
import { addTeamRoutes } from './team/team.routes.ts'
import { addTagRoutes } from './tags/tags.routes.ts'
import { addTouchRoutes } from './touches/touches.routes.ts'
import { addSourceRoutes } from './webhooks/sources.routes.ts'
import { addWebhookRoutes } from './webhooks/webhooks.routes.ts'
import { addWelcomeRoutes } from './welcomes/welcomes.routes.ts'
import { addCallbackRoutes } from './wecom/callback.routes.ts'

/** Every resource's routes, one line each. */
export async function addRoutes(app: FastifyInstance, context: Context): Promise<void> {
  addSessionRoutes(app, context)
  addAuthRoutes(app, context)
  addSyncRoutes(app, context)
  await addCallbackRoutes(app, context)
  await addWebhookRoutes(app, context)
  addSourceRoutes(app, context)
  addWelcomeRoutes(app, context)
  addCustomerRoutes(app, context)
  addQuestionRoutes(app, context)
  addNoteRoutes(app, context)
  addCaseRoutes(app, context)
  addTimelineRoutes(app, context)
  addTagRoutes(app, context)
  addOrderRoutes(app, context)
  addBindingRoutes(app, context)
  addImportRoutes(app, context)
  addPastImportRoutes(app, context)
  addProductRoutes(app, context)
  addScriptRoutes(app, context)
  addSendRoutes(app, context)
  addTouchRoutes(app, context)
  addReminderRoutes(app, context)
  addQueueRoutes(app, context)
  addPushRoutes(app, context)
  addRuleSettingRoutes(app, context)
  addHoldoutRoutes(app, context)
  addBulkRoutes(app, context)
  addTeamRoutes(app, context)
}
