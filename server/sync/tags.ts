import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import type { TagListReply } from './platform-shapes.ts'
import { replaceTags } from './tags.queries.ts'

/** Company tags and their groups from the platform. */
export async function synchroniseTags({ wecom }: Pick<Context, 'wecom'>, trx: Trx): Promise<void> {
  const { tag_group: groups } = await wecom.post<TagListReply>('externalcontact/get_corp_tag_list', {}, { isSafe: true })
  await replaceTags(trx, {
    groups: groups.map(group => ({ id: group.group_id, name: group.group_name, position: group.order ?? 0 })),
    tags: groups.flatMap(group => group.tag.map(tag => ({ id: tag.id, groupId: group.group_id, name: tag.name, position: tag.order ?? 0 }))),
  })
}
