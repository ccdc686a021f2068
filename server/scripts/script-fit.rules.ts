import type { ReminderKey, RuleKey, SituationKind } from '../../contract/words.ts'
import type { Catalogue, Script } from '../catalogue/catalogue-holder.ts'
import { mayOffer } from '../contact/contact.rules.ts'
import { contactSettings, fieldsOf, numberOr, textOr } from '../contact/contact-settings.rules.ts'
import type { CustomerFacts, FactsCase } from '../customers/customer-facts.ts'
import { daysApart, nextFestival, seasonOf } from '../reminders/calendar.rules.ts'
import { supplyEnd } from '../reminders/supply-end.rules.ts'
import { addMs, dayMs, dayOf, monthOf } from '../time.ts'
import { quotableNote } from './fill.rules.ts'

/** What a script is held against, worked out once per list. */
export interface Fit {
  facts: CustomerFacts
  situation: SituationKind
  now: Date
  mayOffer: boolean
  /** The first question that is neither answered nor declined nor waiting for its answer; null while one is waiting, or none is left. */
  nextQuestion: { key: string, title: string } | null
  /** A question was asked today and waits for its answer: nobody asks after it, nor changes the topic, before tomorrow. */
  isAskedToday: boolean
  /** What a script of families is held against: while her supply ends only what ends, else all she bought or says she takes. */
  families: ReadonlySet<string>
  /** What ends has to be kept cold on its way. */
  isColdChain: boolean
  familyLabel: (family: string) => string
  liveRules: ReadonlySet<ReminderKey>
  /** The live ones whose time has come: only these are a reason. */
  dueRules: ReadonlySet<ReminderKey>
  isParcelUnderWay: boolean
  /** Signed for within the days in which the reception can still be talked about. */
  isSignedLately: boolean
  /** The big sale of the next days, before which she is told rather than sold to; null: none. */
  saleSoon: { label: string, daysAway: number } | null
}

/** Days after dispatch and after signing in which a parcel is something to talk about. */
const underWayDays = 14
const signedDays = 7

export function fitOf(facts: CustomerFacts, situation: SituationKind, catalogue: Catalogue, now: Date): Fit {
  const stateOf = (key: string) => facts.answers.find(({ questionKey }) => questionKey === key)?.state
  const waiting = facts.answers.filter(({ state, questionKey }) => state === 'asked' && catalogue.questions.some(({ key }) => key === questionKey))
  const { labels, sale } = dayOfShop(catalogue, dayOf(now))
  const isRecent = (at: Date | null, days: number): boolean => at !== null && now < addMs(at, days * dayMs)
  return {
    facts, situation, now, mayOffer: mayOffer(facts, contactSettings(catalogue), now),
    isAskedToday: waiting.some(({ answeredAt }) => dayOf(answeredAt) === dayOf(now)),
    nextQuestion: waiting.length > 0 ? null : catalogue.questions.find(({ key }) => !['answered', 'declined'].includes(stateOf(key) ?? '')) ?? null,
    ...endingOf(facts, situation, catalogue), familyLabel: family => labels.get(family) || family,
    liveRules: new Set(facts.reminders.map(({ rule }) => rule)),
    dueRules: new Set(facts.reminders.filter(({ dueAt, snoozedUntil }) => (snoozedUntil ?? dueAt) <= now).map(({ rule }) => rule)),
    isParcelUnderWay: facts.orders.some(({ state, shippedAt, signedAt }) => state === 'shipped' && isRecent(shippedAt, underWayDays) && signedAt === null),
    isSignedLately: facts.orders.some(({ signedAt }) => isRecent(signedAt, signedDays)), saleSoon: sale,
  }
}

interface DayOfShop { day: string, labels: ReadonlyMap<string, string>, sale: Fit['saleSoon'] }
const days = new WeakMap<object, DayOfShop>()

