import { http, HttpResponse } from 'msw'
import { describe, expect, test, vi } from 'vitest'
import type { CustomerId, OrderId } from '../../../contract/ids.ts'
import type { FoundOrder } from '../../../contract/orders.schema.ts'
import { anOrder, aSidebar } from '../../../mock/api/sample.ts'
import type { MockState } from '../../../mock/api/state.ts'
import { cleanPages, find, openCustomer, openTab, sheet, tap, textOf, toastText, type, undo, until, untilSheet, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

const waiting = anOrder({ orderId: '77' as OrderId, orderNo: '99887766', lines: [{ ...anOrder().lines[0]!, productName: '红参片' }] })

async function openFinder(prepare: (state: MockState) => void = () => {}, sidebar = aSidebar(), options = {}): Promise<MockState> {
  const state = await openCustomer(sidebar, options, prepare)
  await openTab('订单')
  await tap('按订单号找')
  await untilSheet('按订单号找')
  return state
}
async function lookFor(number: string): Promise<void> {
  await type('订单号', number)
  find('.sheet form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
}
async function bind(digits: string): Promise<void> {
  await until(() => find('.sheet input[inputmode=numeric]'))
  await type('收货手机后四位', digits)
  await tap('对上')
}

describe('looking for an order by its number', () => {
  test('opens hers, where nothing can be changed by mistake', async () => {
    await openFinder()
    await lookFor('0647')
    expect(find('.sheet button[type=submit]')?.hasAttribute('disabled')).toBe(true)
    await lookFor('170647')
    await untilSheet('在她名下')
    find('.sheet .item-main')!.click()
    await untilSheet('淘宝天猫订单')
    expect(sheet()).toContain('自用：收货人是本人')
    expect(sheet()).not.toContain('送人')
  })

  test('says at whose customer it is, and opens her chat', async () => {
    const openChat = vi.fn(async () => true)
    await openFinder(() => {}, aSidebar(), { bridge: { openChat } })
    const hit: FoundOrder = { order: waiting, customer: { externalUserId: 'wmElse' as CustomerId, name: '立夏', remark: '夏姐' } }
    api.use(http.post('/api/orders/search', () => HttpResponse.json({ items: [hit] })))
    await lookFor('99887766')
    await untilSheet('在 夏姐 名下')
    expect(sheet()).not.toContain('对到')
    find('.sheet .item-main')!.click()
    await until(() => openChat.mock.calls.length === 1)
    expect(openChat).toHaveBeenCalledWith('wmElse')
  })

  test('keeps the number when the network is away, and finds it then', async () => {
    let isAway = true
    await openFinder()
    api.use(http.post('/api/orders/search', () => isAway ? HttpResponse.error() : undefined))
    await lookFor('170647')
    await untilSheet('填的内容还在')
    isAway = false
    await tap('再试一次')
    await untilSheet('在她名下')
  })
})

describe('binding an order by hand', () => {
  test('puts it into her history, and takes it out again within five seconds', async () => {
    const state = await openFinder((prepared) => { prepared.waitingOrders = [{ order: waiting, lastFour: '1234' }] })
    await lookFor('99887766')
    await bind('1234')
    await until(() => toastText().startsWith('对上了'))
    await untilText('.orders', '红参片')
    await undo()
    await until(() => !textOf('.orders').includes('红参片'))
    expect(state.waitingOrders).toHaveLength(1)
  })

  test('says what does not fit, keeps what was typed, and a second tap is no second try', async () => {
    let tries = 0
    await openFinder((prepared) => { prepared.waitingOrders = [{ order: waiting, lastFour: '1234' }] })
    api.use(http.post('/api/customers/:id/orders/bind', () => { tries += 1 }))
    await lookFor('99887766')
    await bind('4321')
    await untilSheet('手机后四位和订单上的收货手机对不上')
    expect(tries).toBe(1)
    expect(find<HTMLInputElement>('.sheet input[inputmode=numeric]')?.value).toBe('4321')
  })

  test('asks which shop where several have the number', async () => {
    const jd = { ...waiting, orderId: '78' as OrderId, platform: 'jd' as const, shop: '京东店' }
    const state = await openFinder((prepared) => { prepared.waitingOrders = [{ order: waiting, lastFour: '1234' }, { order: jd, lastFour: '1234' }] })
    await lookFor('99887766')
    await bind('1234')
    await untilSheet('请选是哪一个')
    await tap('京东 京东店')
    await until(() => state.sidebar.orders.lastFive[0]?.orderId === '78')
  })

  test('is not offered to an operator', async () => {
    const sidebar = aSidebar()
    await openFinder(() => {}, { ...sidebar, session: { ...sidebar.session, role: 'operator' } })
    await lookFor('00000000')
    await untilSheet('没有这个订单号')
    expect(sheet()).not.toContain('后四位')
  })

  test('can be undone later in the order\'s own sheet', async () => {
    const sidebar = aSidebar()
    const state = await openCustomer({ ...sidebar, orders: { ...sidebar.orders, lastFive: [{ ...waiting, matchedBy: 'hand' }, anOrder()] } })
    await openTab('订单')
    find('.orders .item-main')!.click()
    await tap('不是这位的订单')
    await until(() => toastText() === '解除了，这笔不再算在她名下')
    expect(state.sidebar.orders.lastFive.map(({ orderId }) => orderId)).toEqual(['1'])
  })
})

describe('an order that matched by itself', () => {
  test('says how, is released where it is not hers, and one tap takes that back', async () => {
    const sidebar = aSidebar()
    const state = await openCustomer({ ...sidebar, orders: { ...sidebar.orders, lastFive: [{ ...waiting, matchedBy: 'phone' }, anOrder()] } })
    await openTab('订单')
    find('.orders .item-main')!.click()
    await untilSheet('按手机号对上的')
    expect(sheet()).toContain('以后也不再自动对到这位客户')
    await tap('不是这位的订单')
    await until(() => toastText()?.startsWith('解除了，这笔不再算在她名下'))
    expect(state.sidebar.orders.lastFive.map(({ orderId }) => orderId)).toEqual(['1'])
    await undo()
    await until(() => state.sidebar.orders.lastFive.length === 2)
    expect(state.sidebar.orders.lastFive[0]).toMatchObject({ orderId: waiting.orderId, matchedBy: 'phone' })
  })

  test('stays where the server refuses, and says why', async () => {
    const sidebar = aSidebar()
    await openCustomer({ ...sidebar, orders: { ...sidebar.orders, lastFive: [{ ...waiting, matchedBy: 'buyer' }] } })
    api.use(http.delete('/api/customers/:id/orders/:orderId/bind', () => HttpResponse.json({ code: 'database-away', message: '数据库暂时连不上，请稍后再试' }, { status: 503 })))
    await openTab('订单')
    find('.orders .item-main')!.click()
    await untilSheet('按平台的买家账号对上的')
    await tap('不是这位的订单')
    await until(() => toastText()?.includes('稍后再试'))
    expect(sheet()).toContain('按平台的买家账号对上的')
  })
})
