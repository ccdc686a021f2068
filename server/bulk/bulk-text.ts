import type { WordHit } from '../../contract/sends.schema.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { ApiError } from '../http/api-error.ts'
import { gapsIn, isTooLong } from '../sends/send-text.rules.ts'
import { findWords, wordList } from '../sends/words.rules.ts'

/**
 * Refuses what no mass message may say. Throws ApiError `invalid-value` (details: WordHit[] for unlawful words), `script-has-gaps` (details: names).
 * Words that the list only warns of pass; what it says of any class of food that the company sells counts, since the text goes to buyers of all.
 */
export function checkBulkText(text: string, catalogue: Pick<Catalogue, 'settings' | 'products'>): void {
  if (text.trim() === '') throw new ApiError('invalid-value', '还没有写内容')
  const missing = gapsIn(text)
  if (missing.length > 0) throw new ApiError('script-has-gaps', `群发里不能有变量，请写成对谁都合适的话：${missing.join('、')}`, { missing })
  if (isTooLong(text)) throw new ApiError('invalid-value', '内容太长，企业微信群发不下（最多约 1300 个汉字），请写短一点')
  const list = wordList(catalogue)
  const blocking = { ...list, groups: list.groups.filter(({ level }) => level !== 'warn') }
  const hits = findWords(text, blocking, [...new Set(catalogue.products.map(({ foodClass }) => foodClass))])
  if (hits.length > 0) throw new ApiError('invalid-value', `群发里不能这样说：${hits.map(inWords).join('；')}`, hits)
}

const inWords = ({ word, why, instead }: WordHit): string => instead ? `「${word}」（${instead}）` : `「${word}」${why}`