/** What is the same for every customer of the day, read once for each catalogue, which is never changed in place. */
function dayOfShop(catalogue: Catalogue, day: string): DayOfShop {
  const known = days.get(catalogue.settings)
  if (known?.day === day) return known
  const families = Array.isArray(catalogue.settings.families) ? catalogue.settings.families : []
  const found = { day, labels: new Map(families.map(fieldsOf).map(({ key, label }) => [textOr(key, ''), textOr(label, '')])), sale: saleSoon(catalogue, day) }
  days.set(catalogue.settings, found)
  return found
}

function saleSoon({ settings }: Catalogue, today: string): Fit['saleSoon'] {
  const { sales, holdBeforeSaleDays } = fieldsOf(settings.offers)
  const year = Number(today.slice(0, 4))
  return (Array.isArray(sales) ? sales : []).map(fieldsOf)
    .flatMap(({ label, on }) => [year, year + 1].map(each => ({ label: textOr(label, '大促'), daysAway: daysApart(today, `${each}-${textOr(on, '')}`) })))
    .filter(({ daysAway }) => daysAway > 0 && daysAway <= numberOr(holdBeforeSaleDays, 14))
    .sort((a, b) => a.daysAway - b.daysAway)[0] ?? null
}

function endingOf(facts: CustomerFacts, situation: SituationKind, catalogue: Catalogue): Pick<Fit, 'families' | 'isColdChain'> {
  const end = situation === 'supply_ending' ? supplyEnd(facts, catalogue) : null
  const storage = catalogue.products.find(({ name }) => name === end?.productName)?.storage ?? ''
  return { families: end ? new Set([end.family]) : familiesOf(facts, catalogue), isColdChain: storage.startsWith('冷') }
}

/** Families she bought (the newest five orders) or says she takes. */
function familiesOf({ orders, answers }: CustomerFacts, { products }: Catalogue): Set<string> {
  const bought = new Set(orders.flatMap(({ lines }) => lines.map(({ productId }) => productId)))
  const taken = answers.find(({ questionKey, state }) => questionKey === 'kinds' && state === 'answered')?.options ?? []
  return new Set([...products.filter(({ id }) => bought.has(id)).map(({ family }) => family), ...taken])
}

/** Words in a script's keywords that name a way of being added: such an opening is for that way only. */
const channelWords = ['包裹', '门店', '转介绍', '直播', '电话']
/** A script that speaks of a coming sale. */
const saleWord = '活动'
/** Words that name what she answered: a follow-up is for that answer only. */
const answerWords: Record<string, [questionKey: string, option: string]> = {
  新手: ['kinds', 'none'], 老客: ['duration', 'over_3_years'], 长辈: ['family', 'parents'], 孕期: ['family', 'pregnant'], 送礼: ['family', 'gift'],
}

/** Days in which what she answered can be followed up. */
const followUpDays = 7

/** Does the script fit her now at all? Search asks only for `mayBeFound`. */
export function fits(script: Script, fit: Fit): boolean {
  const { facts, situation, now } = fit
  if (!isLawful(script, fit) || facts.follow?.lostAt) return false
  if (facts.customer.optOutAt && script.kind !== 'service') return false
  if (script.situations.length > 0 && !script.situations.includes(situation)) return false
  if (script.tiers.length > 0 && !script.tiers.includes(facts.customer.tier)) return false
  if (script.months.length > 0 && !script.months.includes(monthOf(now))) return false
  if (script.families.length > 0 && !script.families.some(family => fit.families.has(family))) return false
  if (script.keywords.includes(saleWord) && !fit.saleSoon) return false
  if (situation === 'supply_ending' && script.keywords.includes('冷链') && !fit.isColdChain) return false
  return fitsParcel(script, fit) && fitsTalk(script, fit) && fitsCase(script, fit) && fitsRules(script, fit)
}

/** No offer to who never bought, while a case is open or just closed, or to a lapsed high-value customer (product.md, Offers). */
export const isLawful = ({ kind }: Pick<Script, 'kind'>, fit: Pick<Fit, 'mayOffer'>): boolean => kind !== 'offer' || fit.mayOffer

