import type { PhoneReading, Remark } from '../drafts.ts'
import { cleanCell, isNothing, readBuyer, readCount, readId, readMoney, readPhone, readTime, type Reading } from '../formats/cells.ts'

/** Ciphertext of Youzan (`$…==$1$`) and others: nothing a person could read, and no key. */
const sealed = /^[$#~].{8,}[$#~]\d*[$#~]?$/

/** Reads fields of a foreign JSON object, whatever their type (numbers as text, text as numbers), keeping what is wrong with them. */
export class JsonReader {
  readonly problems: Remark[]
  private readonly value: Readonly<Record<string, unknown>>
  constructor(value: unknown, problems: Remark[] = []) {
    this.value = typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {}
    this.problems = problems
  }

  text(key: string): string {
    const value = this.value[key]
    if (typeof value !== 'string' && typeof value !== 'number') return ''
    const text = cleanCell(String(value)).replace(/\p{Surrogate}/gu, '\ufffd')
    return isNothing(text) ? '' : text
  }

  orNull(key: string): string | null { return this.text(key) || null }

  /** Names and addresses: ciphertext says nothing. */
  plain(key: string): string {
    const text = this.text(key)
    return sealed.test(text) ? '' : text
  }

  /** The platform's own name of a person, unless it is masked or sealed. */
  buyer(key: string): string | null {
    return readBuyer(this.plain(key))?.slice(0, 100) ?? null
  }

  /** An order number; '' after a refusal. A JSON number beyond 2^53 has lost digits already. */
  id(key: string): string {
    const value = this.value[key]
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      this.refuse(key, 'damaged-id', `${key} 是超出精度的数字，已丢位数，请用字符串传`)
      return ''
    }
    return this.take(key, readId(this.text(key))) ?? ''
  }

  /** In fen; refused when negative. */
  money(key: string): number | null {
    const fen = this.take(key, readMoney(this.text(key)))
    if (fen !== null && fen < 0) this.refuse(key, 'bad-money', `${key} 是负数，请核对`)
    return fen
  }

  count(key: string): number | null { return this.take(key, readCount(this.text(key))) }
  time(key: string): string | null { return this.take(key, readTime(this.text(key))) }
  phone(key: string): PhoneReading { return readPhone(this.text(key)) }
  object(key: string): JsonReader { return new JsonReader(this.value[key], this.problems) }
  list(key: string): JsonReader[] {
    const value = this.value[key]
    return Array.isArray(value) ? value.map(item => new JsonReader(item, this.problems)) : []
  }

  refuse(key: string | null, code: string, message: string): void { this.problems.push({ column: key, code, message }) }

  private take<T>(key: string, reading: Reading<T>): T | null {
    if ('value' in reading) return reading.value
    this.refuse(key, reading.code, `${key}：${reading.wrong}`)
    return null
  }
}
