import type { Context } from '../context.ts'
import type { Database, Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import type { Relation, TagListReply } from './platform-shapes.ts'
import { claimReading } from './readings.queries.ts'
import { listTagIds, replaceTags, type TagRows } from './tags.queries.ts'

interface TagReading { rows: TagRows, readAt: Date }

/** Company tags and their groups as the platform has them now. */
export async function readTags({ wecom, clock }: Pick<Context, 'wecom' | 'clock'>): Promise<TagReading> {
  const readAt = clock.now()
  const { tag_group: groups } = await wecom.post<TagListReply>('externalcontact/get_corp_tag_list', {}, { isSafe: true })
  return {
    readAt,
    rows: {
      groups: inOrder(groups).map((group, position) => ({ id: group.group_id, name: group.group_name, position })),
      tags: groups.flatMap(group => inOrder(group.tag).map((tag, position) => ({ id: tag.id, groupId: group.group_id, name: tag.name, position }))),
    },
  }
}

/** As the platform shows them: a larger order stands further ahead, up to 2³²−1 (document/path/92117); where it is the same, as listed. */
const inOrder = <T extends { order?: number }>(list: readonly T[]): T[] => [...list].sort((a, b) => (b.order ?? 0) - (a.order ?? 0))

export async function applyTags(trx: Trx, { rows, readAt }: TagReading): Promise<void> {
  if (await claimReading(trx, 'tags', readAt)) await replaceTags(trx, rows)
}

export async function synchroniseTags(context: Pick<Context, 'db' | 'wecom' | 'clock'>): Promise<void> {
  const reading = await readTags(context)
  await transact(context.db, trx => applyTags(trx, reading))
}

/** Tags we have not heard of yet, since their own event may come later than the customer's: all are read now. Outside of any transaction. */
export async function learnTags(context: Pick<Context, 'wecom' | 'clock'> & { db: Database }, relations: readonly Relation[]): Promise<void> {
  const named = new Set(relations.flatMap(relation => relation.tagIds))
  if (named.size === 0) return
  const known = await listTagIds(context.db)
  if ([...named].some(id => !known.has(id))) await synchroniseTags(context)
}
