import { beforeEach, expect, test } from 'vitest'
import { keepActions } from '../../../src/boot/kept-actions.ts'

beforeEach(() => {
  document.body.innerHTML = `
    <button data-do="answer" data-question="kinds" data-option="燕窝"><b>燕窝</b></button><button data-do="retry"></button>
    <form data-do="find-answer"><input name="q" value="怎么炖"><button type="submit">找</button></form><p>文字</p>`
})
const tap = (selector: string) => document.querySelector<HTMLElement>(selector)!.click()

test('keeps what was tapped, once each, in its order, and stops when the app takes over', () => {
  const take = keepActions(document, () => false)
  tap('b')
  tap('b')
  tap('p')
  document.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  const kept = take()
  tap('b')
  expect(kept).toEqual([
    { name: 'answer', dataset: { question: 'kinds', option: '燕窝' } },
    { name: 'find-answer', dataset: { q: '怎么炖' } },
  ])
})

test('a search before the app is there does not send the form anywhere', () => {
  keepActions(document, () => false)
  const submit = new Event('submit', { bubbles: true, cancelable: true })
  document.querySelector('form')!.dispatchEvent(submit)
  expect(submit.defaultPrevented).toBe(true)
})

test('what boot does at once is not kept', () => {
  const take = keepActions(document, ({ name }) => name === 'retry')
  tap('[data-do=retry]')
  expect(take()).toEqual([])
})
