import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { PiniaColada } from '@pinia/colada'
import { http, HttpResponse } from 'msw'
import { createPinia } from 'pinia'
import { afterEach, expect, test, vi } from 'vitest'
import UnattendedNote from '../../../src/features/customers/UnattendedNote.vue'
import { api } from '../support/api.ts'

let note: VueWrapper
afterEach(() => note.unmount())
const asked = vi.fn()
async function open(answer: () => Response): Promise<void> {
  asked.mockClear()
  api.use(http.get('/api/team/unattended', () => {
    asked()
    return answer()
  }))
  note = mount(UnattendedNote, { global: { plugins: [createPinia(), PiniaColada] } })
  await vi.waitUntil(() => asked.mock.calls.length > 0, { timeout: 60_000, interval: 5 })
  await flushPromises()
}
const member = (name: string, why: 'left' | 'no-contact-function', customers: number) => ({ userId: name, name, why, customers })

test('says nothing while everybody is attended, or when it can\'t be known', async () => {
  await open(() => HttpResponse.json({ items: [] }))
  expect(note.text()).toBe('')
  note.unmount()
  await open(() => HttpResponse.json({ code: 'database-away', message: '稍后' }, { status: 503 }))
  expect(note.text()).toBe('')
})

test('names whose customers nobody can contact, why, and what to do', async () => {
  await open(() => HttpResponse.json({ items: [member('周', 'left', 1200), member('吴', 'no-contact-function', 3), member('钱', 'left', 2), member('孙', 'left', 1)] }))
  await vi.waitUntil(() => note.text() !== '', { timeout: 60_000, interval: 5 })
  expect(note.text()).toBe('1,206 位客户没人能联系：周（已离开）1200 位，吴（没有客户联系权限）3 位，钱（已离开）2 位等。请管理员在企业微信后台分配给在职的同事，分配后这里会自动跟上。')
})
