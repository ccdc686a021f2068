import type { VueWrapper } from '@vue/test-utils'
import type { Router } from 'vue-router'
import { afterEach, beforeEach } from 'vitest'
import { handlers } from '../../../mock/api/handlers.ts'
import { mockState } from '../../../mock/api/state.ts'
import { api } from './api.ts'
import { openPage } from './open-page.ts'

type Options = Parameters<typeof openPage>[1]

/** The set-up of the tests of one page over mock/api, once a file: what it wrote with `method` is kept, and it is unmounted after each test. */
export function pageTest(method: 'POST' | 'PATCH') {
  let app: VueWrapper | null = null
  /** Bodies, and beside them the paths they went to. */
  const sent: unknown[] = []
  const paths: string[] = []
  beforeEach(() => {
    sent.length = paths.length = 0
    api.use(...handlers(mockState()))
    api.events.on('request:start', ({ request }) => {
      if (request.method !== method) return
      void request.clone().json().then((body) => {
        sent.push(body)
        paths.push(new URL(request.url).pathname)
      })
    })
  })
  afterEach(() => {
    api.events.removeAllListeners()
    app?.unmount()
    app = null
  })
  return {
    sent, paths,
    open: async (path: string, options: Options = {}): Promise<Router> => {
      const opened = await openPage(path, options)
      app = opened.app
      return opened.router
    },
    text: (selector: string): string | undefined => document.querySelector(selector)?.textContent?.trim(),
    button: (words: string, within: ParentNode = document): HTMLButtonElement | undefined => [...within.querySelectorAll('button')].find(each => each.textContent?.trim() === words),
  }
}
