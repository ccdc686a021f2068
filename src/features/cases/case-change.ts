import type { ServiceCase } from '../../../contract/cases.schema.ts'
import type { CaseMeans } from '../../../contract/words.ts'
import { meansWords } from '../../ui/first-view/words.ts'
import { moneyText } from '../../utils/money-text.ts'

export interface CaseChange { means?: CaseMeans, note?: string, amountFen?: number, closed?: boolean }

/** 退差价 ¥49.50. */
export const givenWords = ({ means, amountFen }: Pick<ServiceCase['means'][number], 'means' | 'amountFen'>): string =>
  amountFen === null ? meansWords[means] : `${meansWords[means]} ${moneyText(amountFen)}`

/** The same, to be recorded anew. */
export const changeOf = ({ means, note, amountFen }: ServiceCase['means'][number]): CaseChange => ({ means, ...(note && { note }), ...(amountFen !== null && { amountFen }) })

const mostFen = 10_000_000

/** 19.9 → 1990. Null: not an amount of at most two decimals up to ¥100,000. */
export function fenOf(yuan: string): number | null {
  const match = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(yuan.trim())
  if (!match) return null
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  return fen <= mostFen ? fen : null
}
