import { makeWorld, type World, type WorldBirth } from '../../../mock/world/world.ts'
import { taobaoFiles } from '../../../mock/world/taobao-files.ts'

/** A Monday at ten in the company's zone: working hours, no festival near. The composition's clock runs on from here. */
export const beginsAt = new Date('2026-06-15T10:00:00+08:00')

/** The told customers of rep-chen (wmDemo0001–0025) and three of rep-zhou's: enough for every situation, quick to bring in. */
export function smallWorld(born: WorldBirth): World {
  const world = makeWorld(born)
  const told = new Set(world.company.contacts.slice(0, 25).map(contact => contact.external_userid))
  const others = world.company.follows.filter(follow => follow.userid === 'rep-zhou' && !told.has(follow.external_userid)).slice(0, 3)
  const kept = new Set([...told, ...others.map(follow => follow.external_userid)])
  const isKept = ({ external_userid: id }: { external_userid: string }): boolean => kept.has(id)
  const orders = world.orders.filter(order => order.externalUserId !== null && kept.has(order.externalUserId))
  return {
    ...world, orders,
    orderFiles: taobaoFiles(orders, born.startedAt.getTime()),
    acts: world.acts.filter(act => kept.has(act.externalUserId)),
    company: {
      ...world.company,
      contacts: world.company.contacts.filter(isKept),
      follows: world.company.follows.filter(isKept),
      messages: world.company.messages.filter(isKept),
    },
  }
}
