import { playActs } from '../../../mock/demo/play.ts'
import { taobaoFiles } from '../../../mock/world/taobao-files.ts'
import { makeWorld, type World } from '../../../mock/world/world.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { importFiles } from '../../../server/orders/import-files.ts'
import { wecomWorld } from '../wecom-world.ts'
import { openPlace, type Place } from './place.ts'

/** Every so many customers of these members of the demo world, with all that is theirs: in this process, on a test's database and a platform in memory. */
export async function openSmallPlace({ beginsAt, reps, everyNth }: { beginsAt: Date, reps: readonly string[], everyNth: number }): Promise<Place> {
  const world = thinned(makeWorld({ seed: 20260615, startedAt: beginsAt }), beginsAt, { reps, everyNth })
  const { harness, server, runQueued, deliver, receive, close } = await wecomWorld({ company: () => world.company })
  const setNow = (at: Date): void => {
    void harness.clock.moveTo(at)
    server.setNow(at)
  }
  setNow(beginsAt)
  const { context, app, queued } = server
  await loadStarterCatalogue(context)
  await runJob(context, 'synchronise', { kind: 'full' })
  await runQueued()
  await importFiles(context, { userId: 'operator-he', files: world.orderFiles })
  await playActs(context, harness.simulator, { pretend: at => setNow(at ?? beginsAt) }, world.acts, 1)
  setNow(beginsAt)
  await deliver()
  await runJob(context, 'nightly', {})
  return openPlace({ context, app, simulator: harness.simulator, world, queued, setNow, delivered: () => receive(), close })
}

function thinned(world: World, beginsAt: Date, { reps, everyNth }: { reps: readonly string[], everyNth: number }): World {
  const ownerOf = new Map([...world.company.follows].reverse().map(follow => [follow.external_userid, follow.userid]))
  const owned = world.company.contacts.filter(contact => reps.includes(ownerOf.get(contact.external_userid) ?? ''))
  const kept = new Set(owned.filter((_contact, i) => i % everyNth === 0).map(contact => contact.external_userid))
  const isKept = ({ external_userid: id }: { external_userid: string }): boolean => kept.has(id)
  const strangers = new Set(world.orders.filter(order => order.externalUserId === null).slice(0, 20).map(order => order.phone))
  const orders = world.orders.filter(order => order.externalUserId === null ? strangers.has(order.phone) : kept.has(order.externalUserId))
  const { contacts, follows, messages } = world.company
  return {
    ...world, orders, orderFiles: taobaoFiles(orders, beginsAt.getTime()), acts: world.acts.filter(act => kept.has(act.externalUserId)),
    company: { ...world.company, contacts: contacts.filter(isKept), follows: follows.filter(follow => isKept(follow) && reps.includes(follow.userid)), messages: messages.filter(isKept) },
  }
}
