import { numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { addMs, chineseDay, dayMs } from '../../time.ts'
import type { ReminderRule } from '../candidate.ts'
import { tenOClock } from '../words.rules.ts'

/**
 * A question was asked and is still open on the next day: another topic first. Or one was answered: the next question.
 * Onboarding in the first 7 days after she was added; later it counts as proactive.
 */
export const questionsOpen: ReminderRule = ({ facts, catalogue, settings, params, now }) => {
  const { answers, follow, wasEverTouched } = facts
  if (!follow || follow.lostAt || !wasEverTouched) return null
  const stateOf = (key: string) => answers.find(({ questionKey }) => questionKey === key)
  const open = catalogue.questions.filter(({ key }) => !['answered', 'declined'].includes(stateOf(key)?.state ?? ''))
  const [next] = open
  if (!next) return null
  const asked = open.map(({ key }) => stateOf(key)).filter(answer => answer?.state === 'asked').sort((a, b) => Number(b?.answeredAt) - Number(a?.answeredAt))[0]
  const lastAnswer = asked ?? [...answers].filter(({ state }) => state === 'answered').sort((a, b) => b.answeredAt.getTime() - a.answeredAt.getTime())[0]
  if (!lastAnswer) return null
  const dueAt = tenOClock(addMs(lastAnswer.answeredAt, numberOr(params.afterDays, 1) * dayMs))
  const windowEndAt = addMs(dueAt, numberOr(params.windowDays, 6) * dayMs)
  if (windowEndAt <= now) return null
  const title = catalogue.questions.find(({ key }) => key === lastAnswer.questionKey)?.title ?? next.title
  const when = chineseDay(lastAnswer.answeredAt, now)
  const left = `三问还差 ${open.length} 问`
  return {
    rule: 'questions_open', contactClass: (dueAt > now ? dueAt : now) < addMs(follow.addedAt, settings.onboardingMs) ? 'onboarding' : 'proactive', title: textOr(params.title, '三问还没问完'),
    reason: asked ? `${when}问了“${title}”，还没回；${left}` : `${when}答了“${title}”，下一问“${next.title}”；${left}`,
    changes: asked ? ['别追问，先换个有用的话题', '客户答了就问下一问'] : ['问出下一问就算完成'],
    windowStartAt: lastAnswer.answeredAt, dueAt, windowEndAt, pull: 0.4, facts: { questionKey: asked ? lastAnswer.questionKey : next.key, openCount: open.length },
  }
}
