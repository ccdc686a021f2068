import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import type { CallbackMessage } from '../wecom/callback-message.ts'
import { afterRelationsChanged } from './after-change.ts'
import { chooseOwners, endFollow, listKnownReps, reviveFollow } from './customers.queries.ts'
import { synchroniseDirectory } from './directory.ts'
import { refreshCustomer } from './fetch-customer.ts'
import { synchroniseTags } from './tags.ts'

/** In these queues only the newest state counts: all that waits is answered by one look at the platform. */
export const isStateOnly = (orderKey: string): boolean => orderKey === 'tags' || orderKey === 'members' || orderKey === 'other'

/** What the messages of one queue lead to. Each may come twice or late: the platform's present state decides, the event only says why a relation is gone. */
export async function handleEvents(context: Context, trx: Trx, orderKey: string, messages: readonly CallbackMessage[]): Promise<void> {
  if (messages.length === 0) return
  if (orderKey === 'tags') return synchroniseTags(context, trx)
  if (orderKey === 'members') return synchroniseDirectory(context)
  if (orderKey.startsWith('customer:')) for (const message of messages) await handleCustomerEvent(context, trx, message)
}

async function handleCustomerEvent(context: Context, trx: Trx, message: CallbackMessage): Promise<void> {
  const { ChangeType: change = '', ExternalUserID: externalUserId = '', UserID: user = '', CreateTime: createTime = '' } = message
  const userId = user.toLowerCase()
  if (externalUserId === '' || userId === '') return
  const how = endings[change]
  if (!how && !beginnings.has(change)) return
  // A colleague of today: the customer's event may be here before the member's.
  if (!how && !(await listKnownReps(trx)).has(userId)) await synchroniseDirectory(context)
  const followers = await refreshCustomer(context, trx, externalUserId)
  // Who deleted the member still stands among the followers; only the event tells.
  if (how === 'ended' && followers.has(userId)) return
  const at = /^\d+$/.test(createTime) ? new Date(Number(createTime) * 1000) : context.clock.now()
  const pair = { externalUserId, userId }
  const isAnother = how ? await endFollow(trx, pair, how, at) : change === 'add_external_contact' && await reviveFollow(trx, pair, at)
  if (isAnother) {
    await chooseOwners(trx, [externalUserId], context.clock.now())
    await afterRelationsChanged(context, trx, { externalUserIds: [externalUserId], newlyPhoned: [] })
  }
}

const beginnings = new Set(['add_external_contact', 'edit_external_contact', 'add_half_external_contact'])
/** del_external_contact: by the member, or handed over (Source DELETE_BY_TRANSFER); del_follow_user: by the customer. */
const endings: Record<string, 'lost' | 'ended' | undefined> = { del_external_contact: 'ended', del_follow_user: 'lost' }
