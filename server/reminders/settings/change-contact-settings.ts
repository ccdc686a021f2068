import type { ContactSettings } from '../../../contract/rules.schema.ts'
import { writeAudit } from '../../audit/audit.queries.ts'
import { raiseCatalogueVersion } from '../../catalogue/catalogue.queries.ts'
import { shownContactSettings } from '../../contact/contact-settings.rules.ts'
import type { Context } from '../../context.ts'
import type { Trx } from '../../db/database.ts'
import { ApiError } from '../../http/api-error.ts'
import type { Viewer } from '../../session/viewer.ts'
import { refuse } from './change-rule.ts'
import { lockContactVersion, versionKey, writeSettings } from './rule-settings.queries.ts'

export interface SettingsView { settings: ContactSettings, version: number }

export const settingsView = (settings: Record<string, unknown>): SettingsView => ({ settings: shownContactSettings({ settings }), version: Number(settings[versionKey] ?? 1) })

/** Changes working hours, quiet hours and limits; the reply is all of them. Everybody is planned anew by a job. Throws `state-conflict` (with what is), `invalid-value`. */
export async function changeContactSettings(
  context: Pick<Context, 'clock' | 'jobs' | 'catalogue'>, trx: Trx, viewer: Viewer, { basedOn, settings }: { basedOn: number, settings: Partial<ContactSettings> },
): Promise<SettingsView> {
  const now = context.clock.now()
  const version = await lockContactVersion(trx, now)
  const { settings: stored } = await context.catalogue.current()
  const before = shownContactSettings({ settings: stored })
  if (version !== basedOn) throw new ApiError('state-conflict', '这些设置刚被别人改过，请看看现在的再改', { settings: before, version })
  const after = { ...before, ...settings }
  refuse(problemOfSettings(after))
  await writeSettings(trx, { ...settings, [versionKey]: version + 1 }, now)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'contact-settings-changed', externalUserId: null, details: { before, after } })
  await raiseCatalogueVersion(trx)
  await context.jobs.add(trx, 'plan-everyone', {})
  return { settings: after, version: version + 1 }
}

function problemOfSettings({ quietHours, workingHours, cadence, silence }: ContactSettings): string | null {
  if (quietHours.start === quietHours.end) return '安静时间的起止不能相同，那样一整天都不能联系'
  if (workingHours.start === workingHours.end) return '上班时间的起止不能相同'
  if (cadence.apartDays > cadence.days) return '两次之间的间隔不能比计次的天数还长'
  return silence.coolAfter < silence.doubleAfter ? '“连着几次没回先缓缓”不能小于“连着几次没回间隔加倍”' : null
}
