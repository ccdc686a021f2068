import type { ContactClass, ScriptKind } from '../../contract/words.ts'
import type { CustomerFacts } from '../customers/customer-facts.ts'
import { addMs, daysBetween } from '../time.ts'
import {
  apartMs, isCooling, isQuiet, isSellingSuspended, lastMoveAt, mayOffer, movedJustNow, proactiveStarts, type ContactFacts,
} from './contact.rules.ts'
import type { ContactSettings } from './contact-settings.rules.ts'

/** Why a one-to-one touch asks for a reason first: the details of `reason-required`. Never a refusal: what is refused is typed by hand. */
export interface ContactWarning {
  kinds: ('too-many' | 'too-close' | 'quiet-hours' | 'opted-out' | 'cooling' | 'selling-suspended' | 'offer-unasked')[]
  proactiveIn30Days: number
  lastProactiveDaysAgo: number | null
  isOptedOut: boolean
  isQuietHours: boolean
  isCaseOpen: boolean
  /** Chinese, all reasons in one line. */
  text: string
}

export interface TouchToCheck { now: Date, contactClass: ContactClass, scriptKind: ScriptKind | null, userId: string }

/** Null when the touch is within the rules of contact. Only proactive touches count; an offer is looked at in every class. */
export function checkContact(facts: Pick<CustomerFacts, keyof ContactFacts | 'reminders'>, settings: ContactSettings, touch: TouchToCheck): ContactWarning | null {
  const { now } = touch
  // A conversation that goes on is one touch: its further sends are not counted again.
  const isGoingOn = facts.touches.some(({ startedAt, contactClass, userId, isBulk }) => !isBulk && userId === touch.userId && contactClass === 'proactive' && now < addMs(startedAt, settings.touchJoinMs))
  const starts = proactiveStarts(facts, settings).filter(at => at > addMs(now, -settings.cadence.windowMs))
  const last = proactiveStarts(facts, settings).at(-1) ?? null
  const found: [ContactWarning['kinds'][number], string][] = []
  const counts = touch.contactClass === 'proactive'
  if (counts && facts.customer.optOutAt) found.push(['opted-out', '客户说过先别打扰'])
  if (counts && !isGoingOn) {
    const days = Math.round(settings.cadence.windowMs / 86_400_000)
    const apartDays = Math.round(apartMs(facts, settings, now) / 86_400_000)
    if (starts.length >= settings.cadence.max) found.push(['too-many', `${days} 天内已主动联系 ${starts.length} 次，上限 ${settings.cadence.max} 次`])
    if (last && now < addMs(last, apartMs(facts, settings, now))) found.push(['too-close', `上次主动联系是 ${agoText(last, now)}，建议至少隔 ${apartDays} 天`])
    if (isCooling(facts, settings, now)) found.push(['cooling', '客户连着三次没回，先缓一缓'])
  }
  if ((counts || touch.contactClass === 'she_moved') && isQuiet(now, settings) && !movedJustNow(facts, settings, now)) found.push(['quiet-hours', '现在是安静时间，客户可能已经休息'])
  if (touch.scriptKind === 'offer') found.push(...offerProblems(facts, settings, now))
  if (found.length === 0) return null
  return {
    kinds: found.map(([kind]) => kind), proactiveIn30Days: starts.length, lastProactiveDaysAgo: last ? Math.max(0, daysBetween(last, now)) : null,
    isOptedOut: facts.customer.optOutAt !== null, isQuietHours: isQuiet(now, settings), isCaseOpen: facts.serviceCase !== null && facts.serviceCase.closedAt === null,
    text: `${found.map(([, text]) => text).join('；')}。`,
  }
}

function offerProblems(facts: Pick<CustomerFacts, keyof ContactFacts | 'reminders'>, settings: ContactSettings, now: Date): [ContactWarning['kinds'][number], string][] {
  if (isSellingSuspended(facts, settings, now)) return [['selling-suspended', '售后还没过去，这时候不宜推荐东西']]
  const moved = lastMoveAt(facts, now)
  const isAsked = moved !== null && now < addMs(moved, settings.cadence.freeAfterMoveMs)
  const isSupplyEnding = facts.reminders.some(reminder => reminder.rule === 'replenishment')
  if (isAsked || isSupplyEnding || mayOffer(facts, settings, now)) return []
  return [['offer-unasked', facts.customer.orderCount === 0 ? '客户还没买过，也没有问起，先不推荐' : '老客户好久没来，先问候、不推荐']]
}

const agoText = (at: Date, now: Date): string => {
  const days = daysBetween(at, now)
  return days <= 0 ? '今天' : `${days} 天前`
}
