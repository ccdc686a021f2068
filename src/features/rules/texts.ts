import type { RuleField } from '../../../contract/rules.schema.ts'

export const unitWords: Record<NonNullable<RuleField['unit']>, string> = { minutes: '分钟', hours: '小时', days: '天', times: '倍', fen: '元' }

/** Money is typed in yuan and kept in fen; everything else as it is kept. */
export const shownNumber = (value: unknown, { unit }: RuleField): string => typeof value !== 'number' ? '' : String(unit === 'fen' ? value / 100 : value)
export const keptNumber = (typed: string, { unit }: RuleField): number => unit === 'fen' ? Math.round(Number(typed) * 100) : Number(typed)

/** What is wrong with one setting, beside which it is shown; null: nothing. The server checks the same, and what fits together. */
export function problemOf(value: unknown, field: RuleField): string | null {
  const { kind, min, max, unit } = field
  if (kind === 'text') return typeof value === 'string' && value.trim().length >= (min ?? 0) && value.length <= (max ?? Infinity) ? null : `要写 ${min ?? 0}–${max ?? ''} 个字`
  if (kind === 'number') {
    const isWhole = unit === 'times' || Number.isInteger(value)
    const isWithin = typeof value === 'number' && Number.isFinite(value) && isWhole && value >= (min ?? -Infinity) && value <= (max ?? Infinity)
    return isWithin ? null : `要在 ${shownNumber(min, field)}–${shownNumber(max, field)} ${unit ? unitWords[unit] : ''}之间${isWhole ? '' : '的整数'}`
  }
  if (kind === 'choices') return Array.isArray(value) && value.length >= (min ?? 0) ? null : '至少要选一项'
  return null
}
