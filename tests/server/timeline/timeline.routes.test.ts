import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../../../contract/touches.schema.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { aCustomer, anAnswer, aNote, anOrder, aReminder, aRep, aServiceCase, asJson, aTouch, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
let customer: string
const text = '王姐，上次的燕窝还有吗？'
beforeAll(async () => {
  server = await testServer()
  const { db } = server
  await loadStarterCatalogue(server.context)
  await aRep(db, { userId: 'rep-chen', name: '陈晓' })
  await aRep(db, { userId: 'rep-zhou' })
  await aRep(db, { userId: 'operator-he', role: 'operator' })
  customer = await aCustomer(db, { followedBy: ['rep-chen'], addedAt: before(testNow, { days: 30 }), follow: { state: 'tmall-parcel', lostAt: before(testNow, { hours: 1 }) } })
  await everything(customer)
})
afterAll(() => server.close())

interface Page { items: TimelineEntry[], nextCursor: string | null }
const get = async (userId: string, query = ''): Promise<Page> => (await server.as(userId)('GET', `/api/customers/${customer}/timeline${query}`)).json()

describe('GET /api/customers/:id/timeline', () => {
  it('refuses who is not signed in, a customer out of scope, and a cursor that is none', async () => {
    expect((await server.app.inject({ url: `/api/customers/${customer}/timeline` })).statusCode).toBe(401)
    expect(await get('rep-zhou')).toMatchObject({ code: 'customer-not-found' })
    for (const cursor of ['x', 'WyJ4IiwieSJd', 'WzFd']) expect(await get('rep-chen', `?cursor=${cursor}`)).toMatchObject({ code: 'bad-request' })
  })

  it('tells everything that happened, newest first, in words', async () => {
    const { items, nextCursor } = await get('rep-chen')
    expect(nextCursor).toBeNull()
    expect(items.map(item => [item.kind, item.title, item.detail])).toEqual([
      ['lost', '客户删了我', ''],
      ['profile_changed', '标为先别打扰', ''],
      ['reminder_skipped', '这次不联系：有阵子没聊了', '时候不对 · 在出差'],
      ['case_closed', '投诉结案', '道歉 · 已补寄'],
      ['case_opened', '登记投诉', '收到时瓶子碎了'],
      ['note', '记一笔：不喜欢', '嫌甜'],
      ['answer', '平时吃哪种：已答', '燕窝、花胶（鱼胶） · 偶尔 · 客户说的'],
      ['touch', '我已联系：电话', '超过联系上限：客户约的'],
      ['reply', '客户回了', '销售标记'],
      ['send', '发了消息', text],
      ['refund', '部分退款 ¥98', '退款日子未知，排在订单最后的时间'],
      ['order', '下单 ¥1,280.50（已完成）', '即食燕窝 ×2，小样 ×1 · 自用 · 滋补旗舰店'],
      ['added', '加为客户', '扫描二维码 · 天猫包裹卡'],
    ])
    expect(items.find(item => item.kind === 'send')?.byName).toBe('陈晓')
  })

  it('is the same list when read in pages of one', async () => {
    const whole = (await get('rep-chen')).items
    const read: TimelineEntry[] = []
    let cursor: string | null = null
    do {
      const page: Page = await get('rep-chen', `?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`)
      read.push(...page.items)
      cursor = page.nextCursor
    } while (cursor !== null && read.length < 50)
    expect(read).toEqual(whole)
  })

  it('hides the words of a send from an operator', async () => {
    const { items } = await get('operator-he')
    expect(items.find(item => item.kind === 'send')).toMatchObject({ title: '发了消息', detail: '' })
  })
})

/** One of each kind, a day apart; what must not show is there too. */
async function everything(externalUserId: string): Promise<void> {
  const { db, context } = server
  const at = (days: number): Date => before(testNow, { days })
  const by = { externalUserId, byUserId: 'rep-chen' }
  const of = { externalUserId, userId: 'rep-chen' }
  await anOrder(db, { externalUserId, paidAt: at(20), paidFen: 128_050, refundFen: 9800, purpose: 'self', lines: [{ title: '即食燕窝', quantity: 2 }, { title: '小样', isGift: true }] })
  const touchId = await aTouch(db, { ...of, startedAt: at(15) })
  const send = { ...of, contactClass: 'service', textCipher: context.vault.seal(text), preparedAt: at(15) }
  await db.insertInto('scriptSend').values([
    { ...send, id: context.newId(), outcome: 'sent', outcomeAt: at(15), touchId }, { ...send, id: context.newId(), outcome: 'cancelled', outcomeAt: at(15) }, { ...send, id: context.newId() },
  ]).execute()
  await db.insertInto('reply').values([
    { id: context.newId(), externalUserId, touchId, source: 'rep', repliedAt: at(14), byUserId: 'rep-chen' },
    { id: context.newId(), externalUserId, touchId, source: 'rep', repliedAt: at(14), byUserId: 'rep-chen', takenBackAt: at(13) },
  ]).execute()
  await aTouch(db, { ...of, channel: 'call', overLimitReason: 'customer_arranged', startedAt: at(12), sendCount: 0 })
  await anAnswer(db, { ...by, questionKey: 'kinds', options: ['nest', 'fish_maw'], note: '偶尔', answeredAt: at(10) })
  await aNote(db, { ...by, kind: 'dislike', text: '嫌甜', notedAt: at(9) })
  await aNote(db, { ...by, text: '删了的', notedAt: at(9), deletedAt: at(8) })
  await aServiceCase(db, { externalUserId, openedBy: 'rep-chen', openedAt: at(8), closedAt: at(7), closedBy: 'rep-chen', closeNote: '已补寄', means: asJson([{ means: 'apology', note: '', amountFen: null, at: at(8).toISOString(), byName: '陈晓' }]) })
  await aReminder(db, { ...of, state: 'skipped', skipReason: 'bad_time', skipNote: '在出差', closedAt: at(5), closedBy: 'rep-chen' })
  await aReminder(db, { ...of, state: 'done', closedAt: at(5), closedBy: 'rep-chen' })
  await db.insertInto('audit').values([
    { at: at(3), userId: 'rep-chen', action: 'customer-changed', externalUserId, details: asJson({ changes: { optOut: { from: false, to: true } } }) },
    { at: at(3), userId: 'rep-chen', action: 'note-changed', externalUserId, details: asJson({}) },
  ]).execute()
}
