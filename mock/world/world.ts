import type { ChatMessage, Company, Follow } from '../wecom/company.ts'
import type { Pen, WorldAct } from './acts.ts'
import { goods, tastes } from './goods.ts'
import { historyOf } from './history.ts'
import { departments, members, tagGroupsAt, tagIdOf } from './members.ts'
import { aPerson, worthsOf, type Person } from './people.ts'
import { orderOf, purchasesOf, type Purchase, type WorldOrder } from './purchases.ts'
import { randomOf, type Random } from './random.ts'
import { stories } from './stories.ts'
import { situations, storyTime, type Highlight, type Story } from './story.ts'
import { taobaoFiles, type OrderFile } from './taobao-files.ts'
import { atHour, dayMs, hourMs } from './time.ts'

export const customerCount = 600
const strangerCount = 130

export interface World {
  /** What the simulated platform holds at the beginning: everybody still follows (see the act `lost`). */
  company: Company
  /** Order exports, an order file and its item file side by side. */
  orderFiles: OrderFile[]
  /** The same orders as they really were: what the files must come to. */
  orders: WorldOrder[]
  /** What happened, in order of time. */
  acts: WorldAct[]
  /** Which customers show which situation. */
  highlights: Record<Highlight, string[]>
}

export interface WorldBirth { seed: number | string, startedAt: Date }

/** The demo world: a function of a seed and the instant it begins, and of nothing else. */
export function makeWorld({ seed, startedAt }: WorldBirth): World {
  const begin = startedAt.getTime()
  const root = `world/${seed}`
  const told = new Map(stories.map(story => [story.index, story]))
  const people = worthsOf(randomOf(`${root}/worths`), customerCount).map((worth, i) => aPerson(root, i + 1, begin, { worth, ...personOf(told.get(i + 1), begin) }))
  const counter = { count: 0 }
  const ordersOf = people.map((person, i) => makeOrders(person, told.get(i + 1), randomOf(`${root}/orders/${i + 1}`), begin, counter))
  const pens = people.map((person, i) => makeHistory(person, told.get(i + 1), ordersOf[i]!, randomOf(`${root}/history/${i + 1}`), begin))
  const orders = [...ordersOf.flat(), ...strangers(root, begin, counter)]
  return {
    company: companyOf(people, pens.flatMap(pen => pen.messages), root, begin),
    orderFiles: taobaoFiles(orders, begin),
    orders,
    acts: pens.flatMap(pen => pen.acts).sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0),
    highlights: Object.fromEntries(situations.map(key => [key, stories.filter(s => s.shows === key).map(s => people[s.index - 1]!.externalUserId)])) as World['highlights'],
  }
}

function personOf(story: Story | undefined, begin: number): Partial<Person> | undefined {
  if (!story) return undefined
  const { addedHoursAgo, ...person } = story.person
  return { followers: ['rep-chen'], state: 'tmall-parcel', addWay: 1, isAlwaysMasked: false, isTold: true, addedAt: begin - addedHoursAgo * hourMs, ...person }
}

function makeOrders(person: Person, story: Story | undefined, random: Random, begin: number, counter: { count: number }): WorldOrder[] {
  const purchases: Purchase[] = [
    ...purchasesOf(person, random, begin),
    ...(story?.also ?? []).map(([daysAgo, good, packs, forFestival]) => ({ at: atHour(begin - daysAgo * dayMs, 10 + random.next() * 11), good: goods[good], packs, forFestival })),
  ].sort((a, b) => a.at - b.at)
  return purchases.map(purchase => orderOf(person, purchase, random, { startedAt: begin, count: ++counter.count }))
}

function makeHistory(person: Person, story: Story | undefined, orders: readonly WorldOrder[], random: Random, begin: number): Pen {
  const owner = person.followers[0]!
  const pen = historyOf(person, orders, random, {
    startedAt: begin, until: begin - Math.max(30 * hourMs, (story?.quietDays ?? 0) * dayMs),
    richness: owner === 'rep-chen' ? 'rich' : owner.startsWith('guide') ? 'thin' : 'plain',
  })
  story?.tell?.(pen, storyTime(begin))
  return pen
}

/** Buyers whom no rep has yet: their orders wait for a match. */
function strangers(root: string, begin: number, counter: { count: number }): WorldOrder[] {
  return Array.from({ length: strangerCount }, (_, i) => {
    const random = randomOf(`${root}/stranger/${i}`)
    const person = aPerson(root, customerCount + 1 + i, begin, { worth: 'small', taste: random.pick(tastes), isTold: false })
    return makeOrders(person, undefined, random, begin, counter).map(order => ({ ...order, externalUserId: null }))
  }).flat()
}

function companyOf(people: readonly Person[], messages: ChatMessage[], root: string, begin: number): Company {
  return {
    departments, members,
    contacts: people.map(p => ({ external_userid: p.externalUserId, name: p.wechat, avatar: '', type: 1, gender: p.isWoman ? 2 : 1 })),
    follows: people.flatMap((person, i) => person.followers.map((userid, nth) => followOf(person, userid, { nth, begin, random: randomOf(`${root}/follow/${i + 1}/${userid}`) }))),
    tagGroups: tagGroupsAt(Math.floor((begin - 760 * dayMs) / 1000)),
    messages: messages.sort((a, b) => a.at - b.at),
  }
}

function followOf(person: Person, userid: string, { nth, begin, random }: { nth: number, begin: number, random: Random }): Follow {
  const isOwner = nth === 0
  const addedAt = Math.max(person.addedAt, Math.min(person.addedAt + nth * 40 * dayMs, begin - hourMs))
  const who = { parents: '给长辈', pregnant: '孕期', gift: '送礼', self: '自用' }[person.answers.family[0]!]
  const tags = [person.habit && random.chance(0.5) ? person.taste.tag : null, who && random.chance(0.3) ? who : null, random.chance(0.08) ? '要发票' : null]
  return {
    userid, external_userid: person.externalUserId,
    remark: isOwner ? person.remark : person.address, description: isOwner && random.chance(0.15) ? `${person.place.city}，${person.relative.who}也吃` : '',
    createtime: Math.floor(addedAt / 1000), tag_id: isOwner && !person.isTold ? tags.flatMap(t => t ? [tagIdOf(t)] : []) : [],
    remark_mobiles: isOwner ? person.notedPhones : [], oper_userid: userid, add_way: isOwner ? person.addWay : 1, state: isOwner ? person.state : 'store-desk',
  }
}
