import { beforeAll, describe, expect, it } from 'vitest'
import { questions, scripts } from '../../catalogue/catalogue.ts'
import { caseKinds, caseMeans, noteKinds, replyStates, touchChannels } from '../../contract/words.ts'
import { goods } from '../../mock/world/goods.ts'
import { netFen } from '../../mock/world/purchases.ts'
import { situations } from '../../mock/world/story.ts'
import { dayMs, hourMs, shanghaiText } from '../../mock/world/time.ts'
import { makeWorld, type World } from '../../mock/world/world.ts'

const startedAt = new Date('2026-06-15T06:30:00.000Z')
const begin = startedAt.getTime()
let world: World
beforeAll(() => { world = makeWorld({ seed: 7, startedAt }) })

const ofCustomer = (id: string) => world.acts.filter(act => act.externalUserId === id)
const ordersOf = (id: string) => world.orders.filter(order => order.externalUserId === id)
const followOf = (id: string) => world.company.follows.filter(follow => follow.external_userid === id)
const groups = <T>(list: readonly T[], key: (item: T) => string) => {
  const map = new Map<string, T[]>()
  for (const item of list) map.set(key(item), [...(map.get(key(item)) ?? []), item])
  return map
}

describe('the history of the world', () => {
  it('is modest in number, in order of time, and says what the contract can take', () => {
    expect(world.acts.length).toBeLessThanOrEqual(6000)
    expect(world.acts.length).toBeGreaterThan(1500)
    expect(world.acts.map(a => a.at)).toEqual(world.acts.map(a => a.at).sort())
    const options = Object.fromEntries(questions.map(q => [q.key, q]))
    for (const act of world.acts) {
      switch (act.kind) {
        case 'answer': {
          const question = options[act.questionKey]!
          expect(act.options.every(o => question.options.some(known => known.value === o))).toBe(true)
          expect(act.options.length, act.questionKey).toBeLessThanOrEqual(question.multiple ? 7 : 1)
          expect(act.source === null).toBe(act.state !== 'answered')
          break
        }
        case 'send':
          expect(act.text).not.toMatch(/\{\{|undefined/)
          expect(scripts.some(s => s.id === act.scriptId), act.scriptId ?? '').toBe(true)
          break
        case 'note':
          expect(noteKinds).toContain(act.noteKind)
          expect(act.text.length).toBeLessThanOrEqual(200)
          break
        case 'reply': expect(replyStates).toContain(act.reply); break
        case 'touch': expect(touchChannels).toContain(act.channel); break
        case 'case_opened': expect(caseKinds).toContain(act.caseKind); break
        case 'case_means': expect(caseMeans).toContain(act.means); break
      }
    }
  })

  it('lets only followers act, and nobody before the customer was added', () => {
    const added = new Map(world.company.follows.map(f => [`${f.external_userid} ${f.userid}`, f.createtime * 1000] as const))
    expect(world.acts.filter(act => Date.parse(act.at) < (added.get(`${act.externalUserId} ${act.userId}`) ?? Infinity))).toEqual([])
  })

  it('marks a reply only after something was sent', () => {
    for (const acts of groups(world.acts, act => act.externalUserId).values()) {
      const first = acts.findIndex(act => act.kind === 'reply')
      if (first >= 0) expect(acts.slice(0, first).some(act => act.kind === 'send')).toBe(true)
    }
  })

  it('keeps the rules of contact: after the first week never nearer than twelve days, never in quiet hours', () => {
    const toldSoon = new Set(world.highlights.caseOpen)
    const added = new Map(world.company.follows.map(f => [f.external_userid, f.createtime * 1000] as const))
    for (const [id, acts] of groups(world.acts.filter(act => act.kind === 'send'), act => act.externalUserId)) {
      if (toldSoon.has(id)) continue
      const later = acts.map(act => Date.parse(act.at)).filter(at => at > added.get(id)! + 7 * dayMs)
      later.slice(1).forEach((at, i) => expect((at - later[i]!) / dayMs, id).toBeGreaterThan(12))
      for (const at of later) expect(Number(shanghaiText(at).slice(11, 13)), id).toSatisfy((hour: number) => hour >= 9 && hour < 21)
    }
  })

  it('waits twice as long after two silences in a row, and never counts three', () => {
    for (const [id, acts] of groups(world.acts.filter(act => act.kind === 'send' || act.kind === 'reply'), act => act.externalUserId)) {
      let silences = 0
      let lastSend = -Infinity
      for (const act of acts) {
        if (act.kind === 'reply') silences = act.reply === 'no' ? silences + 1 : 0
        else {
          if (silences >= 2) expect((Date.parse(act.at) - lastSend) / dayMs, id).toBeGreaterThan(24)
          lastSend = Date.parse(act.at)
        }
        expect(silences, id).toBeLessThan(3)
      }
    }
  })

  it('shows the same words in the simulated chat as were sent', () => {
    const sent = world.acts.filter(act => act.kind === 'send').map(act => `${act.userId} ${act.externalUserId} ${Date.parse(act.at)} ${act.text}`).sort()
    const shown = world.company.messages.filter(m => m.from === 'member').map(m => `${m.userid} ${m.external_userid} ${m.at} ${m.content}`).sort()
    expect(shown).toEqual(sent)
    expect(new Set(world.company.messages.map(m => m.id)).size).toBe(world.company.messages.length)
  })
})

describe('the highlights', () => {
  const last = <T>(list: readonly T[]) => list[list.length - 1]!

  it('name a customer of rep-chen\'s for every situation', () => {
    for (const key of situations) {
      expect(world.highlights[key].length, key).toBeGreaterThan(0)
      for (const id of world.highlights[key]) expect(followOf(id)[0]!.userid, id).toBe('rep-chen')
    }
  })

  it('0001 has two years of orders in several shops, answers, notes, touches, and a supply that ends in days', () => {
    const orders = ordersOf('wmDemo0001')
    expect(orders.length).toBeGreaterThan(15)
    expect(orders[0]!.placedAt).toBeLessThan(begin - 690 * dayMs)
    expect(new Set(orders.map(o => o.shop)).size).toBe(3)
    expect(orders.reduce((sum, o) => sum + netFen(o), 0)).toBeGreaterThan(500_000)
    const kinds = groups(ofCustomer('wmDemo0001'), act => act.kind)
    expect(new Set(kinds.get('answer')!.map(act => act.kind === 'answer' && act.questionKey)).size).toBe(3)
    expect([kinds.get('note')!.length >= 3, kinds.get('send')!.length >= 8]).toEqual([true, true])
    const own = last(orders.filter(o => !o.isPresent))
    const daysLeft = goods.nest15.days! * own.lines[0]!.quantity - (begin - own.placedAt) / dayMs
    expect([own.lines[0]!.code, daysLeft > 2 && daysLeft < 6]).toEqual([goods.nest15.code, true])
    expect(begin - Date.parse(last(kinds.get('send')!).at)).toBeGreaterThan(12 * dayMs)
  })

  it('0002 was added one hour ago by a channel code and has nothing yet', () => {
    expect(followOf('wmDemo0002')[0]).toMatchObject({ createtime: Math.floor((begin - hourMs) / 1000), state: 'tmall-parcel', add_way: 1, remark_mobiles: [] })
    expect([ofCustomer('wmDemo0002'), ordersOf('wmDemo0002'), world.company.messages.filter(m => m.external_userid === 'wmDemo0002')]).toEqual([[], [], []])
  })

  it('show what they are named for', () => {
    const { highlights } = world
    for (const id of highlights.justAdded) expect([begin - followOf(id)[0]!.createtime * 1000 < dayMs, ofCustomer(id).length], id).toEqual([true, 0])
    for (const id of highlights.asked) expect(last(ofCustomer(id)), id).toMatchObject({ kind: 'send', questionKey: expect.any(String) })
    for (const id of highlights.silentHighValue) expect(begin - last(ordersOf(id)).placedAt, id).toBeGreaterThan(100 * dayMs)
    for (const id of highlights.caseOpen) expect(ofCustomer(id).map(a => a.kind), id).toEqual(expect.arrayContaining(['case_opened']))
    for (const id of highlights.caseOpen) expect(ofCustomer(id).map(a => a.kind), id).not.toContain('case_closed')
    expect(highlights.parcelUnderWay.map(id => last(ordersOf(id)).state)).toContain('shipped')
    for (const id of highlights.lost) expect(last(ofCustomer(id)).kind, id).toBe('lost')
    for (const id of highlights.optedOut) expect(ofCustomer(id), id).toContainEqual(expect.objectContaining({ kind: 'profile', optOut: true }))
    for (const id of highlights.oneToOne) expect(ordersOf(id).reduce((sum, o) => sum + netFen(o), 0), id).toBeGreaterThan(500_000)
    for (const id of highlights.noOrders) expect(ordersOf(id), id).toEqual([])
    for (const id of highlights.twoReps) expect(followOf(id).length, id).toBe(2)
    for (const id of highlights.replyUnknown) expect(last(ofCustomer(id)).kind, id).toBe('send')
    for (const id of highlights.promise) expect(last(ofCustomer(id)).kind, id).toBe('promise')
    for (const id of highlights.onlyMaskedPhones) expect([ordersOf(id).length > 2, ordersOf(id).every(o => o.isPhoneMasked)], id).toEqual([true, true])
    for (const id of highlights.presents) expect(ordersOf(id).filter(o => o.isPresent).length, id).toBeGreaterThan(1)
  })
})
