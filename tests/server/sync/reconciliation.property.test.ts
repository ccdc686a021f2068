import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SimulatorEvent } from '../../../mock/wecom/events.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { openCallback } from '../../../server/wecom/callback-crypto.ts'
import { parseCallbackXml, type CallbackMessage } from '../../../server/wecom/callback-message.ts'
import { synchronisedWorld, type WecomWorld } from '../../support/wecom-world.ts'
import { ourWorld, theirWorld } from '../../support/world-comparison.ts'
import type { ReceivedCallback } from '../../wecom/simulator-fixture.ts'

let world: WecomWorld
beforeAll(async () => {
  world = await synchronisedWorld()
})
afterAll(() => world.close())

const members = ['rep-chen', 'rep-zhou', 'lead-lin', 'Rep-Wu']
const customers = ['wmProp0001', 'wmProp0002', 'wmProp0003', 'wmDemo0001']
const tagIds = ['etVip', 'etOne', 'etTwo']
const chats = ['wrProp0001', 'wrProp0002']
const one = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const pair = { userid: one(...members), external_userid: one(...customers) }
const kind = <Kind extends string>(value: Kind): fc.Arbitrary<Kind> => fc.constant(value)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const words = one('', '一', '二', '鹿 & <姐>', '很长的备注很长的备注')
const phones = fc.subarray(['13700000001', '13700000002', '0571-88888888'])

/** A handover is begun through the API, everything else happens in clients and the console. */
type Happening = SimulatorEvent | { kind: 'handover', handover_userid: string, takeover_userid: string, external_userid: string } | { kind: 'a day passes' } | { kind: 'tags turned round', isOfGroups: boolean }
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({
    kind: kind('customer-added'), ...pair, name: one('甲', '乙'), avatar: one('', 'https://wx.example/a.png'), gender: one(0 as const, 1 as const, 2 as const), remark: words, remark_mobiles: phones,
    add_way: one(1, 3, 16), state: one('', 'pack', 'live-room'), isHalf: one(false, false, false, true),
  }) },
  fc.record({ kind: kind('customer-confirmed'), ...pair }),
  { weight: 3, arbitrary: fc.record({ kind: kind('customer-deleted-us'), ...pair }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('member-deleted-customer'), ...pair }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('member-edited'), ...pair, remark: maybe(words), description: maybe(words), remark_mobiles: maybe(phones), tag_id: maybe(fc.subarray(tagIds)) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('tag-created'), group_name: one('口味', '等级'), name: one('清甜', '无糖'), id: one(...tagIds) }) },
  fc.record({ kind: kind('tag-renamed'), id: one(...tagIds), name: one('改名', '又改名') }),
  fc.record({ kind: kind('tag-deleted'), id: one(...tagIds) }),
  fc.record({ kind: kind('tags turned round'), isOfGroups: fc.boolean() }),
  { weight: 2, arbitrary: fc.record({ kind: kind('member-changed'), userid: one(...members), name: one('吴', '陈'), department: fc.subarray([1, 2, 3], { minLength: 1 }), is_leader_in_dept: fc.array(one(0, 1), { minLength: 3, maxLength: 3 }), hasCustomerContact: fc.constant(true), status: fc.constant(1 as const) }) },
  fc.record({ kind: kind('member-left'), userid: one(...members) }),
  fc.record({ kind: kind('department-changed'), id: one(2, 3, 4), name: one('一部', '新部'), parentid: one(1, 2), department_leader: fc.subarray(members) }),
  { weight: 2, arbitrary: fc.record({ kind: kind('group-created'), chat_id: one(...chats), name: one('群一', '群二'), owner: one(...members), external_userid: fc.subarray(customers) }) },
  fc.record({ kind: kind('group-renamed'), chat_id: one(...chats), name: one('群一', '群二') }),
  fc.record({ kind: kind('group-joined'), chat_id: one(...chats), userid: one(...customers, ...members) }),
  fc.record({ kind: kind('group-owner-changed'), chat_id: one(...chats), userid: one(...members) }),
  fc.record({ kind: kind('group-notice-changed'), chat_id: one(...chats), notice: one('', '周三发货') }),
  fc.record({ kind: kind('group-left'), chat_id: one(...chats), userid: one(...customers) }),
  fc.record({ kind: kind('group-dismissed'), chat_id: one(...chats) }),
  { weight: 2, arbitrary: fc.record({ kind: kind('handover'), handover_userid: one(...members), takeover_userid: one(...members), external_userid: one(...customers) }) },
  fc.record({ kind: kind('transfer-refused'), external_userid: one(...customers) }),
  fc.record({ kind: kind('a day passes') }),
)

