import { getHoldout } from '../../../contract/holdout.endpoints.ts'
import type { HoldoutGroup } from '../../../contract/holdout.schema.ts'
import { mock, type MockHandler } from '../mock.ts'

const group = (customers: number, buyers: number, revenueFen: number, proactiveTouches: number): HoldoutGroup => ({
  customers, buyers, buyRate: { value: buyers / customers, from: buyers / customers - 0.01, to: buyers / customers + 0.01 }, revenueFen,
  revenuePerCustomerFen: { value: revenueFen / customers, from: revenueFen / customers - 2_000, to: revenueFen / customers + 2_000 }, proactiveTouches,
})

export const holdoutHandlers = (): MockHandler[] => [
  mock(getHoldout, () => ({
    from: '2026-03-17', to: '2026-06-15', share: 0.1, touched: group(4_512, 1_308, 81_216_000, 2_950), heldOut: group(488, 129, 7_808_000, 3),
    difference: { buyRate: { value: 0.0256, from: -0.016, to: 0.067 }, revenuePerCustomerFen: { value: 2_000, from: -1_100, to: 5_100 } }, verdict: 'unclear' as const,
  })),
]
