import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NewAnswer } from '../../../contract/questions.schema.ts'
import { answerSources, answerStates } from '../../../contract/words.ts'
import { checkAnswer } from '../../../server/questions/answer.rules.ts'

const question = { multiple: false, options: [{ value: 'a', label: '甲' }, { value: 'b', label: '乙' }] }
const anAnswer = (rest: Partial<NewAnswer>): NewAnswer => ({ questionKey: 'kinds', questionVersion: 1, state: 'answered', options: ['a'], note: '', basedOn: null, ...rest })

describe('an answer', () => {
  it.each([
    ['an option of another version', anAnswer({ options: ['c'] })],
    ['two options where one is asked for', anAnswer({ options: ['a', 'b'] })],
    ['nothing at all', anAnswer({ options: [], note: '  ' })],
    ['options while it is only asked', anAnswer({ state: 'asked' })],
    ['options while she would not say', anAnswer({ state: 'declined' })],
    ['a source before anybody answered', anAnswer({ state: 'asked', options: [], source: 'said' })],
  ])('is refused with %s', (_what, answer) => {
    expect(checkAnswer(answer, question).status).toBe('refused')
  })

  it('was said by the customer unless the rep says otherwise', () => {
    expect(checkAnswer(anAnswer({}), question)).toMatchObject({ source: 'said' })
    expect(checkAnswer(anAnswer({ source: 'guessed' }), question)).toMatchObject({ source: 'guessed' })
  })

  it('may be a free note alone', () => {
    expect(checkAnswer(anAnswer({ options: [], note: '她说都吃一点' }), question)).toEqual({ status: 'fine', source: 'said', options: [] })
  })

  it('when fine, has a source exactly if she was heard, and options only if she answered', () => {
    const answers = fc.record({
      state: fc.constantFrom(...answerStates), options: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }), note: fc.constantFrom('', '一句话'),
      source: fc.constantFrom(undefined, ...answerSources), multiple: fc.boolean(),
    })
    fc.assert(fc.property(answers, ({ multiple, source, ...rest }) => {
      const checked = checkAnswer(anAnswer({ ...rest, ...(source && { source }) }), { ...question, multiple })
      if (checked.status === 'refused') return
      expect(checked.source !== null).toBe(rest.state === 'answered' || rest.state === 'declined')
      expect(new Set(checked.options).size).toBe(checked.options.length)
      if (rest.state !== 'answered') expect(checked.options).toEqual([])
      if (!multiple) expect(checked.options.length).toBeLessThan(2)
    }))
  })
})
