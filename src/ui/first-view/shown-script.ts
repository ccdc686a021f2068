import type { Sidebar } from '../../../contract/customers.schema.ts'
import type { FilledScript } from '../../../contract/scripts.schema.ts'

/**
 * Scripts that the card can show, the proposed one first; 换一条 goes round them.
 * A first talk keeps to its question, a silent customer gets no offer.
 */
export function cardScripts({ situation, scripts }: Pick<Sidebar, 'situation' | 'scripts'>): FilledScript[] {
  const { script } = situation
  const others = scripts.filter(other => other.scriptId !== script?.scriptId && fits(situation, other))
  return script ? [script, ...others] : others
}

function fits(situation: Sidebar['situation'], script: FilledScript): boolean {
  switch (situation.kind) {
    case 'just_added': return script.questionKey === situation.questionKey
    case 'supply_ending': return script.questionKey === null
    case 'silent': return script.questionKey === null && script.kind !== 'offer'
    default: return false
  }
}

/** The script on the card after `turns` taps on 换一条. */
export function shownScript(sidebar: Pick<Sidebar, 'situation' | 'scripts'>, turns: number): FilledScript | null {
  const all = cardScripts(sidebar)
  return all[turns % Math.max(all.length, 1)] ?? null
}

export const hasGaps = (script: FilledScript) => script.parts.some(part => 'missing' in part)
