import type { WordHit } from '../../contract/sends.schema.ts'
import type { Catalogue } from '../catalogue/catalogue-holder.ts'

interface WordGroup { level: 'block' | 'warn', scope: string, law: string, action: string, words: string[] }
/** The operator's list of words that a seller of food may not use, with lawful wordings (setting `words`). */
export interface WordList { groups: WordGroup[], instead: Record<string, string>, exemptions: { word: string, allow: string }[] }

const nothing: WordList = { groups: [], instead: {}, exemptions: [] }

export function wordList({ settings }: Pick<Catalogue, 'settings'>): WordList {
  const value = settings.words
  return typeof value === 'object' && value !== null && Array.isArray((value as Partial<WordList>).groups) ? { ...nothing, ...value } as WordList : nothing
}

interface Found { start: number, end: number, word: string, group: WordGroup }

/**
 * Words in the text that are not for customers, each once, in the order of the text. The longest word at a place wins (销量第一 before 第一);
 * width, case, spaces and invisible characters do not hide a word; what an exemption covers is lawful (不能代替药物).
 * `scopes`: food classes that the text is about, besides `all`.
 */
export function findWords(text: string, list: WordList, scopes: readonly string[] = []): WordHit[] {
  const plain = normalise(text)
  const allowed = list.exemptions.map(({ word, allow }) => ({ words: word.split('|'), spans: [...plain.matchAll(new RegExp(allow, 'giu'))].map(match => [match.index, match.index + match[0].length] as const) }))
  const found: Found[] = []
  for (const group of list.groups.filter(({ scope }) => scope === 'all' || scopes.includes(scope))) {
    for (const word of group.words) found.push(...occurrences(plain, word, group))
  }
  const lawful = ({ start, end, word }: Found): boolean => allowed.some(({ words, spans }) =>
    words.some(part => word.includes(part)) && spans.some(([from, to]) => start < to && end > from))
  const longest = found.filter(hit => !found.some(other => other !== hit && other.start <= hit.start && other.end >= hit.end && other.word.length > hit.word.length))
  // The list may hold one word in two spellings (NO.1, No.1): one report a place.
  const places = new Map(longest.filter(hit => !lawful(hit)).reverse().map(hit => [`${hit.start}-${hit.end}`, hit]))
  const hits = [...places.values()].sort((a, b) => a.start - b.start)
  return [...new Map(hits.map(({ word, group }) => [word, { word, why: `${group.action}（${group.law}）`, instead: list.instead[word] ?? null }])).values()]
}

function occurrences(plain: string, word: string, group: WordGroup): Found[] {
  const needle = normalise(word)
  const found: Found[] = []
  for (let start = plain.indexOf(needle); start !== -1 && needle !== ''; start = plain.indexOf(needle, start + needle.length)) {
    found.push({ start, end: start + needle.length, word, group })
  }
  return found
}

/** NFKC, lower case, without white space and invisible characters. */
const normalise = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[\s\u200b-\u200f\u2060\ufeff\u00ad]/gu, '')