/**
 * May a search find it? What contradicts where her parcel is known to be is left out; where nothing is known the rep may know more.
 * Nor a sale that is not coming, nor an introduction to who knows the rep already.
 */
export const mayBeFound = (script: Script, fit: Fit): boolean => isLawful(script, fit)
  && (fitsParcel(script, fit) || !(fit.isSignedLately || fit.isParcelUnderWay))
  && !(script.keywords.includes(saleWord) && !fit.saleSoon) && !(script.keywords.includes('开场') && fit.facts.wasEverTouched)

/** What says that a parcel was signed for needs one that was; what speaks of a parcel on its way needs one there. */
function fitsParcel({ keywords }: Script, { isSignedLately, isParcelUnderWay }: Fit): boolean {
  if (keywords.includes('签收')) return isSignedLately
  return !keywords.includes('物流') || isParcelUnderWay
}

/** More than an apology was given. */
const isOffered = ({ means }: FactsCase): boolean => means.some(each => each.means !== 'apology')

/** Words in a script's keywords that name what was given. */
const meansWords: Record<string, FactsCase['means'][number]['means']> = { 补发: 'resend', 退款: 'refund_difference', 退货: 'return' }

/**
 * 先道歉 and 还在查 are said until something was offered, 办到哪了 from then on; 口感 only where she complained of it.
 * Once something was offered, nothing speaks of another means than was given.
 */
function fitsCase({ keywords }: Script, { facts: { serviceCase }, situation }: Fit): boolean {
  if (situation !== 'case_open' || !serviceCase) return true
  const isGiven = isOffered(serviceCase)
  if (isGiven && keywords.some(word => word === '道歉' || word === '口感')) return false
  if (keywords.includes('口感')) return /[口味腥甜咸苦软硬]/u.test(serviceCase.summary)
  const named = Object.entries(meansWords).filter(([word]) => keywords.includes(word))
  if (isGiven && named.length > 0) return named.some(([, means]) => serviceCase.means.some(given => given.means === means))
  return !keywords.includes('进度') || keywords.includes('方案') === isGiven
}

/** Another topic while a question is open: meant for `questions_open`, but neither a question nor a word on an answer. */
const changesTopic = ({ questionKey, rules, keywords }: Script): boolean => questionKey === null && rules.includes('questions_open') && !keywords.includes('三问')

function fitsTalk(script: Script, { nextQuestion, facts, situation, now, isAskedToday }: Fit): boolean {
  const { questionKey, keywords } = script
  if (situation === 'asked' && isAskedToday && changesTopic(script)) return false
  if (questionKey !== null) return nextQuestion?.key === questionKey && !(keywords.includes('开场') && facts.wasEverTouched)
  if (keywords.includes('开场')) {
    if (facts.wasEverTouched) return false
    const named = channelWords.filter(word => keywords.includes(word))
    if (named.length > 0) return named.some(word => facts.follow?.channel?.includes(word))
  }
  if (!keywords.includes('三问')) return true
  if (situation === 'case_open') return false
  return keywords.some((word) => {
    const [question, option] = answerWords[word] ?? []
    const isFresh = (answeredAt: Date): boolean => now < addMs(answeredAt, followUpDays * dayMs)
    return facts.answers.some(({ questionKey: key, state, options, answeredAt }) => key === question && state === 'answered' && options.includes(option ?? '') && isFresh(answeredAt))
  })
}

/** A script for certain rules needs one of them to hold; the general ones (cadence, drifting, questions) always do. */
function fitsRules({ rules }: Script, fit: Fit): boolean {
  return rules.length === 0 || rules.some(rule => fit.liveRules.has(rule) || holds[rule]?.(fit) !== false)
}

const holds: Partial<Record<RuleKey, (fit: Fit) => boolean>> = {
  after_sale: ({ facts }) => facts.serviceCase !== null,
  usage_check: ({ facts, now }) => facts.orders.some(({ paidAt }) => paidAt !== null && now < addMs(paidAt, 30 * dayMs)),
  trial_follow_up: () => false,
  birthday: () => false,
  promise: () => false,
  behaviour: ({ facts, now }) => facts.events.some(({ happenedAt }) => now < addMs(happenedAt, dayMs)),
  festival_gift: ({ now }) => nextFestival(dayOf(now)).daysAway <= 21,
}

