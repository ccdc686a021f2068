import { afterEach, expect, test } from 'vitest'
import type { VueWrapper } from '@vue/test-utils'
import { cleanPages, openCustomer, until } from '../../support/app-customer.ts'
import { openPage } from '../support/open-page.ts'
import { aDue, serve } from '../support/served-queue.ts'

cleanPages()
let app: VueWrapper | undefined
afterEach(() => {
  app?.unmount()
  app = undefined
})

const tabs = () => [...document.querySelectorAll<HTMLElement>('[role=tab]')]
/** Title, whether it is shown, and whether the Tab key stops there. */
const stops = () => tabs().filter(tab => tab.tabIndex === 0).map(tab => [tab.textContent?.trim().replace(/\d+$/, ''), tab.getAttribute('aria-selected')])
const focused = () => document.activeElement?.textContent?.trim().replace(/\d+$/, '')
/** False: the page took the key. */
const dispatch = (key: string, init: KeyboardEventInit = {}): boolean => document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))
async function press(key: string, expected: string): Promise<void> {
  expect(dispatch(key)).toBe(false)
  await until(() => stops().join() === `${expected},true` && focused() === expected)
}

test('of a customer\'s tabs one is a stop; the arrows go round, Home and End to the ends, and the panel follows', async () => {
  await openCustomer()
  expect(stops()).toEqual([['话术', 'true']])
  tabs()[0]!.focus()
  await press('ArrowRight', '订单')
  await press('ArrowLeft', '话术')
  await press('ArrowLeft', '提醒')
  await press('ArrowRight', '话术')
  await press('End', '提醒')
  expect(document.querySelector('[role=tabpanel]')?.getAttribute('aria-label')).toBe('提醒')
  await press('Home', '话术')
  // Alt and the arrow is the browser's way back.
  expect([dispatch('ArrowRight', { altKey: true }), dispatch('ArrowDown')]).toEqual([true, true])
})

test('the views of 今日 too', async () => {
  serve({ due: [aDue(1)], overdue: [aDue(2)], upcoming: [aDue(3)] });
  ({ app } = await openPage('/today'))
  await until(() => document.querySelectorAll('.line-name').length === 1)
  expect(stops()).toEqual([['今日', 'true']])
  tabs()[0]!.focus()
  await press('ArrowRight', '逾期')
  await press('End', '接下来')
  await until(() => document.querySelector('.line-name')?.textContent === '客户3')
})
