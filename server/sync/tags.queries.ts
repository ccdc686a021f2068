import type { Database, Trx } from '../db/database.ts'

export interface TagRows { groups: { id: string, name: string, position: number }[], tags: { id: string, groupId: string, name: string, position: number }[] }

/** All company tags as they are now; a tag that is gone is gone from its customers too. */
export async function replaceTags(trx: Trx, { groups, tags }: TagRows): Promise<void> {
  if (groups.length > 0) {
    await trx.insertInto('tagGroup').values(groups).onConflict(oc => oc.column('id').doUpdateSet(eb => ({ name: eb.ref('excluded.name'), position: eb.ref('excluded.position') }))).execute()
  }
  if (tags.length > 0) {
    await trx.insertInto('tag').values(tags).onConflict(oc => oc.column('id').doUpdateSet(eb => ({
      groupId: eb.ref('excluded.groupId'), name: eb.ref('excluded.name'), position: eb.ref('excluded.position'),
    }))).execute()
  }
  await trx.deleteFrom('tag').$if(tags.length > 0, query => query.where('id', 'not in', tags.map(tag => tag.id))).execute()
  await trx.deleteFrom('tagGroup').$if(groups.length > 0, query => query.where('id', 'not in', groups.map(group => group.id))).execute()
}

export async function listTagIds(db: Database | Trx): Promise<Set<string>> {
  const rows = await db.selectFrom('tag').select('id').execute()
  return new Set(rows.map(row => row.id))
}
