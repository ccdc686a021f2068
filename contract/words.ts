/**
 * The closed vocabularies of the product (../GLOSSARY.md has the Chinese term of each).
 * Arrays first, so that schemas, database checks and menus are made from one list.
 */
export const roles = ['rep', 'guide', 'lead', 'operator', 'admin'] as const
export const tiers = ['vip', 'high', 'middle', 'low', 'new'] as const
export const scenes = ['added', 'in_group', 'retained', 'active', 'converted', 'after_sale', 'drifting', 'lapsed', 'lost'] as const
export const answerStates = ['not_asked', 'asked', 'answered', 'declined'] as const
export const answerSources = ['said', 'by_phone', 'guessed'] as const
export const replyStates = ['yes', 'no', 'unknown'] as const
export const replySources = ['rep', 'platform', 'order', 'click', 'parcel'] as const
export const touchChannels = ['chat', 'call', 'sms', 'parcel', 'visit'] as const
export const contactClasses = ['onboarding', 'service', 'proactive', 'she_moved', 'as_set'] as const
export const scriptKinds = ['service', 'care', 'offer'] as const
export const situationKinds = ['just_added', 'asked', 'supply_ending', 'silent', 'case_open', 'nothing_due'] as const
export const noteKinds = ['appetite', 'dislike', 'temper', 'family', 'plan', 'other'] as const
export const caseKinds = ['complaint', 'return', 'exchange'] as const
export const caseMeans = ['apology', 'resend', 'refund_difference', 'return', 'gift', 'other'] as const
export const ruleKeys = [
  'first_contact', 'questions_open', 'trial_follow_up', 'usage_check', 'replenishment', 'cadence', 'drifting',
  'seasonal_care', 'festival_gift', 'birthday', 'after_sale', 'behaviour', 'promise',
] as const
/** What a reminder may be of: a rule, or a task that a mass message left behind (1V1 任务), which nobody tunes. */
export const reminderKeys = [...ruleKeys, 'personal_task'] as const
export const reminderStates = ['open', 'snoozed', 'done', 'skipped', 'expired'] as const
export const skipReasons = ['just_talked', 'not_needed', 'bad_time', 'customer_asked', 'other'] as const
export const overLimitReasons = ['customer_arranged', 'logistics', 'urgent', 'other'] as const
export const sendOutcomes = ['sent', 'copied', 'cancelled', 'failed'] as const
export const orderStates = ['unpaid', 'paid', 'shipped', 'completed', 'closed', 'refunded'] as const
export const orderPlatforms = ['taobao', 'jd', 'youzan', 'wechat_shop', 'douyin', 'pdd', '1688', 'generic', 'webhook'] as const
/** How an order found its customer; `person`: by a phone of two joined accounts. */
export const orderMatches = ['wecom', 'unionid', 'buyer', 'phone', 'person', 'hand'] as const
export const orderUses = ['self', 'gift', 'relative', 'unknown'] as const
export const ageBands = ['under_30', '30_39', '40_49', '50_59', '60_plus'] as const

export type Role = (typeof roles)[number]
export type Tier = (typeof tiers)[number]
export type Scene = (typeof scenes)[number]
export type AnswerState = (typeof answerStates)[number]
export type AnswerSource = (typeof answerSources)[number]
export type ReplyState = (typeof replyStates)[number]
export type ReplySource = (typeof replySources)[number]
export type TouchChannel = (typeof touchChannels)[number]
export type ContactClass = (typeof contactClasses)[number]
export type ScriptKind = (typeof scriptKinds)[number]
export type SituationKind = (typeof situationKinds)[number]
export type NoteKind = (typeof noteKinds)[number]
export type CaseKind = (typeof caseKinds)[number]
export type CaseMeans = (typeof caseMeans)[number]
export type RuleKey = (typeof ruleKeys)[number]
export type ReminderKey = (typeof reminderKeys)[number]
export type ReminderState = (typeof reminderStates)[number]
export type SkipReason = (typeof skipReasons)[number]
export type OverLimitReason = (typeof overLimitReasons)[number]
export type SendOutcome = (typeof sendOutcomes)[number]
export type OrderState = (typeof orderStates)[number]
export type OrderPlatform = (typeof orderPlatforms)[number]
export type OrderMatch = (typeof orderMatches)[number]
export type OrderUse = (typeof orderUses)[number]
export type AgeBand = (typeof ageBands)[number]
