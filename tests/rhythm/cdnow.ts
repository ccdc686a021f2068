import { readFileSync } from 'node:fs'
import { dayNumberOf } from '../../server/rhythm/day-number.ts'
import { historyOf, type Purchase, type PurchaseHistory } from '../../server/rhythm/purchase-history.ts'

const folder = new URL('../fixtures/models/', import.meta.url)

export function fixtureText(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8')
}

/** The 2,357 customers of the CDNOW sample, in the order of their ids; money in hundredths of a dollar. */
export function cdnowHistories(): PurchaseHistory[] {
  const byCustomer = new Map<string, Purchase[]>()
  for (const line of fixtureText('CDNOW_sample.txt').split('\n')) {
    const [, customer, date, , dollars] = line.trim().split(/\s+/)
    if (!customer || !date || !dollars) continue
    const day = dayNumberOf(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`)
    byCustomer.set(customer, [...byCustomer.get(customer) ?? [], { day, amountFen: Math.round(Number(dollars) * 100) }])
  }
  return [...byCustomer.values()].map(historyOf)
}

/** Every `step` days from one ISO day to another. */
export function daysFrom(first: string, last: string, step = 30): number[] {
  const days: number[] = []
  for (let day = dayNumberOf(first); day <= dayNumberOf(last); day += step) days.push(day)
  return days
}
