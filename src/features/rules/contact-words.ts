import type { BigSale, ContactField, ContactSettings } from '../../../contract/contact-settings.schema.ts'

const unitWords: Record<NonNullable<ContactField['unit']>, string> = { minutes: '分钟', hours: '小时', days: '天', times: '次', people: '位' }
export const unitOf = ({ kind, unit }: ContactField): string => kind === 'share' ? '%' : kind === 'money' ? '元' : unit ? unitWords[unit] : ''
export const weekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const

/** The value at `cadence.max`. */
export const valueAt = (settings: ContactSettings, key: string): unknown => key.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], settings)

/** A copy with these values at their places. */
export function withValues(settings: ContactSettings, values: Record<string, unknown>): ContactSettings {
  const copy = JSON.parse(JSON.stringify(settings)) as ContactSettings & Record<string, unknown>
  for (const [key, value] of Object.entries(values)) {
    const [group, name] = key.split('.') as [string, string?]
    if (name === undefined) Object.assign(copy, { [group]: value })
    else Object.assign(copy[group] as object, { [name]: value })
  }
  return copy
}

/** A share is typed in per cent, money in yuan; everything else as it is kept. */
const shown = (value: number, { kind }: ContactField): number => kind === 'share' ? Math.round(value * 100) : kind === 'money' ? value / 100 : value
export const shownValue = (value: unknown, field: ContactField): string => typeof value === 'number' ? String(shown(value, field)) : typeof value === 'string' ? value : ''
/** 9:00, 9：00 and 0900 are 09:00; anything else stays as it was typed. */
function clockOf(typed: string): string {
  const match = /^(\d{1,2})[:：]?(\d\d)$/.exec(typed)
  return match ? `${match[1]!.padStart(2, '0')}:${match[2]}` : typed
}
export const keptValue = (typed: string, { kind }: ContactField): unknown => kind === 'clock' ? clockOf(typed) : typed === '' ? null : kind === 'share' ? Number(typed) / 100 : kind === 'money' ? Math.round(Number(typed) * 100) : Number(typed)

/** A value as a sentence has it: 45 位, 开, 周一、周二. */
function saidValue(value: unknown, field: ContactField): string {
  if (field.kind === 'switch') return value === true ? '开' : '关'
  if (field.kind === 'weekdays') return Array.isArray(value) ? weekdays.filter((_, at) => value.includes(at + 1)).join('、') : ''
  if (field.kind === 'sales') return (value as BigSale[]).map(({ label, on }) => `${label} ${on}`).join('、') || '没有'
  return `${shownValue(value, field)}${unitOf(field)}`
}

/** What differs between two states, one phrase each: 一天的清单 45位 → 30位. */
export const differences = (before: ContactSettings, after: ContactSettings, fields: readonly ContactField[]): string[] => fields.flatMap((field) => {
  const [was, is] = [valueAt(before, field.key), valueAt(after, field.key)]
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [`${field.label} ${saidValue(was, field)} → ${saidValue(is, field)}`]
})

const isNumber = ({ kind }: ContactField): boolean => kind === 'number' || kind === 'share' || kind === 'money'

/** 1–60，默认 12 */
export function hintOf(standard: unknown, field: ContactField): string {
  const range = isNumber(field) ? `${shown(field.min ?? 0, field)}–${shown(field.max ?? 0, field)}，` : ''
  return field.kind === 'weekdays' || field.kind === 'sales' ? '' : `${range}默认 ${shownValue(standard, field)}`
}

/** What is wrong with one value, beside which it is shown; null: nothing. The server checks the same, and what fits together. */
export function problemOfValue(value: unknown, field: ContactField): string | null {
  const { kind, min, max } = field
  if (kind === 'switch') return null
  if (kind === 'clock') return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? null : '要写几点几分，例如 09:00'
  if (kind === 'weekdays') return Array.isArray(value) && value.length > 0 ? null : '至少要选一天'
  if (kind === 'sales') return problemOfSales(value as BigSale[])
  const isWithin = typeof value === 'number' && Number.isFinite(value) && value >= (min ?? 0) && value <= (max ?? Infinity) && (kind === 'share' || Number.isInteger(value))
  return isWithin ? null : `要在 ${shown(min ?? 0, field)}–${shown(max ?? 0, field)} ${unitOf(field)}之间的整数`
}

/** 6-18, 6.18, 6月18日 and 0618 are 06-18; anything else stays as it was typed. */
export function saleDayOf(typed: string): string {
  const match = /^(\d{1,2})\s*[-./月]\s*(\d{1,2})日?$/u.exec(typed) ?? /^(\d\d)(\d\d)$/.exec(typed)
  return match ? `${match[1]!.padStart(2, '0')}-${match[2]!.padStart(2, '0')}` : typed
}

/** Beside the row it is about stands the first thing that is wrong; null: nothing. */
export const problemOfSale = ({ label, on }: BigSale): string | null =>
  label.trim() === '' ? '要写名字，例如 618' : /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(on) ? null : '日子要写成月-日，例如 06-18'
const problemOfSales = (sales: readonly BigSale[]): string | null => sales.map(problemOfSale).find(problem => problem !== null) ?? null

const isOneOf = (key: string, groups: readonly string[]): boolean => groups.includes(key.split('.')[0]!)
/** What saving these would do. */
export function effectOf(changed: readonly Pick<ContactField, 'key'>[]): string {
  if (changed.every(({ key }) => isOneOf(key, ['queue', 'pushes']))) return '保存后，下一次打开今日、下一次推送起生效。'
  if (changed.some(({ key }) => key === 'oneToOneFen')) return '保存后，累计消费够的客户马上成为 1V1；以后再改高，已经是的也还是。'
  if (changed.every(({ key }) => key === 'highValueShare')) return '保存后，高价值客户按新的比例重算。'
  if (changed.every(({ key }) => isOneOf(key, ['personalTasks']))) return '保存后，下一次群发起生效，已经排好的不动。'
  return '保存后，所有客户会按新的设置重排。'
}
