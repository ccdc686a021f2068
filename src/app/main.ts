import { PiniaColada, useQueryCache } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp, type App } from 'vue'
import { getSession } from '../../contract/session.endpoints.ts'
import { ApiError } from '../api/api-error.ts'
import { call, loadHttp } from '../api/call.ts'
import { sidebarKey } from '../api/sidebar.query.ts'
import type { BootHandover } from '../boot/handover.ts'
import { panelsKey } from '../features/sidebar/panels-key.ts'
import { skeletonKey } from '../features/sidebar/use-first-view.ts'
import { useConversationStore } from '../stores/conversation.ts'
import { useSessionStore } from '../stores/session.ts'
import '../styles/app.css'
import { failureOfCode } from '../ui/first-view/failure-kinds.ts'
import { createBridge } from '../wecom/bridge.ts'
import { bridgeKey } from '../wecom/use-bridge.ts'
import AppRoot from './App.vue'
import { actions } from './actions.ts'
import { deliverWhenPossible } from './deliver-when-possible.ts'
import { keptKey } from './kept-key.ts'
import { pages } from './pages.ts'
import { panels } from './panels.ts'
import { showFailedStart } from './failed-start.ts'
import { prefetching, reloadWhenFilesAreGone } from './reload-when-gone.ts'
import { createAppRouter } from './router.ts'

reloadWhenFilesAreGone()

const boot = window.zhikeBoot
if (boot?.start.status === 'failed') showFailedStart(boot.start.failure, boot.start.detail)
else if (boot) void takeOver(boot)

async function takeOver(handover: BootHandover): Promise<void> {
  const app = createApp(AppRoot)
  app.use(createPinia()).use(PiniaColada)
  app.provide(bridgeKey, createBridge(handover.sdk, handover.entry)).provide(panelsKey, panels).provide(skeletonKey, handover.skeleton)
  try {
    await app.runWithContext(() => begin(handover))
  }
  catch (error) {
    return showFailedStart(failureOfCode(error instanceof ApiError ? error.code : ''))
  }
  const router = createAppRouter()
  const isFromChat = handover.entry !== 'workbench'
  if (isFromChat) await router.replace('/customer')
  else if (handover.start.status === 'route') await router.replace(handover.start.path)
  app.use(router)
  await router.isReady()
  mountInPlace(app, handover)
  app.runWithContext(() => deliverWhenPossible())
  prefetchWhenIdle(isFromChat ? [] : workbenchFiles)
}

/** What boot has fetched becomes the query's data: nothing is asked for twice. */
async function begin({ entry, start }: BootHandover): Promise<void> {
  const conversation = useConversationStore()
  const session = useSessionStore()
  const elapsedMs = () => performance.now()
  conversation.entry = entry
  if (start.status === 'route') session.begin(await call(getSession, {}), elapsedMs)
  if (start.status === 'unread') conversation.show(start.customerId)
  if (start.status !== 'customer') return
  conversation.show(start.customerId)
  session.begin(start.sidebar.session, elapsedMs, start.arrivedMs)
  useQueryCache().setQueryData([...sidebarKey(start.customerId)], start.sidebar)
}

/** From here on a font is large: what one line shortens is wrapped instead (app.css). The first view's own styles have no room for it. */
const largeRootPx = 20

/** In one task, so in one frame: the same markup takes the place of boot's, and what was typed stays. */
function mountInPlace(app: App, { takeOver }: BootHandover): void {
  const typed = document.querySelector<HTMLInputElement>('.find-field')
  const isFocused = typed !== null && document.activeElement === typed
  app.provide(keptKey, takeOver())
  document.documentElement.toggleAttribute('data-large', parseFloat(getComputedStyle(document.documentElement).fontSize) >= largeRootPx)
  app.mount('#app')
  const field = document.querySelector<HTMLInputElement>('.find-field')
  if (typed && field) {
    field.value = typed.value
    if (isFocused) field.focus({ preventScroll: true })
  }
  document.documentElement.dataset.app = 'ready'
}

/** In a store the network comes and goes: the pages of everybody's bar are there before they are tapped. */
const workbenchFiles = [...pages.filter(({ roles }) => !roles).map(({ load }) => load), () => import('../features/today/QueueSteps.vue')]

/** Sheets and the client library come while nobody waits for them. What can't be had is asked for again with the tap. */
function prefetchWhenIdle(files: readonly (() => Promise<unknown>)[]): void {
  const whenIdle = window.requestIdleCallback ?? ((task: () => void) => setTimeout(task, 300))
  whenIdle(() => {
    const loads = [loadHttp, ...Object.values(actions), ...Object.values(panels), ...files]
    void prefetching(() => Promise.allSettled(loads.map(load => load()))).then(() => { document.documentElement.dataset.ahead = 'loaded' })
  })
}
