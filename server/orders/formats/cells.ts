import { normalisePhone } from '../../privacy/vault.ts'
import type { PhoneReading } from '../drafts.ts'

/** Either what a cell means, or why it means nothing (Chinese). */
export type Reading<T> = { value: T } | { wrong: string, code: string }

const invisible = /[\u0000-\u0008\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/** A cell without what spreadsheets and platforms wrap around it: `="…"`, a leading `'`, TAB, quotes, blanks, invisible characters. */
export function cleanCell(raw: string): string {
  let text = raw.replace(invisible, '').replace(/[\t\u00a0\u3000]/g, ' ').trim().replace(/^'/, '').trim()
  const formula = /^="(.*)"$/s.exec(text)
  if (formula) text = formula[1]!.replaceAll('""', '"').trim()
  if (/^".*"$/s.test(text) && text.length > 1) text = text.slice(1, -1).trim()
  return text.replace(/^'/, '').trim()
}

const nothing = new Set(['', '-', '--', '—', '——', '/', 'null', 'NULL', 'None', '无', '无退款申请', '暂无'])
export const isNothing = (text: string): boolean => nothing.has(text)

/** A number that a spreadsheet has shortened (1.93E+15): what is left of it is shared by many. */
export const isShortened = (text: string): boolean => /^\d(\.\d+)?e\+\d+$/i.test(text)

/** An order number, as text: 18–19 digits do not fit a number. Scientific notation and digits lost by Excel are never guessed. */
export function readId(given: string): Reading<string> {
  const text = given.normalize('NFKC')
  if (/^\d(\.\d+)?e[+-]?\d+$/i.test(text) || /^\d{16,}\.0*$/.test(text)) {
    return { code: 'damaged-id', wrong: `编号「${text}」被表格软件改成了科学计数或丢了位数，请重新从平台导出，不要用 Excel 另存` }
  }
  const id = text.replace(/\.0$/, '')
  if (!/^[\w-]{4,64}$/.test(id)) return { code: 'bad-id', wrong: `编号「${text.slice(0, 30)}」不像订单编号，请检查这一列` }
  return { value: id }
}

/** Decimal money in integer fen: ¥, 元 and thousands commas allowed, empty and dashes are null. */
export function readMoney(text: string): Reading<number | null> {
  if (isNothing(text)) return { value: null }
  // Blanks part thousands as commas do: 1 234.50, and nothing else.
  const plain = text.normalize('NFKC').replace(/[¥￥]|元|CNY|RMB/gi, '').trim().replace(/^-\s+/, '-').replace(/[,\s](?=\d{3}(\D|$))/g, '')
  if (!/^-?\d{1,10}(\.\d+)?$/.test(plain)) return { code: 'bad-money', wrong: `金额「${text.slice(0, 30)}」看不懂，请改成数字，例如 1280.00` }
  const fen = Math.round(Number(plain) * 100)
  // 59.900000000000006 is 59.90 after a trip through a spreadsheet; 12.345 is not money.
  if (Math.abs(Number(plain) * 100 - fen) > 1e-4) return { code: 'bad-money', wrong: `金额「${text.slice(0, 30)}」超过两位小数，请核对` }
  return { value: fen }
}

export function readCount(text: string): Reading<number | null> {
  if (isNothing(text)) return { value: null }
  const plain = text.normalize('NFKC').replace(/[件个盒瓶,\s]/g, '').replace(/\.0+$/, '')
  if (!/^\d{1,6}$/.test(plain)) return { code: 'bad-count', wrong: `数量「${text.slice(0, 30)}」不是整数，请核对` }
  return { value: Number(plain) }
}

const written = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?秒?)?分?)?\s*(Z|[+-]\d{2}:?\d{2})?$/
const packed = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?$/
const shanghaiMs = 8 * 3_600_000

/** Wall-clock time of Asia/Shanghai (no daylight saving since 1991) in the forms exports use; empty and zero dates are null. ISO 8601 in UTC. */
export function readTime(given: string): Reading<string | null> {
  const text = given.normalize('NFKC')
  if (isNothing(text) || /^0{4}[-/]0{1,2}[-/]0{1,2}/.test(text)) return { value: null }
  const serial = /^(\d{5})(\.\d+)?$/.exec(text)
  if (serial) return instant(new Date(Math.round((Number(text) - 25569) * 86_400) * 1000 - shanghaiMs), text)
  const parts = written.exec(text) ?? packed.exec(text)
  if (!parts) return badTime(text)
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = parts
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const same = new Date(wall)
  if (same.getUTCMonth() !== Number(month) - 1 || same.getUTCDate() !== Number(day) || Number(hour) > 23 || Number(minute) > 59) return badTime(text)
  return instant(new Date(wall - offsetMs(zone)), text)
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined) return shanghaiMs
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000
}

const badTime = (text: string): Reading<never> => ({ code: 'bad-time', wrong: `时间「${text.slice(0, 30)}」看不懂，请改成 2026-06-01 12:30:00 的样子` })
function instant(at: Date, text: string): Reading<string> {
  const year = at.getUTCFullYear()
  return year >= 2000 && year <= 2099 ? { value: at.toISOString() } : badTime(text)
}

/** A full mobile number, or masked (stars, ciphertext, a platform's virtual number): only full ones ever match. */
export function readPhone(text: string): PhoneReading {
  if (isNothing(text)) return { kind: 'none' }
  const digits = normalisePhone(text.replace(/\.0$/, ''))
  if (digits) return { kind: 'full', digits }
  if (/[*#$＊]|密文|转|^\d\.\d+e\+|\d{11}[-,_ ]\d{3,6}$/i.test(text)) {
    const lastFour = /[*＊](\d{4})$/.exec(text)?.[1] ?? null
    return { kind: 'masked', lastFour }
  }
  return { kind: 'none' }
}

export const isMasked = (text: string): boolean => /[*＊]|##|\$\$|密文/.test(text)

/** What platforms and tills write for whoever has no name: many people share it. */
const nobody = /^[（(【[]?(?:匿名|游客|散客|访客|未知|普通|线下|临时)(?:买家|用户|会员|顾客|客户|购买)?[）)】\]]?$|^(?:guest|anonymous|undefined|unknown)$/i

/** A buyer's name or id by which the platform knows one person; null where it names nobody, or is masked. */
export const readBuyer = (text: string): string | null => text === '' || isNothing(text) || isMasked(text) || isShortened(text) || nobody.test(text) ? null : text

/** A calendar day, or null. */
export function readDay(text: string): string | null {
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})/.exec(text)
  if (!parts) return null
  const day = `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`
  return Number.isNaN(Date.parse(`${day}T00:00:00Z`)) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day || day < '1900' ? null : day
}
