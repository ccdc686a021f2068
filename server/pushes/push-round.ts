import { contactSettings } from '../contact/contact-settings.rules.ts'
import { isWithin } from '../contact/hours.rules.ts'
import type { Context } from '../context.ts'
import { dayListOf, forToday, mustDoScore } from '../reminders/queue.rules.ts'
import { addMs, dayMs, dayOf, hourMs, instantOf } from '../time.ts'
import { queueCard } from './app-messages.ts'
import { digestOf, leadIsToldAt, pushSettings, repIsWarnedAt } from './push-times.rules.ts'
import { cardOf, complaintCard, digestCard, escalationCard, firstTalkCard, manyCard, promiseCard, visitCard, type Card, type Waiting } from './push-words.rules.ts'
import {
  claimPushes, countDigests, countEscalated, listComplaints, listDigestReaders, listDueNow, listFirstTalks, listLeadsOf, markEscalated, type FirstTalk, type PushKind,
} from './pushes.queries.ts'

type Needs = Pick<Context, 'db' | 'clock' | 'catalogue' | 'vault' | 'jobs' | 'newId' | 'log'>

/** One thing to tell one member. The subject is told once, whatever runs twice. */
interface News { userId: string, kind: PushKind, subject: string, card: Card, waiting: Waiting, until: Date }

/** News over a night of quiet hours. */
const urgentLastsMs = 14 * hourMs
/** Told this long after their time at most: over a night of quiet hours. */
const lookBackMs = 16 * hourMs
const complaintWarnMs = hourMs
/** More than these at once become one message. */
const cardsAtOnce = 3
const whatOf: Record<Exclude<PushKind, 'digest'>, string> = { first_talk: '首聊快超时', complaint: '投诉待处理', visit: '刚看过', promise: '答应的事到时间了', escalation: '首聊没做，要你看的' }

/**
 * Tells members what cannot wait, and in the morning what the day holds: by the clock, into the outbox. In quiet hours nothing is told: what still
 * counts afterwards is found then. A first talk not made in time is given to the lead here. May run as often as one likes.
 */
export async function runPushRound(context: Needs): Promise<void> {
  const catalogue = await context.catalogue.current()
  const now = context.clock.now()
  const { quiet } = contactSettings(catalogue)
  if (isWithin(now, quiet)) return
  const settings = pushSettings(catalogue)
  const tellAt = ({ addedAt, tellLeadHours }: FirstTalk, then: typeof leadIsToldAt | typeof repIsWarnedAt): Date | null =>
    then(addedAt, tellLeadHours === null ? settings : { ...settings, tellLeadMs: tellLeadHours * hourMs }, quiet)
  const talks = await listFirstTalks(context.db, now)
  const late = talks.filter(talk => talk.escalatedAt === null && (tellAt(talk, leadIsToldAt) ?? now) <= now)
  const warned = talks.filter(talk => !late.includes(talk) && talk.escalatedAt === null && (tellAt(talk, repIsWarnedAt) ?? addMs(now, 1)) <= now)
  await tell(context, [
    ...await escalate(context, late, now),
    ...talks.flatMap(talk => given(talk, now)),
    ...warned.map((talk): News => ({ userId: talk.userId, kind: 'first_talk', subject: subjectOf(talk), card: firstTalkCard(talk, now), waiting: talk, until: tellAt(talk, leadIsToldAt) ?? now })),
    ...await complaints(context, now),
    ...await dueNow(context, now),
  ], now)
  await tellDigests(context, { now, digest: digestOf(now, settings, quiet), dayList: dayListOf(catalogue) })
}

/** Of one being added, whatever reminders came and went since. */
const subjectOf = ({ externalUserId, addedAt }: FirstTalk): string => `${externalUserId} ${addedAt.toISOString()}`

/** Given to the nearest leads, by name, once. Where nobody leads the rep it stands in the list all the same. */
async function escalate(context: Needs, late: readonly FirstTalk[], now: Date): Promise<News[]> {
  if (late.length === 0) return []
  const leads = await listLeadsOf(context.db, [...new Set(late.map(({ userId }) => userId))])
  const news: News[] = []
  for (const talk of late) {
    const mine = leads.filter(({ userId }) => userId === talk.userId).map(({ leadId }) => leadId)
    const isNew = await context.db.transaction().execute(trx => markEscalated(trx, talk.id, mine, now))
    if (isNew && mine.length === 0) context.log.warn({ userId: talk.userId }, 'a first talk is late and nobody leads this member')
    news.push(...given({ ...talk, escalatedAt: now, escalatedTo: mine }, now))
  }
  return news
}

