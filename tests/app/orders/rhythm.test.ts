import fc from 'fast-check'
import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { aSidebar } from '../../../mock/api/sample.ts'
import { aRhythm } from '../../../mock/api/sample-rhythm.ts'
import { bestMonth, chartWidth, curvePoints, stripOf } from '../../../src/features/orders/chart-geometry.ts'
import { cleanPages, find, openCustomer, openTab, tap, textOf, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

describe('the pictures of the orders panel', () => {
  test('say rhythm, expected range and its reason in words, and money by month', async () => {
    await openCustomer()
    await openTab('订单')
    await untilText('.charts', '预计 6月18日–7月2日 再买')
    expect(textOf('.charts')).toContain('平时 34 天左右买一次')
    expect(textOf('.charts')).toContain('近 24 个月')
    const [strip, curve] = [...document.querySelectorAll('.charts svg')].map(picture => picture.getAttribute('aria-label') ?? '')
    expect(strip).toContain('5月')
    expect(strip).toContain('（送人）')
    expect(curve).toMatch(/^近 24 个月每月消费：2024年7月 ¥/)
  })

  test('say what is unknown and why, and what is overdue', async () => {
    const state = await openCustomer(aSidebar(), {}, (prepared) => {
      prepared.rhythm = aRhythm({ next: { kind: 'unknown', reason: '自己吃的只买过一次，买过两次才看得出多久买一次' } })
    })
    await openTab('订单')
    await untilText('.charts', '下次什么时候买：未知')
    expect(textOf('.charts')).toContain('买过两次才看得出')
    expect(find('.charts .range')).toBeNull()
    expect(state.rhythm.next.kind).toBe('unknown')
  })

  test('fail alone: the orders stay, and one tap reads again', async () => {
    let isAway = true
    await openCustomer()
    api.use(http.get('/api/customers/:id/orders/rhythm', () => isAway ? HttpResponse.json({ code: 'database-away', message: '稍后再试。' }, { status: 503 }) : undefined))
    await openTab('订单')
    await untilText('.orders', '节奏和每月消费没读到，订单都还在。稍后再试。')
    expect(textOf('.orders')).toContain('即食燕窝')
    isAway = false
    await tap('再试一次')
    await untilText('.charts', '预计')
  })
})

describe('the geometry', () => {
  const day = fc.integer({ min: 0, max: 900 }).map(back => new Date(Date.UTC(2026, 5, 15) - back * 86_400_000).toISOString().slice(0, 10))
  const rhythm = fc.record({
    days: fc.uniqueArray(fc.record({ day, netFen: fc.integer({ min: 1, max: 9e8 }), isGift: fc.boolean() }), { maxLength: 60, selector: ({ day: on }) => on }).map(days => days.sort((a, b) => a.day < b.day ? -1 : 1)),
    from: fc.integer({ min: -800, max: 800 }), width: fc.integer({ min: 0, max: 400 }),
  })
  const later = (days: number) => new Date(Date.UTC(2026, 5, 15) + days * 86_400_000).toISOString().slice(0, 10)

  test('keeps every mark, today and the range inside the picture, in the order of their days', () => {
    fc.assert(fc.property(rhythm, ({ days, from, width }) => {
      const strip = stripOf(aRhythm({ days, next: { kind: 'expected', from: later(from), to: later(from + width), gapDays: 30, gaps: 3, isOverdue: false, reason: '' } }))
      const xs = strip.marks.map(({ x }) => x)
      for (const x of [...xs, strip.todayX, ...(strip.next ? [strip.next.x] : [])]) expect(x >= 0 && x <= chartWidth).toBe(true)
      expect(xs).toEqual([...xs].sort((a, b) => a - b))
      if (strip.next) expect(strip.next.width).toBeGreaterThanOrEqual(3)
      if (strip.next) expect(strip.next.x + strip.next.width).toBeLessThanOrEqual(chartWidth + 3)
    }))
  })

  test('draws the month with the most at the top and nothing bought on the zero line', () => {
    const months = [0, 30_000, 0, 90_000].map((netFen, at) => ({ month: `2026-0${at + 1}`, netFen, orders: netFen > 0 ? 1 : 0 }))
    const points = curvePoints(months, 64)
    expect(points.map(({ y }) => y)).toEqual([64, 42.7, 64, 0])
    expect(bestMonth(points)?.month).toBe('2026-04')
    expect(bestMonth(curvePoints(months.map(month => ({ ...month, netFen: 0 })), 64))).toBeNull()
  })
})
