import type { BulkReason, BulkTasks, NotSentReason } from '../../contract/bulk.schema.ts'
import type { CustomerFacts } from '../customers/customer-facts.ts'
import { addMs } from '../time.ts'
import { isCooling, isSellingSuspended, withinLimits, type ContactFacts } from './contact.rules.ts'
import type { ContactSettings } from './contact-settings.rules.ts'
import { isHeldOut } from './holdout.rules.ts'

export type BulkFacts = Pick<CustomerFacts, keyof ContactFacts | 'owner' | 'isMainAccount'>

/**
 * Why a mass message may not reach her now; null: it may. Stricter than one-to-one: nothing is only warned about, and the 72 h that are free
 * after she moved are for answers to her, not for what everybody gets. Quiet hours are not asked: they refuse the whole.
 */
export function bulkRefusal(facts: BulkFacts, settings: ContactSettings, now: Date): BulkReason | null {
  const { customer, follow, owner, serviceCase } = facts
  if (!follow || follow.lostAt) return 'lost'
  if (!owner?.canContact || owner.userId !== follow.userId) return 'no-sender'
  if (!facts.isMainAccount) return 'other-account'
  if (customer.oneToOneAt || customer.lifetimeSpendFen >= settings.oneToOneFen) return 'one-to-one'
  if (customer.optOutAt) return 'opted-out'
  if (serviceCase && !serviceCase.closedAt) return 'case-open'
  if (isSellingSuspended(facts, settings, now)) return 'case-calm'
  if (now < addMs(follow.addedAt, settings.onboardingMs)) return 'onboarding'
  if (isCooling(facts, settings, now)) return 'cooling'
  if (withinLimits(facts, settings, now, now) > now) return 'cadence'
  return isHeldOut(customer.externalUserId, settings.holdoutShare) ? 'held-out' : null
}

/**
 * Whom the mass message leaves out may her owner still write to alone (1V1 任务)? The first instant at which that is within the rules of contact; null: never.
 * 1V1, the first week (after it) and the cadence (later) only keep her out of what everybody gets. What keeps her from any word that we begin comes first:
 * a 1V1 customer who opted out gets no task. Nor does who is cooling: no day can be named for her, a move of her own ends it.
 */
export function personalFrom(facts: BulkFacts, settings: ContactSettings, now: Date): Date | null {
  const reason = bulkRefusal({ ...facts, customer: { ...facts.customer, oneToOneAt: null, lifetimeSpendFen: 0 } }, settings, now)
  if ((reason !== null && reason !== 'onboarding' && reason !== 'cadence') || !facts.follow) return null
  if (isCooling(facts, settings, now) || isHeldOut(facts.customer.externalUserId, settings.holdoutShare)) return null
  const afterFirstWeek = addMs(facts.follow.addedAt, settings.onboardingMs)
  return withinLimits(facts, settings, afterFirstWeek > now ? afterFirstWeek : now, now)
}

export const bulkReasonText: Record<BulkReason, string> = {
  'customer-not-found': '没有找到，或不归你看', 'lost': '已不是好友', 'no-sender': '负责的成员不在、没有客户联系权限，或和她不是好友', 'other-account': '同一个人的另一个微信',
  'one-to-one': '1V1 客户，禁群发', 'opted-out': '说过先别打扰', 'case-open': '售后还没处理完', 'case-calm': '售后刚结束，先缓几天', 'onboarding': '刚加微，还在首聊期',
  'cooling': '连着几次没回，先缓一缓', 'cadence': '最近主动联系过，次数或间隔不够', 'held-out': '对照组，不做主动联系',
}

/** Why a message that the platform was asked for did not arrive. */
export const notSentText: Record<NotSentReason, string> = {
  'not-friend': '已不是好友', 'full': '客户这段时间收到的群发已满', 'unconfirmed': '成员三天内没有确认，已撤回', 'refused-by-wecom': '企业微信没有接受', 'left-out': '发之前又剔除了',
}

/** 已剔除 312 位，其中 40 位转成 1V1 任务，分 8 天. */
export function bulkSummary(reachable: number, excluded: number, tasks: BulkTasks): string {
  const left = excluded > 0 ? `，已剔除 ${excluded} 位` : ''
  const turned = tasks.count > 0 ? `，其中 ${tasks.count} 位转成 1V1 任务${tasks.days > 1 ? `，分 ${tasks.days} 天` : ''}` : ''
  return `可发 ${reachable} 位${left}${turned}；由负责的成员在企业微信里逐个确认后才会发出`
}
