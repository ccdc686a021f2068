import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { dismissToast, offerUndo, say, undoWindowMs } from '../../../src/ui/toast.ts'
import UndoToast from '../../../src/ui/UndoToast.vue'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  dismissToast()
  vi.useRealTimers()
})

test('the way back is open for five seconds and no longer', async () => {
  const toast = mount(UndoToast)
  const undo = vi.fn()
  offerUndo('已记下', undo)
  await vi.advanceTimersByTimeAsync(undoWindowMs - 1)
  expect(toast.text()).toBe('已记下撤销')
  await vi.advanceTimersByTimeAsync(1)
  expect(toast.text()).toBe('')
  expect(undo).not.toHaveBeenCalled()
})

test('takes the change back once', async () => {
  const toast = mount(UndoToast)
  const undo = vi.fn()
  offerUndo('已记下', undo)
  await nextTick()
  await toast.get('button').trigger('click')
  expect(undo).toHaveBeenCalledOnce()
  expect(toast.find('button').exists()).toBe(false)
})

test('says when the change could not be taken back', async () => {
  const toast = mount(UndoToast)
  offerUndo('已记下', () => Promise.reject(new Error('refused')))
  await nextTick()
  await toast.get('button').trigger('click')
  await vi.advanceTimersByTimeAsync(0)
  expect(toast.text()).toContain('没能撤销')
})

test('a later toast takes the place and the time of the former', async () => {
  const toast = mount(UndoToast)
  offerUndo('第一件', () => {})
  await vi.advanceTimersByTimeAsync(4_000)
  offerUndo('第二件', () => {})
  await vi.advanceTimersByTimeAsync(4_000)
  expect(toast.text()).toContain('第二件')
  say('好了')
  await nextTick()
  expect(toast.text()).toBe('好了')
})
