import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { shops, type ShopKey } from '../../mock/world/goods.ts'
import type { WorldOrder } from '../../mock/world/purchases.ts'
import { taobaoFiles, type OrderFile } from '../../mock/world/taobao-files.ts'
import { makeWorld } from '../../mock/world/world.ts'

const startedAt = new Date('2026-06-15T06:30:00.000Z')
let orders: WorldOrder[]
let files: OrderFile[]
beforeAll(() => { ({ orders, orderFiles: files } = makeWorld({ seed: 7, startedAt })) })

type Row = Record<string, string>
const read = (file: OrderFile): Row[] => parse(new TextDecoder('gb18030', { fatal: true }).decode(file.bytes), { columns: true }) as Row[]
const fileOf = (shop: ShopKey, level: 'order' | 'item') => files.find(f => f.shop === shop && f.name.startsWith('ExportOrderList') === (level === 'order'))!
/** What a reader who knows the quirks makes of an id, an amount, a time. */
const plainId = (text: string) => text.replace(/^="(.*)"$/, '$1')
const fen = (text: string) => Math.round(Number(text.replace('元', '')) * 100)
const instant = (text: string): number | null => {
  if (text === '') return null
  const [year, month, day, hour, minute, second] = text.split(/\D/).map(Number) as [number, number, number, number, number, number?]
  return Date.UTC(year, month - 1, day, hour - 8, minute, second ?? 0)
}

