import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { fieldsOf, numberOr, textOr, type DaySpan } from '../contact/contact-settings.rules.ts'
import { afterQuiet, atMinute, isWithin } from '../contact/hours.rules.ts'
import { addMs, dayMs, hourMs, minuteMs, minuteOfDay } from '../time.ts'

/** When members are told things. Where a setting is missing: 09:00, 20 h (product.md), two hours before that, an hour before a complaint is late. */
export interface PushSettings {
  /** Minutes after midnight. */
  digestMinute: number
  /** The lead is told of a first talk not made after this time. */
  tellLeadMs: number
  /** The rep is told so much earlier. */
  warnMs: number
}

export function pushSettings({ settings, rules }: Pick<Catalogue, 'settings' | 'rules'>): PushSettings {
  const { digestAt, warnHours } = fieldsOf(settings.pushes)
  const [hour = 9, minute = 0] = /^([01]\d|2[0-3]):[0-5]\d$/.test(textOr(digestAt, '')) ? textOr(digestAt, '').split(':').map(Number) : [9, 0]
  const firstContact = rules.find(({ key }) => key === 'first_contact')
  return {
    digestMinute: hour * 60 + minute, warnMs: numberOr(warnHours, 2) * hourMs,
    tellLeadMs: numberOr(firstContact?.params.tellLeadHours, 20) * hourMs,
  }
}

/** What is given to the lead before quiet hours leaves the lead time to act. */
const beforeQuietMs = 30 * minuteMs
/** A morning's list is no news later. */
const digestLastsMs = 4 * hourMs

/** When a first talk that was not made goes to the lead: so long after she was added, or shortly before quiet hours begin if that falls into them. */
export function leadIsToldAt(addedAt: Date, { tellLeadMs }: Pick<PushSettings, 'tellLeadMs'>, quiet: DaySpan): Date {
  const at = addMs(addedAt, tellLeadMs)
  if (!isWithin(at, quiet)) return at
  const startsToday = minuteOfDay(at) >= quiet.startMinute
  const begin = addMs(atMinute(startsToday ? at : addMs(at, -dayMs), quiet.startMinute), -beforeQuietMs)
  return begin > addedAt ? begin : afterQuiet(at, quiet)
}

/** When the rep is told that a first talk is about to be late; null when the lead would hear of it at the same time. */
export function repIsWarnedAt(addedAt: Date, settings: PushSettings, quiet: DaySpan): Date | null {
  const leadAt = leadIsToldAt(addedAt, settings, quiet)
  const at = afterQuiet(addMs(leadAt, -settings.warnMs), quiet)
  return at < leadAt && at > addedAt ? at : null
}

/** The time of today's digest, after quiet hours; null before it and when it is too late for it. */
export function digestOf(now: Date, { digestMinute }: Pick<PushSettings, 'digestMinute'>, quiet: DaySpan): { until: Date } | null {
  const at = afterQuiet(atMinute(now, digestMinute), quiet)
  const until = addMs(at, digestLastsMs)
  return now >= at && now < until ? { until } : null
}
