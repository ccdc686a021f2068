import type { CustomerId } from '../../contract/ids.ts'
import type { ChangeCustomerTags, CustomerTags } from '../../contract/tags.schema.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import type { Database, Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { lockCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { queueTags } from '../wecom/outbox.ts'
import { findOwnRelation, listCustomerTags, listTags, putTags, takeTags } from './tags.queries.ts'

/** Each member may put so many tags on one customer (document/path/92118). */
const mostTags = 3000

/**
 * Puts tags on the viewer's own relation and takes them off; WeCom hears of it through the outbox. What is so already is left out.
 * Throws ApiError `customer-not-found`, `not-allowed` (tags belong to who follows), `invalid-value` (a tag that is gone; too many).
 */
export async function changeTags(context: Pick<Context, 'clock' | 'vault' | 'jobs'>, trx: Trx, { userId, ...viewer }: Viewer, externalUserId: CustomerId, body: ChangeCustomerTags): Promise<void> {
  await lockCustomer(trx, { userId, ...viewer }, externalUserId)
  if (!await findOwnRelation(trx, externalUserId, userId)) throw new ApiError('not-allowed', '你没有加这位客户，改不了标签。请让加了客户的同事来改。')
  const names = new Map((await listTags(trx)).map(tag => [tag.tagId, tag.name]))
  const mine = new Set((await listCustomerTags(trx, externalUserId, userId)).filter(tag => tag.isMine).map(tag => tag.tagId))
  const remove = body.remove.filter(id => mine.has(id) && !body.add.includes(id))
  const add = body.add.filter(id => !mine.has(id))
  if (add.some(id => !names.has(id))) throw new ApiError('invalid-value', '有的标签在企业微信里已经删了，请关掉再打开，重新选')
  const after = [...[...mine].filter(id => !remove.includes(id)), ...add]
  if (after.length > mostTags) throw new ApiError('invalid-value', `企业微信里一位客户最多打 ${mostTags} 个标签，请先去掉一些`)
  if (add.length === 0 && remove.length === 0) return
  await putTags(trx, externalUserId, userId, add)
  await takeTags(trx, externalUserId, userId, remove)
  await queueTags(context, trx, { userId, externalUserId, add, remove })
  const named = (ids: Iterable<string>): string[] => [...ids].map(id => names.get(id) ?? id).sort()
  await writeAudit(trx, { at: context.clock.now(), userId, action: 'customer-changed', externalUserId, details: { changes: { tags: { from: named(mine), to: named(after) } } } })
}

/** The company's tags beside those of the customer. The caller has checked the scope. */
export async function tagsOf(db: Database, { userId }: Viewer, externalUserId: CustomerId): Promise<CustomerTags> {
  const groups = new Map<string, CustomerTags['groups'][number]>()
  for (const { tagId, name, groupId, groupName } of await listTags(db)) {
    const group = groups.get(groupId) ?? { groupId, name: groupName, tags: [] }
    group.tags.push({ tagId, name })
    groups.set(groupId, group)
  }
  const onCustomer = await listCustomerTags(db, externalUserId, userId)
  const own = await findOwnRelation(db, externalUserId, userId)
  return {
    groups: [...groups.values()], mine: onCustomer.filter(tag => tag.isMine).map(tag => tag.tagId), others: [...new Set(onCustomer.filter(tag => !tag.isMine).map(tag => tag.tagId))],
    most: mostTags, isWaitingForWecom: own?.pendingWrite ?? false,
  }
}
