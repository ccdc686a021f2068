import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { createAppRouter } from '../../../src/app/router.ts'
import { toast } from '../../../src/ui/toast.ts'

test('a page whose files cannot be had is said, and the one that is open stays', async () => {
  const router = createAppRouter()
  await router.push('/customer')
  router.addRoute({ path: '/away', component: () => Promise.reject(new TypeError('Failed to fetch')) })
  await router.push('/away').catch(() => {})
  await flushPromises()
  expect(toast.value).toMatchObject({ text: '这一页没有打开，连上网络后再点一次。' })
  expect(router.currentRoute.value.path).toBe('/customer')
})
