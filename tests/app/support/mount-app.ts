import { PiniaColada, useQueryCache } from '@pinia/colada'
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import type { Sidebar } from '../../../contract/customers.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { sidebarKey } from '../../../src/api/sidebar.query.ts'
import App from '../../../src/app/App.vue'
import { keptKey } from '../../../src/app/kept-key.ts'
import { panels } from '../../../src/app/panels.ts'
import { createAppRouter } from '../../../src/app/router.ts'
import type { Entry, KeptAction } from '../../../src/boot/handover.ts'
import { panelsKey } from '../../../src/features/sidebar/panels-key.ts'
import { skeletonKey } from '../../../src/features/sidebar/use-first-view.ts'
import { useConversationStore } from '../../../src/stores/conversation.ts'
import { useSessionStore } from '../../../src/stores/session.ts'
import { standLonger } from '../../../src/ui/toast.ts'
import type { Bridge } from '../../../src/wecom/bridge.ts'
import { bridgeKey } from '../../../src/wecom/use-bridge.ts'

export interface MountOptions {
  /** What boot has fetched; without it the app asks for `customerId` itself. */
  sidebar?: Sidebar
  customerId?: string
  entry?: Entry
  bridge?: Partial<Bridge>
  kept?: KeptAction[]
  /** Without the real panels the test needs no answers for them. */
  hasPanels?: boolean
}

/** The whole app as boot hands it over, on a fake client. The caller unmounts it. */
export async function mountApp({ sidebar, customerId = 'wmTest0001', entry = 'chat', bridge = {}, kept = [], hasPanels = false }: MountOptions): Promise<{ app: VueWrapper, bridge: Bridge }> {
  standLonger(60)
  const pinia = createPinia()
  setActivePinia(pinia)
  const router = createAppRouter()
  await router.replace('/customer')
  const client: Bridge = {
    entry, currentCustomer: async () => customerId as CustomerId, sendText: async () => ({ status: 'sent' }), copy: async () => true, openChat: async () => true, ...bridge,
  }
  document.body.innerHTML = '<div id="app"></div>'
  const begin = { install: () => {
    const conversation = useConversationStore()
    conversation.entry = entry
    conversation.show(customerId as CustomerId)
    if (!sidebar) return
    useSessionStore().begin(sidebar.session, () => 0)
    useQueryCache().setQueryData([...sidebarKey(customerId as CustomerId)], sidebar)
  } }
  const app = mount(App, {
    attachTo: '#app',
    global: {
      plugins: [pinia, PiniaColada, begin, router],
      provide: { [bridgeKey as symbol]: client, [panelsKey as symbol]: hasPanels ? panels : {}, [skeletonKey as symbol]: '<p class="bones">读取中</p>', [keptKey as symbol]: kept },
    },
  })
  return { app, bridge: client }
}