/** What speaks for the script beyond fitting, most telling first: points and words for the rep. */
export function pointsOf(script: Script, fit: Fit): { points: number, reasons: string[] } {
  const { facts, situation, now, nextQuestion } = fit
  const found: [number, string][] = []
  const family = script.families.find(each => fit.families.has(each))
  const usesNote = script.body.includes('{{上次聊到}}') && quotableNote(facts, now) !== null
  if (script.questionKey !== null && nextQuestion) found.push([situation === 'just_added' ? 7 : 6, `该问“${nextQuestion.title}”了`])
  if (script.rules.some(rule => fit.dueRules.has(rule))) found.push([5, ruleWords[script.rules.find(rule => fit.dueRules.has(rule)) ?? 'cadence'] ?? '合今天该跟的事'])
  if (script.questionKey === null && Object.keys(answerWords).some(word => script.keywords.includes(word)) && script.keywords.includes('三问')) found.push([3, '接着她答的说'])
  if (script.keywords.includes(saleWord) && fit.saleSoon) found.push([situation === 'supply_ending' ? 15 : 1, `${fit.saleSoon.label}还有 ${fit.saleSoon.daysAway} 天，告诉她比先卖好`])
  if (script.keywords.includes('物流') && fit.isParcelUnderWay) found.push([4, '包裹还在路上'])
  if (script.keywords.includes('签收') && fit.isSignedLately) found.push([4, '刚签收'])
  if (script.keywords.includes('开场') && channelWords.some(word => script.keywords.includes(word))) found.push([3, `从${facts.follow?.channel ?? '渠道'}加过来`])
  if (usesNote) found.push([3, '接着上次聊到的说'])
  if (script.keywords.includes('开场')) found.push([2, '还没说过话，先介绍自己'])
  if (script.keywords.includes('道歉') && isUnanswered(facts)) found.push([6, '还没回过她，先道歉、给准话'])
  if (script.keywords.includes('进度') && facts.serviceCase && !isUnanswered(facts)) found.push([6, isOffered(facts.serviceCase) ? '方案已经给了，报一声进度' : '方案还没定，先回一声'])
  if (script.months.length > 0 && !script.keywords.includes(saleWord)) found.push([1.5, `正合时令（${seasonOf(now)}）`])
  if (family) found.push([1.5, `常吃${fit.familyLabel(family)}`])
  if (script.tiers.length > 0) found.push([1, '合她的分层'])
  if (script.situations[0] === situation) found.push([1, situationWords[situation]])
  return { points: found.reduce((sum, [points]) => sum + points, 0), reasons: found.sort((a, b) => b[0] - a[0]).map(([, words]) => words) }
}

/** Has nobody said or offered anything since the case was opened? */
const isUnanswered = ({ serviceCase, touches }: CustomerFacts): boolean => serviceCase !== null && !isOffered(serviceCase) && !touches.some(({ lastAt }) => lastAt > serviceCase.openedAt)

export const situationWords: Record<SituationKind, string> = {
  just_added: '刚加上，先打个招呼', asked: '问过了还没回，换个话题', supply_ending: '快吃完了', silent: '好一阵没说话', case_open: '售后还开着，先办事', nothing_due: '她刚找来时用得上',
}

const ruleWords: Partial<Record<RuleKey, string>> = {
  first_contact: '刚加上，还没说过话', questions_open: '三问还没问完', trial_follow_up: '小样刚收到', usage_check: '第一次吃这样', replenishment: '算着快吃完了', cadence: '有阵子没聊了',
  drifting: '比平时久没来了', seasonal_care: '节令到了', festival_gift: '去年这时候送过礼', birthday: '快过生日了', after_sale: '售后要回话', behaviour: '她刚看过', promise: '答应过的事',
}
