import type { NewAnswer, Question } from '../../contract/questions.schema.ts'
import type { AnswerSource } from '../../contract/words.ts'

/** An answer as it is stored: what the state implies is filled in. */
export type CheckedAnswer =
  | { status: 'fine', source: AnswerSource | null, options: string[] }
  | { status: 'refused', why: string }

const refused = (why: string): CheckedAnswer => ({ status: 'refused', why })

/** Does the answer fit the version of the question it names? The source of an answer is `said` unless the rep says otherwise. */
export function checkAnswer(answer: NewAnswer, question: Pick<Question, 'options' | 'multiple'>): CheckedAnswer {
  const { state, note, source } = answer
  const options = [...new Set(answer.options)]
  if (state !== 'answered') {
    if (options.length > 0) return refused('只有“已答”才能选答案')
    if (state !== 'declined' && source !== undefined) return refused('没有回答就没有来源')
    return { status: 'fine', source: state === 'declined' ? source ?? 'said' : null, options }
  }
  const known = new Set(question.options.map(option => option.value))
  if (options.some(option => !known.has(option))) return refused('答案不在这个问题的选项里')
  if (options.length > 1 && !question.multiple) return refused('这个问题只能选一个答案')
  if (options.length === 0 && note.trim() === '') return refused('请选一个答案，或写一句客户说的话')
  return { status: 'fine', source: source ?? 'said', options }
}
