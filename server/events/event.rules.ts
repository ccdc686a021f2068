import type { BehaviourEvent } from '../../contract/webhooks.schema.ts'

/** A tag an operator gives to what customers do: `kinds` empty is every kind, `words` empty is anything looked at. */
export interface TagRule { tag: string, kinds: readonly string[], words: readonly string[] }

/** Words of the behaviour rule's page for the kinds of events. */
const kindWords: Readonly<Record<string, string>> = { 看了商品: 'browse', 点开链接: 'click', 点开了链接: 'click', 领了东西: 'claim', 问了关键词: 'keyword', 到了店里: 'visit' }
/** What a catalogue older than tags has. */
const usualTags = '最近看过商品：看了商品；领过东西：领了东西；关注送礼：送礼、礼盒、礼品'

/**
 * The tags of the behaviour rule, as its setting `tags` writes them: `标签：动作或词、词`, several by semicolons. A word that names an action
 * restricts to it, any other must be in what was looked at. A part without a colon is none.
 */
export function tagRulesOf(params: Readonly<Record<string, unknown>>): TagRule[] {
  const text = typeof params.tags === 'string' ? params.tags : usualTags
  return text.split(/[;；\n]/).flatMap((part) => {
    const [, tag = '', list = ''] = /^\s*([^:：]{1,30}?)\s*[:：](.*)$/s.exec(part) ?? []
    const given = list.split(/[、,，\s]/).map(word => word.trim()).filter(Boolean)
    return tag === '' ? [] : [{ tag, kinds: given.flatMap(word => kindWords[word] ?? []), words: given.filter(word => !(word in kindWords)) }]
  })
}

/** Tags that one event gives. */
export function tagsFor({ kind, product = '', keyword = '', page = '' }: Pick<BehaviourEvent, 'kind' | 'product' | 'keyword' | 'page'>, rules: readonly TagRule[]): string[] {
  const text = `${product}\n${keyword}\n${page}`.toLowerCase()
  const fits = ({ kinds, words }: TagRule): boolean =>
    (kinds.length === 0 || kinds.includes(kind)) && (words.length === 0 || words.some(word => text.includes(word.toLowerCase())))
  return [...new Set(rules.filter(fits).map(rule => rule.tag))]
}

/** Farther ahead than this, the sender's clock is wrong; a little ahead counts as now. */
export const aheadMs = 5 * 60_000

/** When it happened, never after it was received. */
export const happenedAt = (occurredAt: string, receivedAt: Date): Date => new Date(Math.min(Date.parse(occurredAt), receivedAt.getTime()))
