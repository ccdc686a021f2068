import type { Context } from '../context.ts'
import { isNoRelation } from '../wecom/client.ts'
import { relationOf, type GetReply, type Relation } from './platform-shapes.ts'
import { learnTags } from './tags.ts'

/** What the platform said of one customer, and when it was asked (our clock, before the call). */
export interface CustomerReading { externalUserId: string, relations: Relation[], readAt: Date }

/** Every visible relation of one customer, as the platform has them now; empty when there is none. More than 500 come in pages. */
export async function readCustomer(context: Pick<Context, 'wecom' | 'clock' | 'db'>, externalUserId: string): Promise<CustomerReading> {
  const readAt = context.clock.now()
  const relations: Relation[] = []
  let cursor = ''
  do {
    let reply: GetReply
    try {
      reply = await context.wecom.get<GetReply>('externalcontact/get', { external_userid: externalUserId, ...(cursor && { cursor }) })
    }
    catch (error) {
      if (isNoRelation(error)) break
      throw error
    }
    relations.push(...reply.follow_user.map(follow => relationOf(reply.external_contact, follow)))
    cursor = reply.next_cursor ?? ''
  } while (cursor !== '')
  await learnTags(context, relations)
  return { externalUserId, relations, readAt }
}
