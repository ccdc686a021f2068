import { goods, tastes, type GoodKey } from './goods.ts'
import { holders } from './members.ts'
import { aPersonName, aPlace, phoneOf, type PersonName, type Place } from './names.ts'
import { randomOf, type Random } from './random.ts'
import { dayMs, hourMs } from './time.ts'

/** How somebody buys: the same thing in a rhythm of her own. */
export interface Habit {
  main: GoodKey
  packs: number
  everyDays: number
  firstDaysAgo: number
  lastDaysAgo: number
  /** Buys presents before festivals. */
  givesPresents: boolean
}

export type Worth = 'top' | 'middle' | 'small' | 'none'

export interface Person extends PersonName {
  externalUserId: string
  place: Place
  /** Own number, then the relative's. */
  phones: [string, string]
  /** As the rep wrote them down; empty: nobody asked. */
  notedPhones: string[]
  relative: { name: string, place: Place, who: string }
  buyerNick: string
  taste: (typeof tastes)[number]
  worth: Worth
  habit: Habit | null
  /** The first is the owner. */
  followers: string[]
  addedAt: number
  addWay: number
  state: string
  remark: string
  answers: { kinds: string[], duration: string[], family: string[] }
  /** Exports show her number only in part. */
  isAlwaysMasked: boolean
  /** Told by hand (stories.ts): chance adds nothing to her last weeks. */
  isTold: boolean
}

export const idOf = (index: number): string => `wmDemo${String(index).padStart(4, '0')}`

/** A person as chance makes her; `told` is what a story wants of her. */
export function aPerson(seed: string, index: number, startedAt: number, told?: Partial<Person>): Person {
  const random = randomOf(`${seed}/person/${index}`)
  const name = aPersonName(random)
  const place = aPlace(random)
  const owner = told?.followers?.[0] ?? holderOf(random)
  const worth = told?.worth ?? 'small'
  const taste = told?.taste ?? random.pick(tastes.filter(t => worth !== 'top' || t.isDear))
  const habit = habitOf(random, worth, taste)
  const answers = answersOf(random, taste.kinds, habit)
  const phones: [string, string] = [phoneOf(random, index * 2), phoneOf(random, index * 2 + 1)]
  const person: Person = {
    ...name, externalUserId: idOf(index), place, phones, worth, taste, habit, answers,
    notedPhones: told?.isTold ? [...phones] : notesOfPhones(random, phones),
    relative: { name: name.surname + random.pick(['秀珍', '建军', '玉兰', '志明', '桂香', '永年']), place: aPlace(random), who: random.pick(['妈妈', '婆婆', '爸爸', '姐姐']) },
    buyerNick: random.chance(0.5) ? `tb${random.int(10_000_000, 999_999_999)}` : `${name.wechat.replace(/[^\p{L}\d]/gu, '').slice(0, 8)}${random.int(10, 9999)}`,
    followers: random.chance(0.03) ? [owner, holderOf(random)].filter((id, i, all) => all.indexOf(id) === i) : [owner],
    addedAt: startedAt - addedDaysAgo(random, worth, habit) * dayMs - random.int(0, 9) * hourMs,
    ...wayOf(random, owner), remark: '', isAlwaysMasked: random.chance(0.04), isTold: false,
  }
  return finish(random, { ...person, ...told }, told?.remark)
}

/** A remark as reps write them, unless a story says which (also none). */
function finish(random: Random, person: Person, told: string | undefined): Person {
  const city = person.place.city.replace('市', '')
  const remark = random.chance(0.78)
    ? random.pick([`${person.real}-${city}`, `${person.address} ${person.taste.tag}`, `${person.real} ${person.taste.tag}老客`, `${city}${person.address}`])
    : ''
  return { ...person, remark: (told ?? remark).slice(0, 20) }
}

function holderOf(random: Random): string {
  let at = random.next() * holders.reduce((sum, h) => sum + h.share, 0)
  return (holders.find(h => (at -= h.share) < 0) ?? holders[0]).userid
}

