import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { importFiles } from '../../../server/orders/import-files.ts'
import { aJushuitanOrder } from '../../support/fake-jushuitan.ts'
import { aJdLine, platformCsv } from '../fixtures/write.ts'
import { jushuitanShop } from './jushuitan-shop.ts'

const shop = jushuitanShop()
const { moveTo, orders, pull } = shop

describe('what JuShuiTan says of an order', () => {
  it('is the same order as in the file of the platform behind it, moved on and never doubled', async () => {
    await importFiles(shop.server.context, { userId: 'operator-he', files: [{ name: 'jd.csv', bytes: platformCsv('jd_line', [{ ...aJdLine(), 订单号: '301234567890' }], { encoding: 'gb18030' }) }] })
    shop.jushuitan.orders = [aJushuitanOrder('301234567890', { status: 'ConsignedConfirmed', modified: '2026-06-15 09:59:00' })]
    moveTo('2026-06-15T10:01:00+08:00')
    await pull()
    expect(await orders()).toMatchObject([{ platform: 'jd', orderNo: '301234567890', state: 'completed' }])
  })

  it('follows a state onward, an older word that comes late changes nothing', async () => {
    shop.jushuitan.orders = [aJushuitanOrder('JD0001', { status: 'Sent', l_id: 'SF1', logistics_company: '顺丰', modified: '2026-06-15 09:00:00' })]
    await pull()
    shop.jushuitan.orders = [aJushuitanOrder('JD0001', { status: 'WaitConfirm', modified: '2026-06-15 09:55:00' })]
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    // Newer: a delivery that was called back.
    expect(await orders()).toMatchObject([{ state: 'paid', logisticsNo: 'SF1' }])
    shop.jushuitan.orders = [aJushuitanOrder('JD0001', { status: 'Cancelled', modified: '2026-06-15 09:56:00', remark: '改地址' }), aJushuitanOrder('JD0001', { status: 'WaitPay', modified: '2026-06-15 09:57:00', remark: '' })]
    shop.jushuitan.orders.sort(() => -1)
    await pull()
    expect(await orders()).toHaveLength(1)
  })

  it('put together into one parcel stays two orders, each with its own goods and money', async () => {
    const item = (no: string, amount: number) => ({ oi_id: no, outer_oi_id: `${no}-1`, raw_so_id: no, sku_id: 'YW', name: '即食燕窝', qty: 1, price: amount, amount, item_status: 'Sent' })
    shop.jushuitan.orders = [aJushuitanOrder('JD0001', { pay_amount: '398.00', items: [item('JD0001', 398)] }), aJushuitanOrder('JD0002', { pay_amount: '210.00', freight: '10', items: [item('JD0002', 200)] })]
    await pull()
    shop.jushuitan.orders = [
      aJushuitanOrder('JD0002', { status: 'Merged', modified: '2026-06-15 10:01:00', pay_amount: '210.00', items: [item('JD0002', 200)] }),
      aJushuitanOrder('JD0001', { o_id: 99, status: 'Sent', modified: '2026-06-15 10:02:00', pay_amount: '608.00', merge_so_id: 'JD0001,JD0002', l_id: 'SF9', items: [item('JD0001', 398), item('JD0002', 200)] }),
    ]
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    expect(await orders()).toMatchObject([{ orderNo: 'JD0001', state: 'shipped', paidFen: 39800, logisticsNo: 'SF9' }, { orderNo: 'JD0002', state: 'shipped', paidFen: 21000, logisticsNo: 'SF9' }])
  })

  const part = (no: number, amount: number) => ({ oi_id: no, outer_oi_id: `JD0001-${no}`, raw_so_id: 'JD0001', sku_id: `P${no}`, name: `商品${no}`, qty: 1, price: amount, amount, item_status: 'WaitConfirm' })
  const split = (no: number, amount: number, change: Record<string, unknown> = {}) => aJushuitanOrder('JD0001', { o_id: 100 + no, pay_amount: String(amount), items: [part(no, amount)], ...change })
  const lines = () => shop.server.db.selectFrom('orderLine').select(['subOrderNo', 'paidFen']).orderBy('subOrderNo').execute()

  it('split by the warehouse stays one order with all its goods and its money, told of whole before', async () => {
    shop.jushuitan.orders = [aJushuitanOrder('JD0001', { pay_amount: '560', items: [part(1, 398), part(2, 172)] })]
    await pull()
    shop.jushuitan.orders = [
      aJushuitanOrder('JD0001', { status: 'Split', modified: '2026-06-15 10:01:00', items: [part(1, 398), part(2, 172)] }),
      split(1, 391, { status: 'Sent', l_id: 'SF1', modified: '2026-06-15 10:02:00' }), split(2, 169, { modified: '2026-06-15 10:01:30' }),
    ]
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    expect(await orders()).toMatchObject([{ state: 'shipped', paidFen: 56_000 }])
    expect(await lines()).toMatchObject([{ subOrderNo: 'JD0001-1' }, { subOrderNo: 'JD0001-2' }])
  })

  it.each([['one after the other', ['2026-06-14 20:05:00', '2026-06-14 20:06:00']], ['the later one first', ['2026-06-14 20:06:00', '2026-06-14 20:05:00']]])('known by its parts only, %s, has the goods and the money of both', async (_how, [first, second]) => {
    shop.jushuitan.orders = [split(1, 391, { modified: first })]
    await pull()
    shop.jushuitan.orders = [split(2, 169, { modified: second })]
    // Both lie in the window of a first pull.
    await sql`update source set cursor = '{}'`.execute(shop.server.db)
    await pull()
    await sql`update source set cursor = '{}'`.execute(shop.server.db)
    shop.jushuitan.orders = [split(1, 391, { modified: first, remark: '再读一次' })]
    await pull()
    expect(await orders()).toMatchObject([{ paidFen: 56_000 }])
    expect(await lines()).toHaveLength(2)
  })

  it('whose goods were exchanged has the new ones only', async () => {
    shop.jushuitan.orders = [aJushuitanOrder('JD0001', { pay_amount: '560', items: [part(1, 398), part(2, 172)] })]
    await pull()
    shop.jushuitan.orders = [aJushuitanOrder('JD0001', { modified: '2026-06-15 10:01:00', pay_amount: '560', items: [part(1, 398), { ...part(2, 172), item_status: 'Replaced' }, part(3, 172)] })]
    moveTo('2026-06-15T10:05:00+08:00')
    await pull()
    expect(await orders()).toMatchObject([{ paidFen: 56_000 }])
    expect((await lines()).map(line => line.subOrderNo)).toEqual(['JD0001-1', 'JD0001-3'])
  })

  it('with a damaged field is kept as failed and holds up no other', async () => {
    shop.jushuitan.orders = [aJushuitanOrder('JD0001', { pay_amount: 'many' }), aJushuitanOrder('JD0002')]
    await pull()
    expect((await orders()).map(order => order.orderNo)).toEqual(['JD0002'])
    expect((await shop.server.as('operator-he')('GET', '/api/sources')).json()).toMatchObject({ items: [{ waiting: 0, failed: 1 }] })
  })
})
