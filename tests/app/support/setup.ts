import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { api } from './api.ts'

beforeAll(() => api.listen({ onUnhandledRequest: 'error' }))
afterEach(() => api.resetHandlers())
afterAll(() => api.close())

const warned = vi.spyOn(console, 'warn')
const failed = vi.spyOn(console, 'error')
beforeEach(() => {
  warned.mockClear()
  failed.mockClear()
})
// A warning of Vue or the router is a defect: a test that means to cause one clears it.
afterEach(() => {
  expect(warned.mock.calls, 'unexpected console.warn').toEqual([])
  expect(failed.mock.calls, 'unexpected console.error').toEqual([])
})