/** How many are worth how much: fixed shares in an order of chance, so that every seed keeps the shape. */
export function worthsOf(random: Random, count: number): Worth[] {
  const list = Array.from({ length: count }, (_, i): Worth => i < count * 0.135 ? 'top' : i < count * 0.62 ? 'middle' : i < count * 0.87 ? 'small' : 'none')
  for (let i = list.length - 1; i > 0; i--) {
    const other = random.int(0, i)
    ;[list[i], list[other]] = [list[other]!, list[i]!]
  }
  return list
}

function habitOf(random: Random, worth: Worth, taste: Person['taste']): Habit | null {
  if (worth === 'none') return null
  const main = random.pick(worth === 'top' ? taste.main : cheap(taste))
  const everyDays = worth === 'top' ? random.int(29, 58) : worth === 'middle' ? random.int(45, 120) : 900
  const isAlive = random.chance(worth === 'small' ? 0.3 : 0.76)
  const lastDaysAgo = isAlive ? random.int(1, Math.min(Math.round(everyDays * 1.1), 120)) : Math.min(Math.round(everyDays * (2 + random.next() * 4)), random.int(150, 640))
  return {
    main, everyDays, lastDaysAgo,
    packs: worth === 'top' && goods[main].priceFen < 150_000 ? random.int(1, 2) : 1,
    firstDaysAgo: Math.max(lastDaysAgo, worth === 'top' ? random.int(420, 728) : random.int(120, 728)),
    givesPresents: random.chance(worth === 'top' ? 0.35 : 0.12),
  }
}

/** Ordinary buyers take the small things of their taste. */
const cheap = (taste: Person['taste']): GoodKey[] => taste.isDear ? (['nest6', 'nestSmall', 'cucumber10', 'mawInstant', 'goatMilk', 'gelatinCake'] as GoodKey[]) : taste.main

function addedDaysAgo(random: Random, worth: Worth, habit: Habit | null): number {
  if (habit === null) return random.chance(0.5) ? random.int(1, 40) : random.int(41, 500)
  return Math.max(2, Math.min(habit.firstDaysAgo, worth === 'top' ? random.int(150, 715) : random.int(10, 640)))
}

function wayOf(random: Random, owner: string): { addWay: number, state: string } {
  if (owner.startsWith('guide')) return { addWay: 1, state: random.chance(0.85) ? 'store-desk' : 'store-tasting' }
  const roll = random.next()
  if (roll < 0.4) return { addWay: 1, state: 'tmall-parcel' }
  if (roll < 0.55) return { addWay: 1, state: 'douyin-parcel' }
  if (roll < 0.64) return { addWay: 1, state: 'taobao-parcel' }
  if (roll < 0.72) return { addWay: 1, state: 'live-room' }
  if (roll < 0.8) return { addWay: 1, state: 'referral' }
  if (roll < 0.87) return { addWay: 2, state: '' }
  if (roll < 0.93) return { addWay: 16, state: 'moments-poster' }
  return { addWay: roll < 0.97 ? 3 : 202, state: '' }
}

/** As reps really note them: mostly plain, some with spaces, dashes or +86, some none, some with a relative's. */
function notesOfPhones(random: Random, [own, relative]: readonly [string, string]): string[] {
  const roll = random.next()
  if (roll < 0.08) return []
  const written = roll < 0.86 ? own
    : roll < 0.9 ? `${own.slice(0, 3)} ${own.slice(3, 7)} ${own.slice(7)}`
      : roll < 0.94 ? `${own.slice(0, 3)}-${own.slice(3, 7)}-${own.slice(7)}`
        : `+86${own}`
  return random.chance(0.12) ? [written, relative] : [written]
}

function answersOf(random: Random, kinds: string[], habit: Habit | null): Person['answers'] {
  const family = random.pick([['self'], ['self'], ['self', 'parents'], ['parents'], ['self', 'spouse'], ['parents', 'gift'], ['gift'], ['pregnant'], ['self', 'child']])
  if (habit === null) return { kinds: random.chance(0.4) ? ['none'] : kinds, duration: [random.pick(['not_yet', 'under_3_months', 'on_and_off'])], family }
  const years = habit.firstDaysAgo / 365
  return { kinds, duration: [years > 1.6 && random.chance(0.5) ? 'over_3_years' : years > 0.8 ? '1_to_3_years' : random.pick(['under_1_year', 'under_3_months', 'on_and_off'])], family }
}
