import type { Sidebar } from '../../../contract/customers.schema.ts'
import type { Answer, Question } from '../../../contract/questions.schema.ts'
import { dayText } from '../../utils/date-text.ts'
import { type Html, html } from './html.ts'

const shownNotes = 2

/** 上次聊到, and the answers of the first talk. */
export function talkSection({ notes, questions, answers }: Sidebar, nowMs: number): Html {
  const facts = notes.slice(0, shownNotes).map(note => html`<span class="row-item"><time>${dayText(note.notedAt, nowMs)}</time> ${note.text}</span>`)
  return html`<button type="button" class="row" data-do="${notes.length > 0 ? 'show-notes' : 'take-note'}">
      <b class="row-label">上次聊到</b><span class="row-text">${facts.length > 0 ? facts : '还没记过，聊完记一笔'}</span>
    </button>
    ${questions.length > 0 && html`<button type="button" class="row" data-do="edit-answers">
      <b class="row-label">首聊三问</b><span class="row-text">${answersText(questions, answers)}</span>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/></svg>
    </button>`}`
}

function answersText(questions: readonly Question[], answers: readonly Answer[]): Html[] | string {
  const items = questions.map(question => answerItem(question, answers.find(({ questionKey }) => questionKey === question.key)))
  return items.every(({ isOpen }) => isOpen && !answers.some(({ state }) => state === 'asked')) ? '三个都还没问' : items.map(({ text }) => text)
}

function answerItem(question: Question, answer: Answer | undefined): { isOpen: boolean, text: Html } {
  if (answer?.state === 'answered') {
    const labels = answer.options.map(value => question.options.find(option => option.value === value)?.label ?? value)
    const guess = answer.source === 'guessed' ? '（猜）' : ''
    return { isOpen: false, text: html`<span class="answer">${(labels.join('、') || answer.note) + guess}</span>` }
  }
  const state = answer?.state === 'declined' ? '不愿说' : answer?.state === 'asked' ? '已问' : '未问'
  return { isOpen: answer?.state !== 'declined', text: html`<span class="answer answer-open">${question.title} ${state}</span>` }
}
