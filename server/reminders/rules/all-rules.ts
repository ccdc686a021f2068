import type { RuleKey } from '../../../contract/words.ts'
import type { ReminderRule } from '../candidate.ts'
import { afterSale } from './after-sale.rules.ts'
import { behaviour } from './behaviour.rules.ts'
import { cadence } from './cadence.rules.ts'
import { drifting } from './drifting.rules.ts'
import { firstContact } from './first-contact.rules.ts'
import { questionsOpen } from './questions-open.rules.ts'
import { replenishment } from './replenishment.rules.ts'
import { birthday, festivalGift, seasonalCare } from './seasonal.rules.ts'
import { trialFollowUp, usageCheck } from './usage-check.rules.ts'

/** Every rule that proposes by itself. A promise is the rep's own and is never planned. */
export const rules: Record<Exclude<RuleKey, 'promise'>, ReminderRule> = {
  after_sale: afterSale, behaviour, first_contact: firstContact, questions_open: questionsOpen, trial_follow_up: trialFollowUp, usage_check: usageCheck,
  replenishment, cadence, drifting, seasonal_care: seasonalCare, festival_gift: festivalGift, birthday,
}
