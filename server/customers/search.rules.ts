import { normalisePhone } from '../privacy/vault.ts'

/** What a typed word may be: every reading that holds is looked for. */
export interface SearchWord {
  /** Parts of a name or remark in their order (王 燕窝); the pattern for `ilike`, its wildcards escaped. */
  pattern: string
  phone: string | null
  lastFour: string | null
  /** An order number or its end: at least six digits, letters or dashes. */
  orderNo: string | null
}

/** Null: nothing typed, everybody in scope is meant. */
export function readSearch(q: string): SearchWord | null {
  const text = q.normalize('NFKC').trim()
  if (text === '') return null
  return {
    pattern: `%${text.replace(/[\\%_]/g, character => `\\${character}`).replace(/\s+/gu, '%')}%`,
    phone: normalisePhone(text),
    lastFour: /^\d{4}$/.test(text) ? text : null,
    orderNo: /^[0-9A-Za-z-]{6,40}$/.test(text) ? text : null,
  }
}
