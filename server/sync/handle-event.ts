import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { addMs, minuteMs } from '../time.ts'
import { orderKinds, type CallbackMessage } from '../wecom/callback-message.ts'
import { afterRelationsChanged } from './after-change.ts'
import { applyRelations } from './apply-relations.ts'
import { endFollow, listKnownReps, reviveFollow } from './customers.queries.ts'
import { applyDirectory, askDirectory, synchroniseDirectory } from './directory.ts'
import { readCustomer, type CustomerReading } from './fetch-customer.ts'
import { applyGroup, readGroup } from './groups.ts'
import { chooseOwners, noteTakeOver } from './owners.queries.ts'
import { applyTags, readTags } from './tags.ts'
import { listUnknownMembers, noteUnknownMembers } from './unknown-members.queries.ts'

/** What is to be written for the messages, in one short transaction. */
export type Effect = (trx: Trx) => Promise<void>

/**
 * Asks the platform for what the messages of one queue are about, and gives back what is to be written: no lock is held while it is asked.
 * Each message may come twice or late: the platform's present state decides, the event only says why a relation is gone. One look answers
 * all that waits.
 */
export async function prepareEvents(context: Context, orderKey: string, messages: readonly CallbackMessage[]): Promise<Effect> {
  const [kind, ...rest] = orderKey.split(':')
  const id = rest.join(':')
  if (messages.length === 0 || kind === undefined) return nothing
  if (kind === orderKinds.tags) {
    const reading = await readTags(context)
    return trx => applyTags(trx, reading)
  }
  if (kind === orderKinds.members) {
    const reading = await askDirectory(context)
    return trx => applyDirectory(context, trx, reading)
  }
  if (kind === orderKinds.group) {
    const reading = await readGroup(context, id)
    return trx => applyGroup(context, trx, reading)
  }
  return kind === orderKinds.customer ? prepareCustomer(context, id, messages) : nothing
}

const nothing: Effect = () => Promise.resolve()

/** So long a member whom the directory did not name is not looked up again. One who joins meanwhile brings an event of the directory. */
const unknownForMs = 10 * minuteMs

interface CustomerEvent { change: string, userId: string, at: Date }

async function prepareCustomer(context: Context, externalUserId: string, messages: readonly CallbackMessage[]): Promise<Effect> {
  const now = context.clock.now()
  const events = messages.map((message): CustomerEvent => ({ change: message.ChangeType ?? '', userId: (message.UserID ?? '').toLowerCase(), at: instantOf(message, now) }))
    .filter(({ change, userId }) => userId !== '' && (change in endings || beginnings.has(change)))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  if (externalUserId === '' || events.length === 0) return nothing
  const known = await listKnownReps(context.db)
  await learnMembers(context, events.filter(({ change, userId }) => !(change in endings) && !known.has(userId)).map(({ userId }) => userId))
  const reading = await readCustomer(context, externalUserId)
  return async (trx) => {
    await applyRelations(context, trx, reading.relations, { readAt: reading.readAt })
    let isChanged = false
    for (const event of events) isChanged = await settle(trx, reading, event) || isChanged
    if (!isChanged) return
    await chooseOwners(trx, [externalUserId], context.clock.now())
    await afterRelationsChanged(context, trx, { externalUserIds: [externalUserId], newlyPhoned: [] })
  }
}

/** A colleague of today: the customer's event may be here before the member's. Who is outside the app's range stays unknown, and is asked about now and then only. */
async function learnMembers(context: Context, unknown: readonly string[]): Promise<void> {
  const now = context.clock.now()
  const asked = await listUnknownMembers(context.db, unknown, addMs(now, -unknownForMs))
  const news = unknown.filter(userId => !asked.has(userId))
  if (news.length === 0) return
  await synchroniseDirectory(context)
  // Noted after the answer only: until then others ask too, rather than leave out a colleague of today.
  const known = await listKnownReps(context.db)
  await noteUnknownMembers(context.db, news.filter(userId => !known.has(userId)), now)
}

/** What the event alone tells: why the relation is gone, or that it is there again. True: that was news. */
async function settle(trx: Trx, { externalUserId, relations, readAt }: CustomerReading, { change, userId, at }: CustomerEvent): Promise<boolean> {
  const pair = { externalUserId, userId }
  const how = endings[change]
  if (!how) return change === 'add_external_contact' && await reviveFollow(trx, pair, at)
  // Who deleted the member still stands among the followers; only the event tells.
  if (how === 'ended' && relations.some(relation => relation.userId === userId)) return false
  if (!await endFollow(trx, pair, how, { at, readAt })) return false
  if (how === 'ended') await noteTakeOver(trx, externalUserId, userId)
  return true
}

const instantOf = ({ CreateTime: seconds = '' }: CallbackMessage, now: Date): Date => /^\d+$/.test(seconds) ? new Date(Number(seconds) * 1000) : now

/** `transfer_fail`: the customer refused, or the taker has too many; the relation stays with who had it. */
const beginnings = new Set(['add_external_contact', 'edit_external_contact', 'add_half_external_contact', 'transfer_fail'])
/** del_external_contact: by the member, or handed over (Source DELETE_BY_TRANSFER); del_follow_user: by the customer. */
const endings: Record<string, 'lost' | 'ended'> = { del_external_contact: 'ended', del_follow_user: 'lost' }
