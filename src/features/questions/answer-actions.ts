import type { Answer } from '../../../contract/questions.schema.ts'
import { ApiError } from '../../api/api-error.ts'
import type { Action, ActionContext } from '../../stores/action-context.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo } from '../../ui/toast.ts'
import AnswersSheet from './AnswersSheet.vue'
import { contentOf, currentAnswer, saveAnswer, withAnswers, type AnswerContent } from './save-answer.ts'

/** A chip on the card: one tap is the answer, saved at once, with an undo. Several may be chosen where the question allows it. */
export const answerFromCard: Action = async (context) => {
  const { sidebar, data } = context
  const question = sidebar.questions.find(({ key }) => key === data.question)
  if (!question) return
  const before = currentAnswer(sidebar.answers, question.key)
  const content = contentFromTap(data, question.multiple ? before : undefined)
  try {
    const saved = await saveAnswer(context.customerId, question, content, before)
    context.patch(withAnswers(saved))
    const made = currentAnswer(saved.answers, question.key)
    offerUndo('已记下回答', () => takeBack(context, question, before, made))
    await context.refresh()
  }
  catch (error) {
    // Somebody else answered in between: the sheet shows both.
    if (!(error instanceof ApiError) || error.code !== 'answer-conflict') throw error
    await openAnswers(context, question.key)
  }
}

/** The sheet of all questions. */
export const editAnswers: Action = context => openAnswers(context, context.data.question)

async function openAnswers(context: ActionContext, questionKey: string | undefined): Promise<void> {
  const { customerId, sidebar: { questions, answers, profile: { consumption } }, patch } = context
  await openSheet(AnswersSheet, { customerId, questions, answers, consumption, questionKey, patch })
  await context.refresh()
}

function contentFromTap(data: ActionContext['data'], before: Answer | undefined): AnswerContent {
  if (data.state === 'declined') return { state: 'declined', source: 'said', options: [], note: '' }
  const kept = before?.state === 'answered' ? before.options : []
  return { state: 'answered', source: 'said', options: [...new Set([...kept, data.option ?? ''])].filter(Boolean), note: before?.note ?? '' }
}

async function takeBack(context: ActionContext, question: { key: string, version: number }, before: Answer | undefined, made: Answer | undefined): Promise<void> {
  context.patch(withAnswers(await saveAnswer(context.customerId, question, contentOf(before), made)))
  await context.refresh()
}
