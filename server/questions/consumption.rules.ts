import type { ConsumptionEntry, StarterConsumption } from '../../catalogue/catalogue.ts'
import type { Consumption } from '../../contract/questions.schema.ts'
import type { AnswerState } from '../../contract/words.ts'

interface Said { questionKey: string, state: AnswerState, options: readonly string[] }

/**
 * Type, need and points of attention that follow from the current answers, by the operator's mapping (setting `consumption`).
 * Only what was answered counts: asked and declined say nothing.
 */
export function deriveConsumption(answers: readonly Said[], mapping: StarterConsumption | undefined): Consumption {
  if (!mapping) return { type: null, need: null, attention: [] }
  const said = new Map(answers.filter(answer => answer.state === 'answered').map(answer => [answer.questionKey, new Set(answer.options)]))
  const names = (question: string, options: readonly string[] | undefined): boolean => (options ?? []).some(option => said.get(question)?.has(option) ?? false)
  const holds = ({ when, unless = {} }: ConsumptionEntry): boolean =>
    Object.entries(when).every(([question, options]) => names(question, options)) && !Object.entries(unless).some(([question, options]) => names(question, options))
  return {
    type: mapping.types.find(holds)?.label ?? null,
    need: mapping.needs.find(holds)?.label ?? null,
    attention: mapping.attention.filter(holds).map(entry => entry.label),
  }
}
