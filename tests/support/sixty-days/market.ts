import { sql } from 'kysely'
import type { ServiceCase } from '../../../contract/cases.schema.ts'
import type { BulkSent } from '../../../contract/bulk.schema.ts'
import type { WorldOrder } from '../../../mock/world/purchases.ts'
import { addMs, dayMs, hourMs, instantOf } from '../../../server/time.ts'
import { atWork, type Days } from './days.ts'
import type { Life } from './ledger.ts'
import type { RepHabit } from './reps.ts'

/** What customers do in these days, each day's happenings drawn in its first minute: they come, buy, look, complain, ask for peace, and go. */
export class Market {
  private readonly days: Days
  private readonly reps: readonly RepHabit[]
  private readonly bought = new Map<string, WorldOrder[]>()
  private readonly strangers: WorldOrder[][]
  private readonly confirmed = new Set<string>()
  private readonly confirmedBy = new Set<string>()
  private came = 0
  private ordered = 0

  constructor(days: Days, reps: readonly RepHabit[]) {
    this.days = days
    this.reps = reps
    const strangers = new Map<string, WorldOrder[]>()
    for (const order of days.place.world.orders) {
      const [map, key] = order.externalUserId === null ? [strangers, order.phone] as const : [this.bought, order.externalUserId] as const
      map.set(key, [...map.get(key) ?? [], order])
    }
    this.strangers = [...strangers.values()]
  }

  /** Puts what happens on this calendar day into the diary. `size`: how much, 1 for the demo's 600 customers. */
  plan(day: string, index: number, size: number): void {
    const { draw, diary } = this.days
    const random = draw(`market/${day}`)
    const at = (fromHour: number, toHour: number): Date => addMs(instantOf(day), (fromHour + random.next() * (toHour - fromHour)) * hourMs)
    const some = (perDay: number): number => Math.floor(perDay * size) + (random.chance((perDay * size) % 1) ? 1 : 0)
    const often = (perDay: number, when: () => Date, run: () => Promise<void>): void => {
      for (let left = some(perDay); left > 0; left--) diary.put(when(), run)
    }
    const anyHour = (): Date => random.chance(0.7) ? at(9, 21) : random.chance(0.6) ? at(21, 24) : at(0, 9)
    often(7, anyHour, () => this.newcomer())
    often(6, anyHour, () => this.behaviour())
    often(0.6, () => at(10, 20), () => this.complaint())
    often(0.4, () => at(10, 20), () => this.optOut())
    often(0.5, anyHour, () => this.deletedUs())
    often(0.25, anyHour, () => this.cameBack())
    often(0.6, () => at(10, 20), () => this.promise())
    for (const [id] of this.bought) this.maybeBuys(id, day)
    if (index % 17 === 8) diary.put(at(14, 16), () => this.massMessage())
  }

  /** Somebody of the ledger, by chance. */
  private anybody(name: string, fits: (life: Life) => boolean = () => true): Life | null {
    const { ledger, draw, now } = this.days
    const lives = [...ledger.lives.values()].filter(life => !this.isLost(life) && fits(life))
    return lives.length === 0 ? null : draw(`${name}/${now().toISOString()}`).pick(lives)
  }

  private isLost = ({ happenings }: Life): boolean => [...happenings].sort((a, b) => b.at - a.at).find(({ kind }) => kind === 'added' || kind === 'lost')?.kind === 'lost'
  private isAlone = ({ externalUserId }: Life): boolean => !this.days.place.world.company.follows.some((follow, _i, all) => follow.external_userid === externalUserId && all.some(other => other !== follow && other.external_userid === externalUserId))

  private async newcomer(): Promise<void> {
    const { place, ledger, newcomers, draw, now, count } = this.days
    const random = draw(`newcomer/${++this.came}`)
    const { userId, lead } = random.pick(this.reps)
    const externalUserId = `wmCame${String(this.came).padStart(4, '0')}`
    const before = random.chance(0.3) ? this.strangers.pop() ?? [] : []
    await place.happen({
      kind: 'customer-added', userid: userId, external_userid: externalUserId, name: `新朋友${this.came}`, add_way: 1, state: random.pick(['tmall-parcel', 'live-room', 'store-desk', 'referral', '']),
      ...(before[0] && { remark_mobiles: [before[0].phone] }),
    })
    // The platform keeps whole seconds.
    const addedAt = new Date(Math.floor(now().getTime() / 1000) * 1000)
    ledger.add(externalUserId, userId, addedAt.getTime())
    for (const { paidAt, signedAt } of before) {
      if (paidAt !== null) ledger.note(externalUserId, 'ordered', paidAt)
      if (signedAt !== null) ledger.note(externalUserId, 'parcel', signedAt)
    }
    if (before.length > 0) this.bought.set(externalUserId, before)
    newcomers.push({ externalUserId, rep: userId, lead, addedAt })
    count('customers added')
  }

