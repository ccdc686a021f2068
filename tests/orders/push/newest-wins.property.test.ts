import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderStates } from '../../../contract/words.ts'
import type { AssembledOrder } from '../../../server/orders/assemble.rules.ts'
import { lineDraft } from '../../../server/orders/formats/drafting.ts'
import { finishOrder, type OrderRecord } from '../../../server/orders/order-record.rules.ts'
import { precedenceOf, type OrderAge } from '../../../server/orders/push/precedence.rules.ts'
import { noFacts } from '../../../server/orders/drafts.ts'

const noPerson: AssembledOrder['recipient'] = { buyerPhoneHash: null, phoneHash: null, phoneCipher: null, phoneLastFour: null, masked: null, nameHash: null, addressHash: null, region: null }
interface Word { at: number, state: (typeof orderStates)[number], paidFen: number, refundShare: number, titles: string[] }
const aWord = (at: number): fc.Arbitrary<Word> => fc.record({
  at: fc.constant(at), state: fc.constantFrom(...orderStates), paidFen: fc.integer({ min: 100, max: 100_000 }), refundShare: fc.constantFrom(0, 0, 0.3, 1), titles: fc.array(fc.constantFrom('燕窝', '花胶', '海参'), { minLength: 1, maxLength: 3 }),
})
const assembled = ({ state, paidFen, refundShare, titles }: Word): AssembledOrder => ({
  platform: 'youzan', shop: '', orderNo: 'E1', isSummary: false, rows: [], recipient: noPerson,
  facts: { ...noFacts, state, placedAt: '2026-06-01T00:00:00.000Z', paidAt: '2026-06-01T01:00:00.000Z', paidFen, refundFen: Math.round(paidFen * refundShare) },
  lines: titles.map((title, index) => lineDraft({ subOrderNo: String(index), title })),
})
const iso = (at: number): string => new Date(Date.UTC(2026, 5, 1) + at * 1000).toISOString()

/** What is stored after these words came in this order. */
function told(words: readonly Word[]): OrderRecord {
  let record: OrderRecord | null = null
  let age: OrderAge = { sourceModifiedAt: null, isFromFile: false, updatedAt: new Date(0) }
  for (const word of words) {
    const finished = finishOrder(assembled(word), record, () => null, record ? precedenceOf(iso(word.at), age) : 'by-state')
    if (finished.kind === 'refused') throw new Error('refused')
    record = finished.record
    const at = new Date(iso(word.at))
    age = { ...age, sourceModifiedAt: age.sourceModifiedAt && age.sourceModifiedAt > at ? age.sourceModifiedAt : at }
  }
  return record!
}

describe('what sources push', () => {
  it('ends as the newest word says, in whatever order and however often the words come', () => {
    const words = fc.integer({ min: 1, max: 6 }).chain(count => fc.tuple(...Array.from({ length: count }, (_, at) => aWord(at))))
    const twiceShuffled = (list: Word[]) => fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2, maxLength: list.length * 2 })
    fc.assert(fc.property(words.chain(list => fc.tuple(fc.constant(list), twiceShuffled(list))), ([list, shuffled]) => {
      const [stored, newest] = [told(shuffled), told([list.at(-1)!])]
      expect(stored).toEqual(newest)
    }), { numRuns: 300 })
  })

  it('is newer than a file when it changed after the file was written here, else how far the order has come decides', () => {
    const file: OrderAge = { sourceModifiedAt: null, isFromFile: true, updatedAt: new Date(iso(100)) }
    expect([precedenceOf(iso(101), file), precedenceOf(iso(99), file), precedenceOf(null, file)]).toEqual(['newer', 'by-state', 'by-state'])
    expect(precedenceOf(iso(99), { ...file, sourceModifiedAt: new Date(iso(99.5)) })).toBe('older')
    expect(precedenceOf(iso(50), { sourceModifiedAt: null, isFromFile: false, updatedAt: new Date(iso(0)) })).toBe('by-state')
  })
})
