import { scripts as library } from '../../../catalogue/catalogue.ts'
import type { Sidebar } from '../../../contract/customers.schema.ts'
import type { AnswerSet } from '../../../contract/questions.schema.ts'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import type { FilledScript } from '../../../contract/scripts.schema.ts'
import type { PreparedSend, SendResult } from '../../../contract/sends.schema.ts'
import type { Touch } from '../../../contract/touches.schema.ts'
import type { World } from '../../../mock/world/world.ts'
import { addMs, dayMs, dayOf, hourMs, instantOf } from '../../../server/time.ts'
import { atWork, type Days } from './days.ts'

/** A member who holds customers, and how they work. */
export interface RepHabit {
  userId: string
  lead: string
  /** Conversations at a look at the list at most. */
  pace: number
  /** 0 Sunday … 6; null: every day. */
  offOn: number | null
  /** Ill on these days, counted from the first. */
  illFrom: number
  illTo: number
}

/** The members of the world who hold customers: one rests on Sundays, one on Mondays, one is ill for a week. */
export function repsOf({ company }: World): RepHabit[] {
  const holders = new Set(company.follows.map(follow => follow.userid))
  return company.members.filter(member => holders.has(member.userid)).map(({ userid, direct_leader: [lead = ''] }, i) => ({
    userId: userid, lead, pace: i % 3 === 2 ? 2 : 4, offOn: i % 4 === 1 ? 0 : i % 4 === 3 ? 1 : null, illFrom: i === 4 ? 20 : Infinity, illTo: i === 4 ? 27 : Infinity,
  }))
}

export const isOnDuty = ({ offOn, illFrom, illTo }: RepHabit, now: Date, index: number): boolean =>
  !(index >= illFrom && index < illTo) && new Date(`${dayOf(now)}T00:00:00Z`).getUTCDay() !== offOn && now >= instantOf(dayOf(now), '09:00') && now < instantOf(dayOf(now), '20:50')

export interface Listed { items: DueReminder[], due: number, forToday: number }

export async function readList({ place }: Days, userId: string): Promise<Listed> {
  const call = place.as(userId)
  const { due, forToday } = (await call('GET', '/api/reminders/counts')).json<{ due: number, forToday: number }>()
  const { items } = (await call('GET', '/api/reminders?view=due&limit=100')).json<{ items: DueReminder[] }>()
  return { items, due, forToday }
}

/** What a rep meets on the way. */
export interface Watch {
  warned: (item: DueReminder, message: string) => void
  read: (item: DueReminder, scripts: readonly FilledScript[]) => void
}

/** A look of a rep at the list: the first of the list that they do not leave for today, and now and then somebody out of their own head. */
export async function workAWhile(days: Days, rep: RepHabit, { items, forToday }: Listed, watch: Watch): Promise<void> {
  let left = rep.pace
  for (const item of items.slice(0, forToday)) {
    const random = days.draw(`left/${days.today()}/${item.externalUserId}/${item.rule}`)
    if (random.chance(item.rule === 'first_contact' ? 0.15 : 0.1)) continue
    await act(days, rep.userId, item, watch)
    if (--left === 0) break
  }
  if (days.draw(`idea/${rep.userId}/${days.now().toISOString()}`).chance(0.04)) await ownIdea(days, rep.userId)
}

async function act(days: Days, userId: string, item: DueReminder, watch: Watch): Promise<void> {
  const { place, count, now } = days
  const call = place.as(userId)
  const random = days.draw(`act/${item.externalUserId}/${item.rule}/${now().toISOString()}`)
  const roll = random.next()
  const isUrgent = item.rule === 'first_contact' || item.rule === 'after_sale' || item.rule === 'promise'
  if (isUrgent || roll < 0.66) return send(days, userId, item, watch)
  if (roll < 0.74) return byHand(days, userId, item, watch)
  if (item.rule === 'replenishment' && roll < 0.8) {
    count('still have some')
    await call('POST', `/api/customers/${item.externalUserId}/supply`, { leftDays: random.int(5, 40) })
  }
  else if (roll < 0.92) {
    count('put off')
    const until = random.pick([addMs(now(), 3 * hourMs), addMs(instantOf(dayOf(now()), '10:00'), dayMs), addMs(instantOf(dayOf(now()), '10:00'), random.int(2, 6) * dayMs)])
    const reply = await call('POST', `/api/reminders/${item.reminderId}/snooze`, { until: atWork(until, 0).toISOString() })
    if (reply.statusCode !== 200) count(`putting off refused: ${reply.json<{ code: string }>().code}`)
  }
  else {
    count('not this time')
    await call('POST', `/api/reminders/${item.reminderId}/skip`, { reason: random.pick(['just_talked', 'not_needed', 'bad_time']) })
  }
}

const rulesOf = new Map<string, readonly string[]>(library.map(({ id, rules }) => [id, rules]))

