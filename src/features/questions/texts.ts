import type { AnswerSource, AnswerState } from '../../../contract/words.ts'
import type { Answer, Question } from '../../../contract/questions.schema.ts'

export const stateWords: Record<AnswerState, string> = { not_asked: '未问', asked: '已问', answered: '已答', declined: '不愿说' }
export const sourceWords: Record<AnswerSource, string> = { said: '客户说的', by_phone: '电话里', guessed: '我猜的' }

/** What an answer said, in words. */
export function answerWords(question: Pick<Question, 'options'> | undefined, answer: Pick<Answer, 'state' | 'options' | 'note'>): string {
  if (answer.state !== 'answered') return stateWords[answer.state]
  const labels = answer.options.map(value => question?.options.find(option => option.value === value)?.label ?? value)
  return [...labels, answer.note].filter(Boolean).join('、')
}
