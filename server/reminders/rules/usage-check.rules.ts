import { productsById } from '../../catalogue/products.rules.ts'
import { numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { addMs, chineseDay, dayMs } from '../../time.ts'
import type { Candidate, ReminderRule, RuleInput } from '../candidate.ts'
import { tenOClock } from '../words.rules.ts'

type Order = RuleInput['facts']['orders'][number]

const isPaid = ({ state, paidAt }: Order): boolean => paidAt !== null && !['unpaid', 'closed', 'refunded'].includes(state)
const isSample = ({ paidFen, lines }: Order): boolean => paidFen === 0 || (lines.length > 0 && lines.every(({ isGift }) => isGift))

/** First order of a product, signed for 3–5 days ago: keeping and cooking. Needs the day of signing; unknown stays unknown. */
export const usageCheck: ReminderRule = ({ facts, catalogue, params, now }) => {
  const firstAt = new Map(facts.products.map(product => [product.productId, product.firstAt]))
  for (const order of facts.orders.filter(isPaid)) {
    if (!order.signedAt || order.purpose === 'gift' || isSample(order)) continue
    const line = order.lines.find(({ productId, isGift }) => productId !== null && !isGift && firstAt.get(productId)?.getTime() === order.paidAt?.getTime())
    const product = line && productsById(catalogue.products).get(line.productId ?? '')
    if (product) {
      return afterSigning('usage_check', order.signedAt, params, now, {
        title: '第一次吃，问问会不会弄', reason: `第一次买${product.name}，${chineseDay(order.signedAt, now)}签收；${product.storage}`, pull: 0.4,
      })
    }
  }
  return null
}

/** A sample or gift was signed for: how was it, one or two days later. */
export const trialFollowUp: ReminderRule = ({ facts, params, now }) => {
  const sample = facts.orders.find(order => order.signedAt !== null && order.purpose !== 'gift' && order.state !== 'closed' && isSample(order))
  if (!sample?.signedAt) return null
  const [line] = sample.lines
  return afterSigning('trial_follow_up', sample.signedAt, params, now, {
    title: '小样收到了，问问口味', reason: `${chineseDay(sample.signedAt, now)}签收了${line?.title ?? '小样'}，问一句合不合口味`, pull: 0.5,
  })
}

function afterSigning(
  rule: 'usage_check' | 'trial_follow_up', signedAt: Date, params: Record<string, unknown>, now: Date, { title, reason, pull }: Pick<Candidate, 'title' | 'reason' | 'pull'>,
): Candidate | null {
  const fromDays = numberOr(params.fromDays, rule === 'usage_check' ? 3 : 1)
  const dueAt = tenOClock(addMs(signedAt, fromDays * dayMs))
  const windowEndAt = addMs(dueAt, Math.max(1, numberOr(params.toDays, fromDays + 1) - fromDays) * dayMs)
  if (windowEndAt <= now) return null
  return {
    rule, contactClass: 'service', title: textOr(params.title, title), reason, changes: ['只问吃法和口味，不推荐东西'],
    windowStartAt: signedAt, dueAt, windowEndAt, pull, facts: { signedAt: signedAt.toISOString() },
  }
}
