import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { api } from './api.ts'

// The mend stands in the message: the request fails, and the test with it.
beforeAll(() => api.listen({ onUnhandledRequest: ({ method, url }, print) => {
  console.error(`${method} ${new URL(url).pathname} has no answer in this test: begin with openCustomer() (tests/support/app-customer.ts), which answers every endpoint, or add api.use(http.${method.toLowerCase()}(…))`)
  print.error()
} }))
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
