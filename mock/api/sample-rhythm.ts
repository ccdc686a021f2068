import type { OrderRhythm } from '../../contract/orders.schema.ts'

/** Two years of a steady buyer, as the sample customer of 2026-06-15 has them. */
export function aRhythm(change: Partial<OrderRhythm> = {}): OrderRhythm {
  const months = Array.from({ length: 24 }, (_, at) => {
    const number = 2024 * 12 + 6 + at
    const netFen = at % 3 === 2 ? 0 : 120_000 + at % 5 * 40_000
    return { month: `${Math.floor(number / 12)}-${String(number % 12 + 1).padStart(2, '0')}`, netFen, orders: netFen > 0 ? 1 : 0 }
  })
  return {
    months, earlierFen: 0,
    days: months.filter(({ netFen }) => netFen > 0).map(({ month, netFen }, at) => ({ day: `${month}-${String(at % 20 + 3).padStart(2, '0')}`, netFen, isGift: at % 7 === 3 })),
    today: '2026-06-15',
    next: { kind: 'expected', from: '2026-06-18', to: '2026-07-02', gapDays: 34, gaps: 11, isOverdue: false, reason: '自己吃的买过 12 次，平时 34 天左右买一次' }, ...change,
  }
}