  /** About as often as she used to; what she bought last. */
  private maybeBuys(externalUserId: string, day: string): void {
    const orders = (this.bought.get(externalUserId) ?? []).filter(order => order.paidAt !== null)
    const last = orders.at(-1)
    const life = this.days.ledger.of(externalUserId)
    if (!last?.paidAt) return
    const random = this.days.draw(`buys/${day}/${externalUserId}`)
    const times = life.happenings.filter(({ kind }) => kind === 'ordered').map(({ at }) => at).sort((a, b) => a - b)
    const gapDays = times.length > 1 ? Math.max(8, (times.at(-1)! - times[0]!) / dayMs / (times.length - 1)) : 70
    const since = (instantOf(day).getTime() - times.at(-1)!) / dayMs
    if (since > 6 * gapDays || !random.chance((since < 0.5 * gapDays ? 0.2 : 1.1) / gapDays)) return
    this.days.diary.put(addMs(instantOf(day), Math.round((8 + random.next() * 15) * hourMs)), () => this.order(externalUserId, last))
  }

  /** Paid now, under way tomorrow, signed for in three days; the shop's system tells of each. */
  private async order(externalUserId: string, like: WorldOrder): Promise<void> {
    const { place, ledger, diary, draw, now, count } = this.days
    const paidAt = now()
    const number = `W${paidAt.getTime()}${++this.ordered}`
    const random = draw(`order/${number}`)
    const [shippedAt, signedAt] = [addMs(paidAt, (8 + random.int(0, 18)) * hourMs), addMs(paidAt, (50 + random.int(0, 40)) * hourMs)]
    const tell = async (state: string, times: object): Promise<void> => place.push('orders', `${number}-${state}`, {
      orderNo: number, state, placedAt: paidAt.toISOString(), paidAt: paidAt.toISOString(), ...times, paidFen: like.paidFen,
      ...(state === 'refunded' && { refundFen: like.paidFen }), buyer: { externalUserId, phone: like.phone },
      recipient: { name: like.recipient, phone: like.phone, address: `${like.place.province}${like.place.city}${like.place.district}${like.place.street}` },
      lines: like.lines.map(({ title, spec, code, quantity, paidFen }, i) => ({ lineNo: String(i + 1), title, spec, code, quantity, paidFen })),
    })
    await tell('paid', {})
    ledger.note(externalUserId, 'ordered', paidAt.getTime())
    count('orders')
    diary.put(shippedAt, async () => {
      await tell('shipped', { shippedAt: shippedAt.toISOString() })
      ledger.note(externalUserId, 'parcel', shippedAt.getTime())
    })
    diary.put(signedAt, async () => {
      await tell('completed', { shippedAt: shippedAt.toISOString(), signedAt: signedAt.toISOString() })
      ledger.note(externalUserId, 'parcel', signedAt.getTime())
    })
    if (random.chance(0.04)) diary.put(addMs(signedAt, 2 * dayMs), () => tell('refunded', { shippedAt: shippedAt.toISOString(), signedAt: signedAt.toISOString() }))
  }

  private async behaviour(): Promise<void> {
    const { place, ledger, now, draw, count } = this.days
    const life = this.anybody('behaviour')
    if (!life) return
    const id = `look-${now().toISOString()}`
    await place.push('events', id, { id, kind: draw(id).pick(['browse', 'click', 'claim', 'visit']), customer: { externalUserId: life.externalUserId }, product: '即食燕窝' })
    ledger.note(life.externalUserId, 'moved', now().getTime())
    count('looks')
  }

  private async complaint(): Promise<void> {
    const { place, ledger, diary, draw, now, count } = this.days
    const isFree = (life: Life): boolean => [...life.happenings].sort((a, b) => b.at - a.at).find(({ kind }) => kind.startsWith('case'))?.kind !== 'case-opened'
    const life = this.anybody('complaint', one => isFree(one) && one.happenings.some(({ kind }) => kind === 'ordered'))
    if (!life) return
    const random = draw(`complaint/${now().toISOString()}`)
    const call = place.as(life.owner)
    const reply = await call('POST', `/api/customers/${life.externalUserId}/cases`, { kind: random.pick(['complaint', 'return', 'exchange']), summary: '外箱湿了，两瓶漏液' })
    if (reply.statusCode !== 201) return
    const { caseId } = reply.json<ServiceCase>()
    ledger.note(life.externalUserId, 'case-opened', now().getTime())
    count('cases')
    diary.put(atWork(now(), random.int(5, 100)), async () => {
      const closed = await call('PATCH', `/api/cases/${caseId}`, { closed: true, note: '办完了' })
      if (closed.statusCode === 200) ledger.note(life.externalUserId, 'case-closed', now().getTime())
    })
  }

