import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanCell, readCount, readDay, readId, readMoney, readPhone, readTime } from '../../server/orders/formats/cells.ts'
import { isRefunded, readState } from '../../server/orders/formats/states.ts'

describe('an order number', () => {
  it.each([
    ['="1930679858170647"', '1930679858170647'], ['"1930679858170647"', '1930679858170647'], ['\'18618486065', '18618486065'], ['\t6919283746501928374', '6919283746501928374'],
    ['\u200b260303-123 \u00a0', '260303-123'], ['\'="1930679858170647"', '1930679858170647'], ['\'\t1930679858170647', '1930679858170647'],
  ])('is freed from its wrapping: %j', (raw, clean) => expect(cleanCell(raw)).toBe(clean))

  it('stays text to the last of 19 digits', () => {
    expect(readId('6919283746501928374')).toEqual({ value: '6919283746501928374' })
  })

  it.each(['1.93E+15', '1.93068E+15', '1.930679858170647e+18', '1930679858170647000.0'])('damaged by a spreadsheet (%s) is refused, never guessed', (text) => {
    expect(readId(text)).toMatchObject({ code: 'damaged-id' })
  })

  it.each(['合计', '#REF!', '=A1+1'])('that is none (%s) is refused', text => expect(readId(text)).toMatchObject({ code: 'bad-id' }))
})

describe('money', () => {
  it.each([
    ['598.00元', 59800], ['¥1,280.5', 128050], ['￥1,234,567.89', 123456789], ['0', 0], ['-5.00', -500], ['59.900000000000006', 5990], ['10 元', 1000],
    ['', null], ['-', null], ['—', null], ['无退款申请', null],
  ])('%s is %s fen', (text, fen) => expect(readMoney(text)).toEqual({ value: fen }))

  it.each(['12.345', '1.2E+3', '十元', '1,2.5.1', '=1+1'])('%s is refused', text => expect(readMoney(text)).toMatchObject({ code: 'bad-money' }))

  it('is right to the fen for every amount, however it is written', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), fc.constantFrom('', '¥', '￥'), fc.constantFrom('', '元'), fc.boolean(), (fen, before, after, hasCommas) => {
      const yuan = String(Math.floor(fen / 100))
      const written = `${hasCommas ? yuan.replace(/\B(?=(\d{3})+$)/g, ',') : yuan}.${String(fen % 100).padStart(2, '0')}`
      expect(readMoney(before + written + after)).toEqual({ value: fen })
    }))
  })
})

describe('a time', () => {
  it.each([
    ['2016/5/23 22:02', '2016-05-23T14:02:00.000Z'], ['2026-09-22 00:54:10', '2026-09-21T16:54:10.000Z'], ['2026年9月22日 00:54', '2026-09-21T16:54:00.000Z'], ['20260922005410', '2026-09-21T16:54:10.000Z'],
    ['2026-09-22', '2026-09-21T16:00:00.000Z'], ['2026-09-22T00:54:10+08:00', '2026-09-21T16:54:10.000Z'], ['2026-09-21T16:54:10Z', '2026-09-21T16:54:10.000Z'],
    ['46287.0375', '2026-09-21T16:54:00.000Z'], ['', null], ['-', null], ['0000-00-00 00:00:00', null],
  ])('%s is %s', (text, at) => expect(readTime(text)).toEqual({ value: at }))

  it.each(['2026-02-30 10:00:00', '昨天', '2026-13-01', '1970-01-01 00:00:00', '2026-01-01 25:00'])('%s is refused', text => expect(readTime(text)).toMatchObject({ code: 'bad-time' }))

  it('in any of the forms is the same instant', () => {
    fc.assert(fc.property(fc.integer({ min: Date.UTC(2005, 0, 1) / 60_000, max: Date.UTC(2035, 0, 1) / 60_000 }), (minutes) => {
      const at = new Date(minutes * 60_000)
      const local = new Date(at.getTime() + 8 * 3_600_000)
      const [y, m, d, h, min] = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate(), local.getUTCHours(), String(local.getUTCMinutes()).padStart(2, '0')]
      for (const text of [`${y}/${m}/${d} ${h}:${min}`, `${y}年${m}月${d}日 ${h}:${min}`, at.toISOString(), String(local.getTime() / 86_400_000 + 25569)]) {
        if (/^\d{5}$/.test(text) || text.includes('.') || text.includes('-') || text.includes('/') || text.includes('年')) expect(readTime(text)).toEqual({ value: at.toISOString() })
      }
    }))
  })
})

describe('a phone', () => {
  it.each(['18618486065', '+86 186-1848-6065', '8618618486065'])('%s is full', text => expect(readPhone(text)).toEqual({ kind: 'full', digits: '18618486065' }))
  it.each([
    ['186******05', null], ['186****6065', '6065'], ['##密文abc', null], ['$$abc$$', null], ['****', null], ['18400001234-5678', null], ['18400001234转5678', null], ['1.86E+10', null],
  ])('%s is masked and matches nobody', (text, lastFour) => expect(readPhone(text)).toEqual({ kind: 'masked', lastFour }))
  it.each(['', '-', '0571-88886666', '123'])('%j is none', text => expect(readPhone(text)).toEqual({ kind: 'none' }))
})

describe('the rest of a row', () => {
  it('reads counts and days, and refuses halves', () => {
    expect(readCount('3件')).toEqual({ value: 3 })
    expect(readCount('2.0')).toEqual({ value: 2 })
    expect(readCount('1.5')).toMatchObject({ code: 'bad-count' })
    expect([readDay('1980/5/6'), readDay('1980-02-31'), readDay('不详')]).toEqual(['1980-05-06', null, null])
  })

  it.each([
    ['等待买家付款', 'unpaid'], ['买家已付款，等待卖家发货', 'paid'], ['买家已付款,等待卖家发货', 'paid'], ['卖家已发货，等待买家确认', 'shipped'], ['交易成功', 'completed'], ['交易关闭', 'closed'],
    ['退款成功', 'refunded'], ['部分退款', 'completed'], ['(删除)等待出库', 'closed'], ['等待出库', 'paid'], ['已发货，待签收', 'shipped'], ['星际运输中', null],
  ])('reads the status %s as %s', (word, state) => expect(readState(word)).toBe(state))

  it('takes only what went through for a refund', () => {
    expect(['退款成功', '未发货退款成功', '售后完成'].map(isRefunded)).toEqual([true, true, true])
    expect(['无售后或售后取消', '退款关闭', '没有申请退款', '-', '退款中'].map(isRefunded)).toEqual([false, false, false, false, false])
  })
})
