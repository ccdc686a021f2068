import { parse } from 'csv-parse/sync'
import { dayNumberOf } from '../../server/rhythm/day-number.ts'
import { historyOf, type Purchase, type PurchaseHistory } from '../../server/rhythm/purchase-history.ts'

/** Says which line of the log is wrong and what is expected there. */
export class PurchaseLogError extends Error {
  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`)
    this.name = 'PurchaseLogError'
  }
}

interface Row { record: string[], info: { lines: number } }

function amountFenOf(text: string, line: number): number | null {
  if (text === '') return null
  const amount = Number(text)
  if (!Number.isFinite(amount)) throw new PurchaseLogError(line, `amount is not a number: ${text}`)
  return Math.round(amount * 100)
}

function dayOf(text: string, line: number): number {
  try { return dayNumberOf(text) }
  catch { throw new PurchaseLogError(line, `date must be a day of the calendar as YYYY-MM-DD: ${text || '(empty)'}`) }
}

function rowsOf(text: string): Row[] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true, info: true }) as unknown as Row[]
  }
  catch (error) { throw new Error(`not a CSV file: ${error instanceof Error ? error.message : String(error)}`) }
}

/**
 * Reads a log with the header `customer,date[,amount]` (any order; other columns are ignored). Dates are ISO, a time behind them is ignored; amounts are
 * yuan, may be empty, and are refunds when negative. Rows may come in any order. Histories are sorted by customer. Throws PurchaseLogError.
 */
export function readPurchaseLog(text: string): PurchaseHistory[] {
  const [head, ...rows] = rowsOf(text)
  const columns = head?.record.map(name => name.toLowerCase()) ?? []
  const [customerAt, dateAt, amountAt] = ['customer', 'date', 'amount'].map(name => columns.indexOf(name)) as [number, number, number]
  if (customerAt < 0 || dateAt < 0) throw new PurchaseLogError(1, `the header must be customer,date[,amount], not: ${columns.join(',') || '(empty)'}`)
  const byCustomer = new Map<string, Purchase[]>()
  for (const { record, info } of rows) {
    const customer = record[customerAt] ?? ''
    if (customer === '') throw new PurchaseLogError(info.lines, 'customer is empty')
    const purchase = { day: dayOf(record[dateAt] ?? '', info.lines), amountFen: amountAt < 0 ? null : amountFenOf(record[amountAt] ?? '', info.lines) }
    const known = byCustomer.get(customer)
    if (known) known.push(purchase)
    else byCustomer.set(customer, [purchase])
  }
  if (byCustomer.size === 0) throw new PurchaseLogError(2, 'the log has no purchases')
  return [...byCustomer.keys()].sort().map(customer => historyOf(byCustomer.get(customer)!)).filter(history => history.days.length > 0)
}
