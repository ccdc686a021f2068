import type { ContactSettings, ContactSettingsView } from '../../../contract/contact-settings.schema.ts'
import { writeAudit } from '../../audit/audit.queries.ts'
import { raiseCatalogueVersion } from '../../catalogue/catalogue.queries.ts'
import { fieldsOf } from '../../contact/contact-settings.rules.ts'
import type { Context } from '../../context.ts'
import type { Trx } from '../../db/database.ts'
import { ApiError } from '../../http/api-error.ts'
import { pushSettings } from '../../pushes/push-times.rules.ts'
import type { Viewer } from '../../session/viewer.ts'
import { hourMs } from '../../time.ts'
import { refuse } from './change-rule.ts'
import { contactFields, defaultContactSettings, problemOfContact, shownContactSettings } from './contact-fields.rules.ts'
import { keepContactState, lockContactVersion, versionKey, writeSettings } from './contact-settings.queries.ts'

const viewOf = (settings: ContactSettings, version: number): ContactSettingsView => ({ settings, defaults: defaultContactSettings(), fields: [...contactFields], version })

export const contactSettingsView = (settings: Record<string, unknown>): ContactSettingsView => viewOf(shownContactSettings(settings), Number(settings[versionKey] ?? 1))

/** Of these the customers' layers are made anew, and whoever they change is planned by that. */
const isDerived = (key: string): boolean => key === 'oneToOneFen' || key === 'highValueShare'
/** What proposals depend on; the rest is read when a list is shown or a message is due. */
const isPlanned = (key: string): boolean => key !== 'queue' && key !== 'pushes' && key !== 'personalTasks' && key !== 'replyWindowHours' && !isDerived(key)

export interface ContactWish { basedOn: number, settings: Partial<ContactSettings> }

/** Changes limits, hours, the day's list and pushes; the reply is all of them. Where proposals depend on it everybody is planned anew by a job. Throws `state-conflict` (with what is), `invalid-value`. */
export async function changeContactSettings(context: Pick<Context, 'clock' | 'jobs' | 'catalogue'>, trx: Trx, viewer: Viewer, { basedOn, settings }: ContactWish): Promise<ContactSettingsView> {
  const now = context.clock.now()
  const { version, changedAt } = await lockContactVersion(trx, now)
  const catalogue = await context.catalogue.current()
  const before = shownContactSettings(catalogue.settings)
  if (version !== basedOn) throw new ApiError('state-conflict', '这些设置刚被别人改过，请看看现在的再改', viewOf(before, version))
  const after = { ...before, ...settings }
  refuse(problemOfContact(after, pushSettings(catalogue).tellLeadMs / hourMs))
  // What else stands beside these in the same setting stays.
  const stored = Object.entries(settings).map(([key, value]) => [key, typeof value === 'object' ? { ...fieldsOf(catalogue.settings[key]), ...value } : value])
  await keepContactState(trx, { version, settings: before, changedAt, changedBy: null })
  await writeSettings(trx, { ...Object.fromEntries(stored) as Record<string, unknown>, [versionKey]: version + 1 }, now)
  await keepContactState(trx, { version: version + 1, settings: after, changedAt: now, changedBy: viewer.userId })
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'contact-settings-changed', externalUserId: null, details: { version: version + 1, before, after } })
  await raiseCatalogueVersion(trx)
  if (Object.keys(settings).some(isDerived)) await context.jobs.add(trx, 'derive-everyone', {})
  if (Object.keys(settings).some(isPlanned)) await context.jobs.add(trx, 'plan-everyone', {})
  return viewOf(after, version + 1)
}
