import type { TextPart } from '../../../contract/scripts.schema.ts'

/** A gap stands in the text as 【补：称呼】 until somebody fills it: such a text is never sent. */
const mark = (name: string): string => `【补：${name}】`

export const textWithGaps = (parts: readonly TextPart[]): string => parts.map(part => 'text' in part ? part.text : mark(part.missing)).join('')

export function gapsIn(text: string): { mark: string, name: string }[] {
  const names = new Set([...text.matchAll(/【补：([^】]*)】/g)].map(match => match[1] ?? ''))
  return [...names].map(name => ({ mark: mark(name), name }))
}
