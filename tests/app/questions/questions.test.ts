import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import type { AnswerId, RepId } from '../../../contract/ids.ts'
import type { Answer } from '../../../contract/questions.schema.ts'
import { aSidebar } from '../../../mock/api/sample.ts'
import type { MockState } from '../../../mock/api/state.ts'
import { cleanPages, find, openCustomer, sheet, tap, textOf, toastText, type, undo, until, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

const asking = aSidebar({ answers: [], situation: { kind: 'asked', why: [], script: null, reminderId: null, questionKey: 'kinds', askedAt: '2026-06-14T07:00:00.000Z', deadlineAt: '2026-06-15T07:00:00.000Z' } })
const theirs = (change: Partial<Answer> = {}): Answer => ({
  answerId: 'theirs' as AnswerId, questionKey: 'kinds', questionVersion: 1, state: 'answered', source: 'by_phone', options: ['ginseng'], note: '', byUserId: 'rep-zhou' as RepId, byName: '周岚', answeredAt: '2026-06-15T09:59:00.000Z', ...change,
})
/** A colleague answered since the page was read. */
const meanwhile = (state: MockState): void => { state.sidebar.answers = [theirs()] }
const answerOf = (state: MockState, key: string) => state.sidebar.answers.find(({ questionKey }) => questionKey === key)
const chosen = () => [...document.querySelectorAll('.sheet .question .chip[aria-pressed=true]')].map(chip => chip.textContent)

describe('a chip on the card', () => {
  test('is the answer, saved at once and taken back by the undo', async () => {
    const state = await openCustomer(asking)
    await tap('花胶')
    await until(() => toastText() === '已记下回答')
    expect(answerOf(state, 'kinds')).toMatchObject({ state: 'answered', source: 'said', options: ['fishmaw'] })
    await undo()
    await until(() => answerOf(state, 'kinds')?.state === 'not_asked')
    expect(state.answerHistory.map(({ options }) => options)).toEqual([['fishmaw'], []])
  })

  test('adds to what was chosen where several make sense', async () => {
    const state = await openCustomer(asking)
    await tap('花胶')
    await until(() => answerOf(state, 'kinds')?.options.length === 1)
    await until(() => textOf('.fv-talk').includes('花胶'))
    await tap('燕窝')
    await until(() => answerOf(state, 'kinds')?.options.length === 2)
    expect(answerOf(state, 'kinds')?.options).toEqual(['fishmaw', 'birdnest'])
  })

  test('can say that she doesn\'t want to tell', async () => {
    const state = await openCustomer(asking)
    await tap('不愿说')
    await until(() => answerOf(state, 'kinds')?.state === 'declined')
  })

  test('opens the sheet when a colleague was faster, and overwrites nothing', async () => {
    const state = await openCustomer(asking)
    meanwhile(state)
    await tap('花胶')
    await until(() => find('.sheet'))
    expect(answerOf(state, 'kinds')).toMatchObject({ byName: '周岚', options: ['ginseng'] })
  })

  test('that the server refuses changes nothing and says why', async () => {
    await openCustomer(asking)
    api.use(http.post('/api/customers/:id/answers', () => HttpResponse.json({ code: 'not-allowed', message: '你没有加这位客户，不能记。' }, { status: 403 })))
    await tap('花胶')
    await until(() => toastText() === '你没有加这位客户，不能记。')
    expect(textOf('.fv-talk')).not.toContain('花胶')
  })
})

describe('the sheet of the questions', () => {
  const open = async (sidebar = aSidebar()): Promise<MockState> => {
    const state = await openCustomer(sidebar)
    find('[data-do=edit-answers]')!.click()
    await until(() => find('.sheet .question'))
    return state
  }

  test('shows states, sources and what follows from the answers', async () => {
    await open()
    expect(sheet()).toContain('平时吃哪种 已答 · 客户说的')
    expect(sheet()).toContain('吃了多久 未问')
    expect(sheet()).toContain('长期自用 · 燕窝 · 先生嫌甜，推荐无糖')
  })

  test('saves with the source that was chosen, and takes it back', async () => {
    const state = await open()
    await tap('我猜的')
    await tap('两年以上')
    await until(() => answerOf(state, 'duration')?.state === 'answered')
    expect(answerOf(state, 'duration')).toMatchObject({ source: 'guessed', options: ['years'] })
    await until(() => chosen().includes('两年以上'))
    await undo()
    await until(() => answerOf(state, 'duration')?.state === 'not_asked')
    await until(() => !chosen().includes('两年以上'))
  })

  test('keeps a note in her own words when it can\'t be saved', async () => {
    await open()
    api.use(http.post('/api/customers/:id/answers', () => HttpResponse.json({ code: 'database-away', message: '数据库暂时没有回应，稍后再试。' }, { status: 503 })))
    await type('吃了多久：补充', '从怀孕时开始')
    await untilText('.sheet', '数据库暂时没有回应，稍后再试。')
    expect([...document.querySelectorAll<HTMLInputElement>('.sheet .question input')][1]?.value).toBe('从怀孕时开始')
  })

  test('saves the words that Esc would have taken away, and says so where it could not', async () => {
    const state = await open()
    const write = async (words: string): Promise<void> => {
      const field = [...document.querySelectorAll<HTMLInputElement>('.sheet .question input')][1]!
      field.value = words
      field.dispatchEvent(new Event('input', { bubbles: true }))
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
      await until(() => !find('.sheet'))
    }
    await write('从怀孕时开始')
    await until(() => answerOf(state, 'duration')?.note === '从怀孕时开始')
    api.use(http.post('/api/customers/:id/answers', () => HttpResponse.json({ code: 'database-away', message: '稍后再试。' }, { status: 503 })))
    find('[data-do=edit-answers]')!.click()
    await until(() => document.querySelectorAll('.sheet .question input').length > 1)
    await write('记不清了')
    await until(() => toastText().includes('没有记下：稍后再试。'))
  })

  test.each([['用我的', '陈晓', ['birdnest', 'fishmaw']], ['用对方的', '周岚', ['ginseng']]])('shows both of two answers, and %s settles it', async (choice, by, options) => {
    const state = await open()
    meanwhile(state)
    await tap('花胶')
    await untilText('.conflict', '周岚刚记的是：人参')
    expect(textOf('.conflict')).toContain('你记的是：燕窝、花胶')
    await tap(choice)
    await until(() => !find('.conflict'))
    expect(answerOf(state, 'kinds')).toMatchObject({ byName: by, options })
  })

  test('shows every former answer with who and when', async () => {
    await open()
    await tap('看以前的回答')
    await untilText('.sheet .plain-list', '平时吃哪种：燕窝')
    expect(textOf('.sheet .plain-list')).toContain('陈晓 · 客户说的 · 2024年6月1日')
  })
})
