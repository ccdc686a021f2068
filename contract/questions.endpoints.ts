import { endpoint } from './endpoint.ts'
import type { addAnswerWire, listAnswerHistoryWire, listAnswersWire, listQuestionsWire } from './questions.schema.ts'

export const listQuestions = endpoint<typeof listQuestionsWire>('listQuestions', 'GET', '/api/questions')
export const listAnswers = endpoint<typeof listAnswersWire>('listAnswers', 'GET', '/api/customers/:id/answers')
export const addAnswer = endpoint<typeof addAnswerWire>('addAnswer', 'POST', '/api/customers/:id/answers')
export const listAnswerHistory = endpoint<typeof listAnswerHistoryWire>('listAnswerHistory', 'GET', '/api/customers/:id/answers/history')
