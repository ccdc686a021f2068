import { addAnswer } from '../../../contract/questions.endpoints.ts'
import type { Answer, AnswerSet, NewAnswer, Question } from '../../../contract/questions.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { call } from '../../api/call.ts'
import type { Sidebar } from '../../../contract/customers.schema.ts'

export type AnswerContent = Pick<NewAnswer, 'state' | 'source' | 'options' | 'note'>

/** Answers are append-only: each change, an undo too, is a new answer based on the one it was made from. */
export function saveAnswer(customerId: CustomerId, question: Pick<Question, 'key' | 'version'>, content: AnswerContent, basedOn: Answer | undefined): Promise<AnswerSet> {
  return call(addAnswer, {
    params: { id: customerId },
    body: { questionKey: question.key, questionVersion: question.version, ...content, basedOn: basedOn?.answerId ?? null },
  })
}

/** What an answer said, in the form of a new one: for the undo. Nothing before: not asked. */
export function contentOf(answer: Answer | undefined): AnswerContent {
  if (!answer) return { state: 'not_asked', options: [], note: '' }
  return { state: answer.state, ...(answer.source && { source: answer.source }), options: answer.options, note: answer.note }
}

export const currentAnswer = (answers: readonly Answer[], key: string): Answer | undefined => answers.find(answer => answer.questionKey === key)

/** The sidebar with the saved answers in it. */
export const withAnswers = (saved: AnswerSet) => (sidebar: Sidebar): Sidebar =>
  ({ ...sidebar, answers: saved.answers, profile: { ...sidebar.profile, consumption: saved.consumption } })
