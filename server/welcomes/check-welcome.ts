import type { Catalogue } from '../catalogue/catalogue-holder.ts'
import { ApiError } from '../http/api-error.ts'
import { findWords, wordList } from '../sends/words.rules.ts'

/** What is known of somebody just added: every other variable would be a gap, and a text with one is never sent. */
const welcomeVariables = ['称呼', '销售', '渠道'] as const
/** Of the platform's 4,000 bytes (document/path/92137) some are kept for names and the channel. */
const longestBytes = 3_700

/**
 * Refuses a text that could not be sent, or says what may not be said: nobody reads it before it goes out. Throws ApiError `invalid-value`
 * (details: WordHit[] for words).
 */
export function checkWelcomeBody(body: string, catalogue: Pick<Catalogue, 'settings' | 'products'>): void {
  if (body.trim() === '') throw new ApiError('invalid-value', '还没有写内容')
  const named = [...body.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/gu)].map(match => match[1] ?? '')
  const unknown = [...new Set(named)].filter(name => !welcomeVariables.some(known => known === name))
  if (unknown.length > 0) throw new ApiError('invalid-value', `刚加上的客户还不知道：${unknown.map(name => name || '（空）').join('、')}。能用的变量只有 ${welcomeVariables.join('、')}`)
  if (/\{\{|\}\}/u.test(body.replace(/\{\{[^{}]*\}\}/gu, ''))) throw new ApiError('invalid-value', '有一个变量的括号没有写完整，应是 {{称呼}} 这样')
  if (new TextEncoder().encode(body).length > longestBytes) throw new ApiError('invalid-value', '内容太长，企业微信的欢迎语发不下（最多约 1200 个汉字），请写短一点')
  const list = wordList(catalogue)
  const blocking = { ...list, groups: list.groups.filter(({ level }) => level !== 'warn') }
  const hits = findWords(body, blocking, [...new Set(catalogue.products.map(({ foodClass }) => foodClass))])
  if (hits.length > 0) throw new ApiError('invalid-value', `欢迎语是自动发的，不能这样说：${hits.map(({ word, why }) => `「${word}」${why}`).join('；')}`, hits)
}
