import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { WecomError } from '../wecom/client.ts'
import { dismissGroup, listCustomersAmong, listUnseenGroups, replaceGroupMembers, upsertGroup } from './groups.queries.ts'
import type { GroupListReply, GroupReply } from './platform-shapes.ts'

/** `group` null: there is no such group (any more). */
interface GroupReading { chatId: string, group: GroupReply['group_chat'] | null, readAt: Date }

/** groupchat/list takes so many owners, and gives so many groups at once (document/path/92120). */
const ownersACall = 100
const groupsAPage = 1000
/** No customer group (any more); the same for an id that is none. */
const noGroup = new Set([90501, 90500, 40050])
const customerType = 2
const planChunk = 200

export async function readGroup({ wecom, clock }: Pick<Context, 'wecom' | 'clock'>, chatId: string): Promise<GroupReading> {
  const readAt = clock.now()
  try {
    const reply = await wecom.post<GroupReply>('externalcontact/groupchat/get', { chat_id: chatId, need_name: 0 }, { isSafe: true })
    return { chatId, group: reply.group_chat, readAt }
  }
  catch (error) {
    if (error instanceof WecomError && error.errcode !== null && noGroup.has(error.errcode)) return { chatId, group: null, readAt }
    throw error
  }
}

/** Keeps the group with its people from outside; the plans of customers who came or went follow. `isBulk`: the nightly pass plans afterwards. */
export async function applyGroup({ jobs }: Pick<Context, 'jobs'>, trx: Trx, { chatId, group, readAt }: GroupReading, { isBulk = false } = {}): Promise<void> {
  const concerned = group === null ? await dismissGroup(trx, chatId, { at: readAt, readAt }) : await keepGroup(trx, group, readAt)
  if (isBulk) return
  const externalUserIds = await listCustomersAmong(trx, concerned)
  for (let start = 0; start < externalUserIds.length; start += planChunk) await jobs.add(trx, 'replan-customers', { externalUserIds: externalUserIds.slice(start, start + planChunk) })
}

async function keepGroup(trx: Trx, { chat_id: chatId, name, owner, create_time: createTime, member_list: people }: GroupReply['group_chat'], readAt: Date): Promise<string[]> {
  const isNews = await upsertGroup(trx, { chatId, name, ownerUserId: owner.toLowerCase(), createdAt: new Date(createTime * 1000) }, readAt)
  if (!isNews) return []
  const outside = new Map(people.filter(({ type }) => type === customerType).map(member => [member.userid, new Date(member.join_time * 1000)]))
  return replaceGroupMembers(trx, chatId, [...outside].map(([externalUserId, joinedAt]) => ({ externalUserId, joinedAt })))
}

/** All groups of these members, one after the other, each its own transaction; one that is not named (its owner may have left) is asked for by itself. */
export async function synchroniseGroups(context: Context, ownerIds: readonly string[], runStartedAt: Date): Promise<void> {
  for (let start = 0; start < ownerIds.length; start += ownersACall) {
    for (const chatId of await listGroups(context, ownerIds.slice(start, start + ownersACall))) {
      await refreshGroup(context, chatId)
    }
  }
  for (const chatId of await listUnseenGroups(context.db, runStartedAt)) await refreshGroup(context, chatId)
}

async function refreshGroup(context: Context, chatId: string): Promise<void> {
  const reading = await readGroup(context, chatId)
  await transact(context.db, trx => applyGroup(context, trx, reading, { isBulk: true }))
}

async function listGroups({ wecom }: Pick<Context, 'wecom'>, ownerIds: readonly string[]): Promise<string[]> {
  const chatIds: string[] = []
  let cursor = ''
  do {
    const reply = await wecom.post<GroupListReply>('externalcontact/groupchat/list', {
      status_filter: 0, owner_filter: { userid_list: ownerIds }, cursor, limit: groupsAPage,
    }, { isSafe: true })
    chatIds.push(...reply.group_chat_list.map(group => group.chat_id))
    cursor = reply.next_cursor ?? ''
  } while (cursor !== '')
  return chatIds
}
