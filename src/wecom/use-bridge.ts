import { inject, type InjectionKey } from 'vue'
import type { Bridge } from './bridge.ts'

export const bridgeKey: InjectionKey<Bridge> = Symbol('bridge')

/** The WeCom client. Throws outside the app: provide `bridgeKey` in component tests. */
export function useBridge(): Bridge {
  const bridge = inject(bridgeKey)
  if (!bridge) throw new Error('useBridge: nothing provides bridgeKey; mount with global.provide[bridgeKey]')
  return bridge
}
