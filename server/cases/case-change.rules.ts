import type { CaseMeans } from '../../contract/words.ts'
import { addMs } from '../time.ts'

export interface CaseChange { means?: CaseMeans, note?: string, amountFen?: number, closed?: boolean }
export interface CaseState { closedAt: Date | null, hasOtherOpenCase: boolean }

export type CheckedChange =
  | { status: 'fine' }
  | { status: 'refused', code: 'invalid-value' | 'state-conflict', why: string }

const refused = (code: 'invalid-value' | 'state-conflict', why: string): CheckedChange => ({ status: 'refused', code, why })

const withdrawMs = 10 * 60_000

/** May the case be taken back as if it never was? Only by who opened it, within 10 minutes, and while nothing is built upon it. Null: it may; else why not. */
export function withdrawRefusal({ openedBy, openedAt, closedAt, means }: { openedBy: string, openedAt: Date, closedAt: Date | null, means: readonly unknown[] }, viewerId: string, now: Date): { code: 'not-allowed' | 'state-conflict', why: string } | null {
  if (openedBy !== viewerId) return { code: 'not-allowed', why: '只能撤销自己登记的' }
  if (means.length > 0 || closedAt !== null) return { code: 'state-conflict', why: '这件售后已经处理过，不能撤销' }
  return now > addMs(openedAt, withdrawMs) ? { code: 'state-conflict', why: '过了 10 分钟，不能撤销了；办完了就结案' } : null
}

/** Takes out what was recorded at that instant (ISO 8601); of two that a double tap recorded in the same millisecond the later one. Null: nothing was. */
export function withoutMeans<Given extends { at: string }>(means: readonly Given[], at: string): { taken: Given, left: Given[] } | null {
  const place = means.findLastIndex(given => Date.parse(given.at) === Date.parse(at))
  const taken = means[place]
  return taken ? { taken, left: means.filter((_, index) => index !== place) } : null
}

/** May the case be changed like this? A closed case takes no means; only one case of a customer is open at a time. */
export function checkChange(change: CaseChange, { closedAt, hasOtherOpenCase }: CaseState): CheckedChange {
  const { means, amountFen, closed } = change
  if (means === undefined && closed === undefined) return refused('invalid-value', '请选一个处理办法，或结案')
  if (amountFen !== undefined && means === undefined) return refused('invalid-value', '金额要和处理办法一起填')
  if (closed === false) {
    if (closedAt === null) return refused('state-conflict', '这件售后还没有结案')
    if (hasOtherOpenCase) return refused('state-conflict', '这位客户还有一件没结的售后，请先处理那一件')
    return { status: 'fine' }
  }
  if (closedAt !== null) return refused('state-conflict', '这件售后已经结案，需要时请重新打开')
  return { status: 'fine' }
}