describe('the order exports', () => {
  it('are an order file and an item file for each shop, in GBK and not in UTF-8', () => {
    expect(files.map(f => f.shop)).toEqual(['flagship', 'flagship', 'seafood', 'seafood', 'private', 'private'])
    expect(new Set(files.map(f => f.name)).size).toBe(6)
    for (const file of files) {
      expect(file.name).toMatch(/^Export(OrderList|ItemList|OrderDetailList)\d{12}-\d+\.csv$/)
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(file.bytes)).toThrow()
      expect(new TextDecoder('gb18030', { fatal: true }).decode(file.bytes)).not.toMatch(/\uFFFD/)
    }
  })

  it('say of each order what was meant: number, buyer, money, times, recipient, status', () => {
    const meant = new Map(orders.map(o => [o.orderNo, o]))
    let seen = 0
    for (const shop of Object.keys(shops) as ShopKey[]) {
      for (const row of read(fileOf(shop, 'order'))) {
        const order = meant.get(plainId(row['订单编号']!))!
        const precisionMs = shop === 'seafood' ? 60_000 : 1000
        const floor = (at: number | null) => at === null ? null : Math.floor(at / precisionMs) * precisionMs
        expect(order.shop).toBe(shop)
        expect([row['店铺名称'], row['买家会员名'], row['收货人姓名'], row['买家留言']]).toEqual([shops[shop].name, order.buyerNick, order.recipient, order.buyerNote])
        expect([fen(row['买家实际支付金额']!), fen(row['买家应付邮费']!)]).toEqual([order.paidFen, order.freightFen])
        expect([instant(row['订单创建时间']!), instant(row['订单付款时间 ']!)]).toEqual([floor(order.placedAt), floor(order.paidAt)])
        expect(row['联系手机']).toBe(order.isPhoneMasked ? `'${order.phone.slice(0, 3)}****${order.phone.slice(-4)}` : `'${order.phone}`)
        expect(row['订单状态']!.startsWith({ unpaid: '等待', paid: '买家已付款', shipped: '卖家已发货', completed: '交易成功', closed: '交易关闭', refunded: '交易关闭' }[order.state])).toBe(true)
        seen++
      }
    }
    expect(seen).toBe(orders.length)
  })

  it('say of each line what was meant, and the lines come to the order', () => {
    const meant = new Map(orders.map(o => [o.orderNo, o]))
    for (const shop of ['flagship', 'seafood'] as const) {
      const byOrder = new Map<string, Row[]>()
      for (const row of read(fileOf(shop, 'item'))) {
        const number = plainId(row['主订单编号']!)
        byOrder.set(number, [...(byOrder.get(number) ?? []), row])
      }
      expect(byOrder.size).toBe(orders.filter(o => o.shop === shop).length)
      for (const [number, rows] of byOrder) {
        const order = meant.get(number)!
        expect(rows.map(row => [row['商品标题'], row['商家编码'], Number(row['购买数量']), fen(row['买家实付金额']!)]))
          .toEqual(order.lines.map(l => [l.title, l.code, l.quantity, l.paidFen]))
        expect(rows.map(row => row['退款金额'] === '无退款申请' ? 0 : fen(row['退款金额']!))).toEqual(order.lines.map(l => l.refundFen))
        expect(rows.reduce((sum, row) => sum + fen(row['买家实付金额']!), order.paidAt === null ? 0 : order.freightFen)).toBe(order.paidFen)
      }
    }
    const old = read(fileOf('private', 'item'))
    expect(old.map(row => [plainId(row['订单编号']!), row['标题'], Number(row['购买数量']), fen(row['价格']!)]).sort())
      .toEqual(orders.filter(o => o.shop === 'private').flatMap(o => o.lines.map(l => [o.orderNo, l.title, l.quantity, l.unitFen])).sort())
  })

  it('give each line a number of its own', () => {
    const numbers = (['flagship', 'seafood'] as const).flatMap(shop => read(fileOf(shop, 'item')).map(row => plainId(row['子订单编号']!)))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers.filter(n => !/^\d{19}$/.test(n))).toEqual([])
  })

  it('carry the quirks of real ones', () => {
    const kept = new Map<OrderFile, Row[]>()
    const rows = (shop: ShopKey, level: 'order' | 'item') => {
      const file = fileOf(shop, level)
      kept.set(file, kept.get(file) ?? read(file))
      return kept.get(file)!
    }
    expect(rows('private', 'order').every(row => /^="\d{19}"$/.test(row['订单编号']!))).toBe(true)
    expect(rows('flagship', 'order').every(row => /^\d{19}$/.test(row['订单编号']!))).toBe(true)
    expect(Object.keys(rows('private', 'order')[0]!).length).toBe(41)
    expect(rows('flagship', 'order').some(row => /^\d+\.\d\d元$/.test(row['打款商家金额']!))).toBe(true)
    expect(rows('seafood', 'order').every(row => /^\d{4}\/\d{1,2}\/\d{1,2} \d{1,2}:\d\d$/.test(row['订单创建时间']!))).toBe(true)
    const states = [...rows('flagship', 'order'), ...rows('seafood', 'order')].map(row => row['订单状态'])
    expect(states).toContain('卖家已发货，等待买家确认')
    expect(rows('flagship', 'item').some(row => row['退款金额'] === '无退款申请' && row['买家应付货款'] !== row['买家实付金额'])).toBe(true)
    expect(rows('flagship', 'item').map(row => row['订单状态'])).toContain('部分退款')
    expect(rows('flagship', 'item').some(row => row['商品标题']!.startsWith('【赠品】') && row['商品价格'] === '0.00')).toBe(true)
    expect(rows('seafood', 'item').some(row => row['商品标题']!.includes('送货上门服务'))).toBe(true)
    expect(rows('flagship', 'order').some(row => row['订单付款时间 '] === '')).toBe(true)
  })

  it('write both commas of a status, each shop its own', () => {
    const template = orders.find(o => o.shop === 'flagship' && o.state === 'completed')!
    const shipped = (['flagship', 'seafood'] as const).map(shop => ({ ...template, shop, state: 'shipped' as const, signedAt: null }))
    const written = taobaoFiles(shipped, startedAt.getTime()).filter(f => f.name.startsWith('ExportOrderList')).flatMap(read).map(row => row['订单状态'])
    expect(written).toEqual(['卖家已发货，等待买家确认', '卖家已发货,等待买家确认'])
  })

  it('survive what people write: commas, quotes, line breaks, an equals sign', () => {
    const buyerNote = '放门口,别按铃，"谢谢"\n=SUM(A1)\'\r\n第二行'
    const written = taobaoFiles([{ ...orders[0]!, shop: 'flagship', buyerNote }], startedAt.getTime())[0]!
    expect(read(written)[0]!['买家留言']).toBe(buyerNote)
  })
})
