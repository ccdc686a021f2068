import type { BehaviourEvent } from '../../contract/webhooks.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { normalisePhone } from '../privacy/vault.ts'
import { replanCustomer } from '../reminders/planner.ts'
import { tagRulesOf, tagsFor } from './event.rules.ts'
import { addBehaviourTags, findEventCustomer, insertEvent, insertWaitingEvent, takeWaitingRows, type EventRow } from './events.queries.ts'

/** A behaviour event as it lies in the inbox; `happenedAt` (ISO) never after its receipt. */
export interface KeptEvent { event: BehaviourEvent, happenedAt: string, receivedAt: string }

type Needs = Pick<Context, 'clock' | 'catalogue' | 'newId' | 'vault'>

/**
 * Stores one event with its customer, tags her, and plans anew in the same transaction: the behaviour rule makes a touch due within its window, an event
 * that is too old makes none. Who is no customer yet (or whose phone two people share) is waited for.
 */
export async function takeEvent(context: Needs, trx: Trx, { event, happenedAt, receivedAt }: KeptEvent): Promise<void> {
  const phone = event.customer.phone ? normalisePhone(event.customer.phone) : null
  const keys = {
    wecomCustomerId: event.customer.externalUserId ?? null, unionid: event.customer.unionid ?? null, phoneHash: phone === null ? null : context.vault.hashPhone(phone),
  }
  const row: EventRow = { id: context.newId(), kind: event.kind, happenedAt: new Date(happenedAt), payload: seenOf(event) }
  const customer = await findEventCustomer(trx, keys)
  if (customer === null) return insertWaitingEvent(trx, { ...row, ...keys, receivedAt: new Date(receivedAt) })
  await keep(context, trx, customer, row)
  await replanCustomer(context, trx, customer)
}

/** Called when customers, their unionids or phones are new: events that waited find them. The caller plans anew. Returns who got some. */
export async function takeWaitingEvents(context: Needs, trx: Trx, externalUserIds: readonly string[]): Promise<string[]> {
  const rows = await takeWaitingRows(trx, externalUserIds)
  for (const { externalUserId, receivedAt: _receivedAt, ...row } of rows) await keep(context, trx, externalUserId, row)
  return [...new Set(rows.map(row => row.externalUserId))]
}

async function keep({ catalogue }: Needs, trx: Trx, customer: CustomerId, row: EventRow): Promise<void> {
  await insertEvent(trx, customer, row)
  const rule = (await catalogue.current()).rules.find(({ key }) => key === 'behaviour')
  if (rule?.isEnabled) await addBehaviourTags(trx, customer, tagsFor({ kind: row.kind as BehaviourEvent['kind'], ...row.payload }, tagRulesOf(rule.params)), row.happenedAt)
}

/** What was looked at; nothing about the person. */
const seenOf = ({ product, keyword, page }: BehaviourEvent): Record<string, string> =>
  Object.fromEntries(Object.entries({ product, keyword, page }).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''))