/** What a lead hears of it, while it is news: a process may have died between giving it and telling it. */
function given(talk: FirstTalk, now: Date): News[] {
  if (talk.escalatedAt === null) return []
  const until = addMs(talk.escalatedAt, urgentLastsMs)
  const waiting = { ...talk, name: `${talk.repName} 的 ${talk.name}` }
  return until <= now ? [] : talk.escalatedTo.map((userId): News => ({ userId, kind: 'escalation', subject: subjectOf(talk), card: escalationCard(talk, now), waiting, until }))
}

/** Of a complaint that somebody else took: at once. Of one's own: an hour before it is late. */
async function complaints({ db }: Needs, now: Date): Promise<News[]> {
  const open = await listComplaints(db)
  return open.filter(({ isByOther, dueAt }) => isByOther || addMs(dueAt, -complaintWarnMs) <= now)
    .map(found => ({ userId: found.userId, kind: 'complaint', subject: found.id, card: complaintCard(found, now), waiting: found, until: addMs(now, urgentLastsMs) }))
}

async function dueNow({ db }: Needs, now: Date): Promise<News[]> {
  const found = await listDueNow(db, { since: addMs(now, -lookBackMs), now })
  return found.map((due): News => {
    const until = due.windowEndAt ?? addMs(now, urgentLastsMs)
    return due.rule === 'behaviour'
      ? { userId: due.userId, kind: 'visit', subject: due.id, card: visitCard({ ...due, until }, now), waiting: due, until }
      // Set to another time it is told again: the rep asked for it.
      : { userId: due.userId, kind: 'promise', subject: `${due.id} ${due.dueAt.toISOString()}`, card: promiseCard(due, now), waiting: due, until }
  })
}

/** Several of one kind for one member are one message. Subject and message are written together. */
async function tell(context: Needs, news: readonly News[], now: Date): Promise<void> {
  const groups = new Map<string, News[]>()
  for (const one of news) groups.set(`${one.kind} ${one.userId}`, [...groups.get(`${one.kind} ${one.userId}`) ?? [], one])
  for (const group of groups.values()) {
    const { userId, kind } = group[0]!
    await context.db.transaction().execute(async (trx) => {
      const taken = new Set(await claimPushes(trx, group.map(({ subject }) => ({ id: context.newId(), userId, kind, subject, createdAt: now }))))
      const fresh = group.filter(({ subject }) => taken.has(subject))
      const until = new Date(Math.max(...fresh.map(one => one.until.getTime())))
      const many = (): Card => manyCard(whatOf[kind as keyof typeof whatOf], fresh.map(({ waiting }) => waiting))
      if (fresh.length > cardsAtOnce) return queueCard(context, trx, { userId, card: cardOf(many()), until })
      for (const one of fresh) await queueCard(context, trx, { userId, card: cardOf(one.card), until: one.until })
    })
  }
}

/** Each member once a day, and only when there is something; who was asked with nothing due is not asked again today. */
async function tellDigests(context: Needs, { now, digest, dayList }: { now: Date, digest: { until: Date } | null, dayList: number }): Promise<void> {
  if (!digest) return
  const day = dayOf(now)
  const readers = await listDigestReaders(context.db, day)
  if (readers.length === 0) return
  const userIds = readers.filter(({ wants }) => wants).map(({ userId }) => userId)
  const [counts, escalated] = await Promise.all([countDigests(context.db, userIds, { now, endOfDay: addMs(instantOf(day), dayMs), mustDoScore }), countEscalated(context.db, userIds)])
  for (const { userId, wants } of readers) {
    const own = counts.filter(count => count.userId === userId)
    const due = own.reduce((sum, count) => sum + count.due, 0)
    const forLead = escalated.find(({ leadId }) => leadId === userId)?.count ?? 0
    const today = forToday({ due, mustDo: own.reduce((sum, count) => sum + count.mustDo, 0), settled: 0 }, dayList)
    await context.db.transaction().execute(async (trx) => {
      const taken = await claimPushes(trx, [{ id: context.newId(), userId, kind: 'digest', subject: day, createdAt: now }])
      if (taken.length > 0 && wants && due + forLead > 0) await queueCard(context, trx, { userId, card: cardOf(digestCard({ counts: own, forToday: today, escalated: forLead })), until: digest.until })
    })
  }
}
