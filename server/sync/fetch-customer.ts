import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { isNoRelation } from '../wecom/client.ts'
import { applyRelations } from './apply-relations.ts'
import { relationOf, type GetReply, type Relation } from './platform-shapes.ts'

/** Every visible relation of one customer, as the platform has them now; empty when there is none. More than 500 come in pages. */
export async function askRelations({ wecom }: Pick<Context, 'wecom'>, externalUserId: string): Promise<Relation[]> {
  const relations: Relation[] = []
  let cursor = ''
  do {
    let reply: GetReply
    try {
      reply = await wecom.get<GetReply>('externalcontact/get', { external_userid: externalUserId, ...(cursor && { cursor }) })
    }
    catch (error) {
      if (isNoRelation(error)) return relations
      throw error
    }
    relations.push(...reply.follow_user.map(follow => relationOf(reply.external_contact, follow)))
    cursor = reply.next_cursor ?? ''
  } while (cursor !== '')
  return relations
}

/** Brings one customer to what the platform says now. Returns the members who follow, by the platform. */
export async function refreshCustomer(context: Context, trx: Trx, externalUserId: string): Promise<Set<string>> {
  const relations = await askRelations(context, externalUserId)
  await applyRelations(context, trx, relations)
  return new Set(relations.map(relation => relation.userId))
}
