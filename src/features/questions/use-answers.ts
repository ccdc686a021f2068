import { onScopeDispose, reactive, ref } from 'vue'
import type { Sidebar } from '../../../contract/customers.schema.ts'
import type { Answer, Consumption, Question } from '../../../contract/questions.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import type { AnswerSource } from '../../../contract/words.ts'
import { listAnswers } from '../../../contract/questions.endpoints.ts'
import { ApiError, messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import { contentOf, currentAnswer, saveAnswer, withAnswers, type AnswerContent } from './save-answer.ts'

export interface AnswersInput {
  customerId: CustomerId
  questions: Question[]
  answers: Answer[]
  consumption: Consumption
  patch: (change: (sidebar: Sidebar) => Sidebar) => () => void
}

type Saving = { status: 'idle' } | { status: 'saving' } | { status: 'failed', message: string } | { status: 'conflict', theirs: Answer | undefined, mine: AnswerContent }

/** The answers under edit: each tap is saved at once; what was typed stays when saving fails. */
export function useAnswers(input: AnswersInput) {
  const answers = ref<Answer[]>([...input.answers])
  const consumption = ref<Consumption>(input.consumption)
  const saving = reactive<Record<string, Saving>>({})
  const source = ref<AnswerSource>('said')
  let isGone = false
  onScopeDispose(() => { isGone = true })

  async function save(question: Question, content: AnswerContent, words = '已记下回答'): Promise<void> {
    const before = currentAnswer(answers.value, question.key)
    saving[question.key] = { status: 'saving' }
    try {
      const saved = await saveAnswer(input.customerId, question, content, before)
      answers.value = saved.answers
      consumption.value = saved.consumption
      input.patch(withAnswers(saved))
      saving[question.key] = { status: 'idle' }
      if (words) offerUndo(words, () => save(question, contentOf(before), ''))
    }
    catch (error) {
      if (isGone) return say(`${question.title}没有记下：${messageOf(error)}`)
      saving[question.key] = await failureOf(error, question, content)
    }
  }

  async function failureOf(error: unknown, question: Question, mine: AnswerContent): Promise<Saving> {
    if (!(error instanceof ApiError) || error.code !== 'answer-conflict') return { status: 'failed', message: messageOf(error) }
    const newest = await call(listAnswers, { params: { id: input.customerId } })
    answers.value = newest.answers
    consumption.value = newest.consumption
    return { status: 'conflict', theirs: currentAnswer(newest.answers, question.key), mine }
  }

  function toggle(question: Question, value: string): void {
    const before = currentAnswer(answers.value, question.key)
    const chosen = before?.state === 'answered' ? before.options : []
    const next = chosen.includes(value) ? chosen.filter(other => other !== value) : question.multiple ? [...chosen, value] : [value]
    const note = before?.note ?? ''
    void save(question, next.length > 0 || note ? { state: 'answered', source: source.value, options: next, note } : { state: 'asked', options: [], note: '' })
  }

  function saveNote(question: Question, note: string): void {
    const before = currentAnswer(answers.value, question.key)
    if (note.trim() === (before?.note ?? '')) return
    const options = before?.state === 'answered' ? before.options : []
    void save(question, { state: 'answered', source: source.value, options, note: note.trim() })
  }

  const decline = (question: Question): void => void save(question, { state: 'declined', source: source.value, options: [], note: '' })
  const keepTheirs = (question: Question): void => { saving[question.key] = { status: 'idle' } }

  return { answers, consumption, saving, source, save, toggle, saveNote, decline, keepTheirs }
}