  private async optOut(): Promise<void> {
    const { place, ledger, diary, draw, now, count } = this.days
    const life = this.anybody('opt-out')
    if (!life) return
    const set = async (optOut: boolean): Promise<void> => {
      const reply = await place.as(life.owner)('PATCH', `/api/customers/${life.externalUserId}`, { optOut })
      if (reply.statusCode === 200) ledger.note(life.externalUserId, optOut ? 'opted-out' : 'opted-in', now().getTime())
    }
    await set(true)
    count('asked for peace')
    if (draw(`opt-in/${now().toISOString()}`).chance(0.3)) diary.put(atWork(now(), 15 * 24), () => set(false))
  }

  private async deletedUs(): Promise<void> {
    const { place, ledger, now, count } = this.days
    const life = this.anybody('lost', this.isAlone)
    if (!life) return
    await place.happen({ kind: 'customer-deleted-us', userid: life.owner, external_userid: life.externalUserId })
    ledger.note(life.externalUserId, 'lost', now().getTime())
    count('deleted us')
  }

  private async cameBack(): Promise<void> {
    const { place, ledger, now, draw, count } = this.days
    const lost = [...ledger.lives.values()].filter(this.isLost)
    if (lost.length === 0) return
    const life = draw(`back/${now().toISOString()}`).pick(lost)
    await place.happen({ kind: 'customer-added', userid: life.owner, external_userid: life.externalUserId, state: 'referral' })
    ledger.add(life.externalUserId, life.owner, Math.floor(now().getTime() / 1000) * 1000)
    count('came back')
  }

  private async promise(): Promise<void> {
    const { place, now, draw } = this.days
    const life = this.anybody('promise')
    if (life) await place.as(life.owner)('POST', `/api/customers/${life.externalUserId}/reminders`, { text: '问到货的日子，回她', dueAt: addMs(now(), draw(`promise/${now().toISOString()}`).int(1, 90) * hourMs).toISOString() })
  }

  /** A lead has the whole team's customers written to, as far as the product lets her; most members confirm it. */
  private async massMessage(): Promise<void> {
    const { place, ledger, diary, draw, now, count } = this.days
    const { lead } = draw(`mass/${now().toISOString()}`).pick(this.reps)
    const team = new Set(this.reps.filter(rep => rep.lead === lead).map(rep => rep.userId))
    const customerIds = [...ledger.lives.values()].filter(life => team.has(life.owner)).map(life => life.externalUserId).slice(0, 100)
    const reply = await place.as(lead)('POST', '/api/bulk', { customerIds, text: '天热了，开瓶的即食燕窝记得放冷藏，两天内吃完。' })
    if (reply.statusCode !== 202) throw new Error(`The mass message was refused: ${reply.body}`)
    const { excluded, bulkId } = reply.json<BulkSent>()
    const left = new Set(excluded.flatMap(({ customerIds: ids }) => ids as string[]))
    for (const id of customerIds.filter(each => !left.has(each))) {
      ledger.of(id).words.push({ at: now().getTime(), touchId: `bulk-${bulkId}-${id}`, by: lead, answers: null, scriptKind: null, isBulk: true })
      count('reached by mass messages')
    }
    count('kept out of mass messages', left.size)
    await place.runQueued()
    diary.put(atWork(now(), 0.5), () => this.confirm(bulkId, 0.7))
    diary.put(atWork(now(), 24), () => this.confirm(bulkId, 0.7))
    // What no member has confirmed in three days is withdrawn (docs/next-touch.md): it was not said.
    diary.put(addMs(now(), 3 * dayMs), () => this.withdraw(bulkId))
  }

  /** Members press 发送 in WeCom, most of them. */
  private async confirm(bulkId: string, share: number): Promise<void> {
    const { rows } = await sql<{ userId: string, msgid: string | null }>`select user_id, msgid from bulk_task where bulk_send_id = ${bulkId} order by user_id`.execute(this.days.place.context.db)
    for (const { userId, msgid } of rows) {
      if (msgid === null || this.confirmed.has(msgid) || !this.days.draw(`confirm/${msgid}/${this.days.today()}`).chance(share)) continue
      this.confirmed.add(msgid)
      await this.days.place.happen({ kind: 'mass-confirmed', userid: userId, msgid })
      this.confirmedBy.add(`${bulkId} ${userId}`)
      this.saidNow(bulkId, userId)
    }
  }

  /** It was said when the member sent it, not when the lead asked for it. */
  private saidNow(bulkId: string, userId: string): void {
    for (const { owner, words, externalUserId } of this.days.ledger.lives.values()) {
      for (const word of words) if (owner === userId && word.touchId === `bulk-${bulkId}-${externalUserId}`) word.at = this.days.now().getTime()
    }
  }

  private withdraw(bulkId: string): Promise<void> {
    for (const life of this.days.ledger.lives.values()) {
      if (!this.confirmedBy.has(`${bulkId} ${life.owner}`)) life.words = life.words.filter(({ touchId }) => touchId !== `bulk-${bulkId}-${life.externalUserId}`)
    }
    return Promise.resolve()
  }
}
