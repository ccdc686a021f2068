import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type DayNumber, dayNumberOf, isoDayOf } from '../../server/rhythm/day-number.ts'
import { type PurchaseHistory } from '../../server/rhythm/purchase-history.ts'
import { evaluateRolling, type MethodQuality, usualOrigins } from '../../server/rhythm/rolling-evaluation.ts'
import { readPurchaseLog } from '../rhythm/purchase-log.ts'

const usage = 'npm run bench -- rhythm --log FILE.csv [--json] [--origins FIRST:LAST:30]'

interface Options { log: string, json: boolean, origins: string | undefined }

function optionsOf(args: string[]): Options {
  const { values } = parseArgs({ args, options: { log: { type: 'string' }, json: { type: 'boolean' }, origins: { type: 'string' } } })
  if (!values.log) throw new Error(`--log is missing. ${usage}`)
  return { log: values.log, json: values.json ?? false, origins: values.origins }
}

/** Decision days of `FIRST:LAST:STEP`: ISO days and whole days. */
export function originsOf(text: string): DayNumber[] {
  const match = /^(\d{4}-\d{2}-\d{2}):(\d{4}-\d{2}-\d{2}):([1-9]\d*)$/.exec(text)
  if (!match) throw new Error(`--origins must be FIRST:LAST:30 with days as YYYY-MM-DD, not: ${text}`)
  const [first, last, step] = [dayNumberOf(match[1]!), dayNumberOf(match[2]!), Number(match[3])]
  if (last < first) throw new Error(`--origins ends before it begins: ${text}`)
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step)
}

function logOf(path: string): PurchaseHistory[] {
  let text: string
  try { text = readFileSync(path, 'utf8') }
  catch (error) { throw new Error(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`) }
  return readPurchaseLog(text)
}

function tableOf(methods: readonly MethodQuality[]): string {
  const figure = (value: number | null) => (value === null ? '–' : value.toFixed(4)).padStart(10)
  const lines = methods.map(m => m.name.padEnd(12) + [m.auc, m.precisionAt15, m.lift, m.ece].map(figure).join(''))
  return [`${'method'.padEnd(12)}${['AUC', 'prec@15%', 'lift', 'ECE'].map(name => name.padStart(10)).join('')}`, ...lines].join('\n')
}

/** Who buys in the 30 days after each decision day: the product's score beside its baselines, on any log. Prints a table, or JSON alone with `--json`. */
export async function run(args: string[]): Promise<void> {
  const options = optionsOf(args)
  const histories = logOf(options.log)
  const days = options.origins === undefined ? usualOrigins(histories) : originsOf(options.origins)
  if (days.length === 0) throw new Error('the log spans less than the 210 days that the usual decision days need; name them with --origins FIRST:LAST:30')
  const lastDay = histories.reduce((last, history) => Math.max(last, history.days.at(-1)!), -Infinity)
  if (days.at(-1)! + 30 > lastDay) process.stderr.write(`the log ends on ${isoDayOf(lastDay)}, within 30 days of the last decision day\n`)
  const methods = evaluateRolling(histories, days)
  const origins = days.map(isoDayOf)
  if (options.json) process.stdout.write(`${JSON.stringify({ origins, methods }, null, 2)}\n`)
  else process.stdout.write(`${histories.length} customers, ${origins.length} decision days from ${origins[0]} to ${origins.at(-1)}\n${tableOf(methods)}\n`)
}
