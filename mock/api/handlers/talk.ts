import type { AnswerId, NoteId } from '../../../contract/ids.ts'
import * as notes from '../../../contract/notes.endpoints.ts'
import * as questions from '../../../contract/questions.endpoints.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import type { MockState } from '../state.ts'

export const talkHandlers = (state: MockState): MockHandler[] => [
  mock(questions.listQuestions, () => ({ items: state.sidebar.questions })),
  mock(questions.listAnswers, () => answerSet(state)),
  mock(questions.listAnswerHistory, () => ({ items: [...state.answerHistory].reverse() })),
  mock(questions.addAnswer, ({ body }) => {
    const current = state.sidebar.answers.find(answer => answer.questionKey === body.questionKey)
    if ((current?.answerId ?? null) !== body.basedOn) throw new Refusal('answer-conflict', '这个问题刚被别人更新过', { current, yours: body })
    const { basedOn: _basedOn, source, ...content } = body
    const { userId, name } = state.sidebar.session
    const answer = { ...content, source: source ?? null, answerId: state.nextId() as AnswerId, byUserId: userId, byName: name, answeredAt: state.now() }
    state.answerHistory.push(answer)
    state.sidebar.answers = [...state.sidebar.answers.filter(other => other.questionKey !== body.questionKey), answer]
    return answerSet(state)
  }),
  mock(notes.listNotes, () => ({ items: state.sidebar.notes })),
  mock(notes.addNote, ({ body }) => {
    const { userId, name } = state.sidebar.session
    const note = { noteId: state.nextId() as NoteId, text: body.text, kind: body.kind ?? 'other' as const, byUserId: userId, byName: name, notedAt: state.now(), isMine: true }
    state.sidebar.notes.unshift(note)
    return note
  }),
  mock(notes.changeNote, ({ params, body }) => {
    const note = state.sidebar.notes.find(candidate => candidate.noteId === params.noteId)
    if (!note) throw new Refusal('not-found')
    return Object.assign(note, body)
  }),
  mock(notes.deleteNote, ({ params }) => {
    state.deletedNotes.push(...state.sidebar.notes.filter(note => note.noteId === params.noteId))
    state.sidebar.notes = state.sidebar.notes.filter(note => note.noteId !== params.noteId)
    return undefined
  }),
  mock(notes.restoreNote, ({ params }) => {
    const note = state.deletedNotes.find(candidate => candidate.noteId === params.noteId)
    if (!note) throw new Refusal('not-found')
    state.deletedNotes = state.deletedNotes.filter(other => other !== note)
    state.sidebar.notes = [...state.sidebar.notes, note].sort((a, b) => b.notedAt.localeCompare(a.notedAt))
    return note
  }),
]

const answerSet = ({ sidebar }: MockState) => ({ answers: sidebar.answers, consumption: sidebar.profile.consumption })
