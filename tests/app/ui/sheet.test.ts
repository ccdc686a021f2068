import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import BottomSheet from '../../../src/ui/BottomSheet.vue'
import SheetHost from '../../../src/ui/SheetHost.vue'
import { closeAllSheets, openSheet } from '../../../src/ui/sheet-stack.ts'

const NoteSheet = defineComponent({
  props: { text: { type: String, required: true } },
  emits: ['done', 'close'],
  setup: (props, { emit }) => () => h(BottomSheet, { title: '记一笔', onClose: () => emit('close') }, {
    default: () => h('input', { value: props.text }), footer: () => h('button', { class: 'save', onClick: () => emit('done', `${props.text}!`) }, '记下'),
  }),
})

let host: ReturnType<typeof mount>
beforeEach(() => {
  document.body.innerHTML = '<button id="opener">开</button><div id="host"></div>'
  document.querySelector<HTMLElement>('#opener')!.focus()
  host = mount(SheetHost, { attachTo: '#host' })
})
afterEach(() => {
  closeAllSheets()
  host.unmount()
})
const press = (key: string, changes: KeyboardEventInit = {}) => document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...changes }))
const find = (selector: string) => document.querySelector<HTMLElement>(selector)!

async function open(): Promise<Promise<string | undefined>[]> {
  const result = openSheet<string>(NoteSheet, { text: '先生嫌甜' })
  await nextTick()
  return [result]
}

test('resolves with what the sheet is done with, and gives the focus back', async () => {
  const [result] = await open()
  find('.save').click()
  expect(await result).toBe('先生嫌甜!')
  await flushPromises()
  expect(document.querySelector('[role=dialog]')).toBeNull()
  expect(document.activeElement?.id).toBe('opener')
})

test.each([
  ['Esc', () => press('Escape')], ['the cross', () => find('[aria-label="关闭"]').click()], ['a tap beside it', () => find('.sheet').click()],
])('is closed by %s without a result', async (_, close) => {
  const [result] = await open()
  close()
  expect(await result).toBeUndefined()
})

test('takes the focus and keeps Tab inside', async () => {
  await open()
  expect(document.activeElement).toBe(find('[role=dialog]'))
  press('Tab', { shiftKey: true })
  expect(document.activeElement).toBe(find('.save'))
  press('Tab')
  expect(document.activeElement).toBe(find('[aria-label="关闭"]'))
})

test('hears Esc when what had the focus is gone, and not while a word is being composed', async () => {
  const [result] = await open()
  find('.save').focus()
  press('Escape', { isComposing: true })
  await nextTick()
  expect(find('[role=dialog]')).not.toBeNull()
  document.activeElement!.remove()
  press('Escape')
  expect(await result).toBeUndefined()
})

test('closes the sheet on top only', async () => {
  const [below] = await open()
  const [above] = await open()
  press('Escape')
  expect(await above).toBeUndefined()
  await nextTick()
  expect(document.querySelectorAll('[role=dialog]')).toHaveLength(1)
  press('Escape')
  expect(await below).toBeUndefined()
})

test('stays when text was selected from inside to beside it', async () => {
  await open()
  find('input').dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
  find('.sheet').click()
  await nextTick()
  expect(find('[role=dialog]')).not.toBeNull()
})

test('is named by its title', async () => {
  await open()
  expect(document.getElementById(find('[role=dialog]').getAttribute('aria-labelledby')!)?.textContent).toBe('记一笔')
})
