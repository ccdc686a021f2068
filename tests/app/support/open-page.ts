import { PiniaColada } from '@pinia/colada'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import type { Router } from 'vue-router'
import type { CustomerId } from '../../../contract/ids.ts'
import type { Role } from '../../../contract/words.ts'
import App from '../../../src/app/App.vue'
import { createAppRouter } from '../../../src/app/router.ts'
import { pollPaceKey } from '../../../src/composables/use-poll.ts'
import { panelsKey } from '../../../src/features/sidebar/panels-key.ts'
import { skeletonKey } from '../../../src/features/sidebar/use-first-view.ts'
import { useConversationStore } from '../../../src/stores/conversation.ts'
import { useSessionStore } from '../../../src/stores/session.ts'
import { standLonger } from '../../../src/ui/toast.ts'
import type { Bridge } from '../../../src/wecom/bridge.ts'
import { bridgeKey } from '../../../src/wecom/use-bridge.ts'
import { aSidebar } from '../../support/a-sidebar.ts'

/** The whole app opened from the workbench on one of its pages. The caller unmounts it. Polls run a hundred times faster. */
export async function openPage(path: string, { role = 'rep', bridge = {} }: { role?: Role, bridge?: Partial<Bridge> } = {}): Promise<{ app: VueWrapper, router: Router }> {
  standLonger(60)
  const pinia = createPinia()
  setActivePinia(pinia)
  const router = createAppRouter()
  await router.replace(path)
  const client: Bridge = {
    entry: 'workbench', currentCustomer: async () => null as CustomerId | null, sendText: async () => ({ status: 'unsupported' }), copy: async () => true, openChat: async () => true, ...bridge,
  }
  document.body.innerHTML = '<div id="app"></div>'
  const begin = { install: () => {
    useConversationStore().entry = 'workbench'
    useSessionStore().begin({ ...aSidebar().session, role }, () => 0)
  } }
  const app = mount(App, {
    attachTo: '#app',
    global: {
      plugins: [pinia, PiniaColada, begin, router],
      provide: { [bridgeKey as symbol]: client, [panelsKey as symbol]: {}, [skeletonKey as symbol]: '<p class="bones">读取中</p>', [pollPaceKey as symbol]: 100 },
    },
  })
  await flushPromises()
  return { app, router }
}