/** The words that stand there, gaps filled in by hand; the two steps of a send. */
async function send(days: Days, userId: string, item: DueReminder, watch: Watch): Promise<void> {
  const { place, ledger, now, draw, count } = days
  const call = place.as(userId)
  const opened = await call('GET', `/api/customers/${item.externalUserId}/sidebar`)
  if (opened.statusCode !== 200) return count(`sidebar refused: ${opened.statusCode}`)
  const { scripts, situation } = opened.json<Sidebar>()
  const offered = situation.script ? [situation.script, ...scripts] : scripts
  watch.read(item, offered)
  const script = offered.find(({ scriptId }) => rulesOf.get(scriptId)?.some(rule => rule === item.rule)) ?? null
  const body = {
    scriptId: script?.scriptId ?? null, text: script ? textOf(script) : '最近还好吗？想起您，问一声。', reminderId: item.reminderId, wordsAccepted: true, ...(script?.questionKey && { questionKey: script.questionKey }),
  }
  let reply = await call('POST', `/api/customers/${item.externalUserId}/sends`, body)
  if (reply.statusCode === 409) {
    watch.warned(item, reply.json<{ message: string }>().message)
    reply = await call('POST', `/api/customers/${item.externalUserId}/sends`, { ...body, overLimitReason: 'other' })
  }
  if (reply.statusCode !== 201) return count(`send refused: ${reply.statusCode} ${reply.json<{ code: string }>().code}`)
  const { sendId } = reply.json<PreparedSend>()
  const isSent = !draw(`cancel/${item.externalUserId}/${now().toISOString()}`).chance(0.03)
  const { touchId } = (await call('POST', `/api/sends/${sendId}/outcome`, { outcome: isSent ? 'sent' : 'cancelled' })).json<SendResult>()
  if (touchId === null) return
  ledger.of(item.externalUserId).words.push({ at: now().getTime(), touchId, by: userId, answers: item.rule, scriptKind: script?.kind ?? null, isBulk: false })
  count(`sent for ${item.rule}`)
  awaitReply(days, userId, item.externalUserId, touchId, script?.questionKey ?? null)
}

const textOf = ({ parts }: FilledScript): string => parts.map(part => 'text' in part ? part.text : '您').join('')

async function byHand(days: Days, userId: string, item: DueReminder, watch: Watch): Promise<void> {
  const { place, ledger, now, count } = days
  const path = `/api/customers/${item.externalUserId}/touches`
  let reply = await place.as(userId)('POST', path, { channel: 'call' })
  if (reply.statusCode === 409) {
    watch.warned(item, reply.json<{ message: string }>().message)
    reply = await place.as(userId)('POST', path, { channel: 'call', overLimitReason: 'other' })
  }
  if (reply.statusCode !== 201) return count(`touch refused: ${reply.statusCode}`)
  const { touchId } = reply.json<Touch>()
  ledger.of(item.externalUserId).words.push({ at: now().getTime(), touchId, by: userId, answers: item.rule, scriptKind: null, isBulk: false })
  count('called')
  awaitReply(days, userId, item.externalUserId, touchId, null)
}

/** Somebody whom no proposal names; told of the limits the rep thinks better of it half of the time. */
async function ownIdea(days: Days, userId: string): Promise<void> {
  const { place, ledger, draw, now, count } = days
  const own = [...ledger.lives.values()].filter(life => life.owner === userId)
  const random = draw(`whom/${userId}/${now().toISOString()}`)
  const life = random.pick(own)
  const path = `/api/customers/${life.externalUserId}/sends`
  const body = { scriptId: null, text: '路过您上次说的那家店，想起您来。' }
  let reply = await place.as(userId)('POST', path, body)
  if (reply.statusCode === 409 && random.chance(0.5)) {
    count('own ideas above the limits')
    reply = await place.as(userId)('POST', path, { ...body, overLimitReason: 'customer_arranged' })
  }
  if (reply.statusCode !== 201) return
  const { touchId } = (await place.as(userId)('POST', `/api/sends/${reply.json<PreparedSend>().sendId}/outcome`, { outcome: 'sent' })).json<SendResult>()
  if (touchId === null) return
  life.words.push({ at: now().getTime(), touchId, by: userId, answers: null, scriptKind: null, isBulk: false })
  count('own ideas')
  awaitReply(days, userId, life.externalUserId, touchId, null)
}

/** She answers or not, and the rep marks it some time later or never, each touch once. */
function awaitReply(days: Days, userId: string, externalUserId: string, touchId: string, questionKey: string | null): void {
  const { place, ledger, diary, draw, now, count } = days
  if (ledger.of(externalUserId).words.filter(word => word.touchId === touchId).length > 1) return
  const random = draw(`reply/${externalUserId}/${now().toISOString()}`)
  const roll = random.next()
  if (roll > 0.8) return
  const state = roll < 0.45 ? 'yes' : 'no'
  diary.put(atWork(now(), state === 'yes' ? random.next() * 30 : 20 + random.next() * 60), async () => {
    const reply = await place.as(userId)('PATCH', `/api/touches/${touchId}`, { reply: state })
    if (reply.statusCode !== 200) return count(`mark refused: ${reply.statusCode}`)
    ledger.of(externalUserId).replies.set(touchId, { state, at: now().getTime() })
    count(`marked ${state}`)
    if (state === 'yes' && questionKey) await answer(days, userId, externalUserId, questionKey)
  })
}

async function answer({ place, count }: Days, userId: string, externalUserId: string, questionKey: string): Promise<void> {
  const call = place.as(userId)
  const { answers } = (await call('GET', `/api/customers/${externalUserId}/answers`)).json<AnswerSet>()
  const last = answers.find(each => each.questionKey === questionKey)
  const { items } = (await call('GET', '/api/questions')).json<{ items: { key: string, version: number, options: { value: string }[] }[] }>()
  const question = items.find(({ key }) => key === questionKey)
  if (!question?.options[0]) return
  const reply = await call('POST', `/api/customers/${externalUserId}/answers`, {
    questionKey, questionVersion: question.version, state: 'answered', source: 'said', options: [question.options[0].value], note: '', basedOn: last?.answerId ?? null,
  })
  count(reply.statusCode === 201 ? 'answers' : `answer refused: ${reply.statusCode}`)
}
