import type { BehaviourEvent } from '../../contract/webhooks.schema.ts'

/** A tag an operator gives to what customers do: `kinds` empty is every kind, `words` empty is anything looked at. */
export interface TagRule { tag: string, kinds: readonly string[], words: readonly string[] }

/** The tags of the behaviour rule's parameters; what is none is left out. */
export function tagRulesOf(params: Readonly<Record<string, unknown>>): TagRule[] {
  const given = Array.isArray(params.tags) ? params.tags as unknown[] : []
  return given.flatMap((item) => {
    const { tag, kinds, words } = (item ?? {}) as Record<string, unknown>
    return typeof tag === 'string' && tag.trim() !== '' ? [{ tag: tag.trim().slice(0, 30), kinds: textsOf(kinds), words: textsOf(words) }] : []
  })
}

const textsOf = (value: unknown): string[] => Array.isArray(value) ? value.filter(item => typeof item === 'string' && item !== '') : []

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