it('ends, after the nightly reconciliation, equal to the platform\'s world field by field, whatever happened and whichever callbacks were dropped, doubled or re-ordered', async () => {
  await fc.assert(fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 25 }), fc.infiniteStream(fc.nat(99)), async (happenings, dice) => {
    const roll = (): number => dice.next().value as number
    const dropped: CallbackMessage[] = []
    for (const event of happenings) {
      await world.move(1)
      // Not everything can happen at every moment: deleting who is not there, for one.
      await Promise.resolve().then(() => happen(event)).catch(() => {})
      // What was sent so far arrives in some order, also between two happenings.
      if (roll() < 30) await world.deliver(callbacks => unreliable(callbacks, roll, dropped))
    }
    await world.deliver(callbacks => unreliable(callbacks, roll, dropped))
    await world.move(1)
    await runJob(world.server.context, 'synchronise', { kind: 'nightly' })
    const { company } = world.harness.simulator
    expect(await ourWorld(world.server.context, company)).toEqual(theirWorld(company))
    await expectLostAsToldBy(dropped)
  }), { numRuns: 12, endOnFailure: true })
})

async function happen(event: Happening): Promise<void> {
  if (event.kind === 'a day passes') return world.passTime(86_400)
  const { tagGroups, follows } = world.harness.simulator.company
  // The platform gives every tag an id of its own, and nobody confirms who has gone again.
  if (event.kind === 'tag-created' && tagGroups.some(group => group.tag.some(tag => tag.id === event.id))) return
  if (event.kind === 'customer-confirmed' && follows.some(row => row.userid === event.userid && row.external_userid === event.external_userid && row.deleted_by_customer)) return
  if (event.kind === 'tags turned round') {
    const [group] = tagGroups
    if (!group) return
    const turned = event.isOfGroups ? { ids: tagGroups.map(each => each.group_id).reverse() } : { group_id: group.group_id, ids: group.tag.map(tag => tag.id).reverse() }
    return world.harness.simulator.emit({ kind: 'tags-reordered', ...turned })
  }
  if (event.kind !== 'handover') return world.harness.simulator.emit(event)
  await world.harness.api('POST', 'externalcontact/transfer_customer', { handover_userid: event.handover_userid, takeover_userid: event.takeover_userid, external_userid: [event.external_userid] })
}

function unreliable(callbacks: ReceivedCallback[], roll: () => number, dropped: CallbackMessage[]): ReceivedCallback[] {
  return callbacks.flatMap((callback) => {
    const chance = roll()
    if (chance < 10) dropped.push(opened(callback))
    return chance < 10 ? [] : chance < 20 ? [callback, callback] : [callback]
  }).map((callback, place) => ({ callback, place: roll() < 10 ? place + 3 : place })).sort((a, b) => a.place - b.place).map(({ callback }) => callback)
}

function opened({ url, body }: ReceivedCallback): CallbackMessage {
  const { callbackToken: token, callbackAesKey: aesKey, corpId: receiver } = world.server.context.config.wecom
  const of = (name: string): string => url.searchParams.get(name) ?? ''
  return parseCallbackXml(openCallback({ token, aesKey, receiver }, { signature: of('msg_signature'), timestamp: of('timestamp'), nonce: of('nonce'), encrypt: parseCallbackXml(body)?.Encrypt ?? '' })) ?? {}
}

/** Who deleted a member stays in the platform's lists: only the callback tells. Nobody is lost who is not; who is, is shown so unless that callback was dropped. */
async function expectLostAsToldBy(dropped: readonly CallbackMessage[]): Promise<void> {
  for (const message of dropped) if (message.ChangeType === 'del_follow_user') untold.add(`${message.UserID?.toLowerCase()} ${message.ExternalUserID}`)
  const rows = await world.server.db.selectFrom('follow').select(['externalUserId', 'userId', 'lostAt']).where('endedAt', 'is', null).execute()
  const { follows, members: all } = world.harness.simulator.company
  const named = new Set(follows.filter(row => !row.isHalf).map(row => `${row.userid.toLowerCase()} ${row.external_userid}`))
  const ours = new Set(rows.filter(row => row.lostAt).map(row => `${row.userId} ${row.externalUserId}`).filter(key => named.has(key)))
  const here = new Set(all.filter(member => member.status === 1).map(member => member.userid))
  const theirs = follows.filter(row => here.has(row.userid) && !row.isHalf && row.deleted_by_customer).map(row => `${row.userid.toLowerCase()} ${row.external_userid}`)
  const gone = new Set(all.filter(member => member.status !== 1).map(member => member.userid.toLowerCase()))
  expect([...ours].filter(key => !theirs.includes(key) && !gone.has(key.split(' ')[0] ?? ''))).toEqual([])
  expect(theirs.filter(key => !ours.has(key) && !untold.has(key))).toEqual([])
}
const untold = new Set<string>()
