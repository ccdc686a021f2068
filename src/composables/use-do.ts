import { inject, type InjectionKey } from 'vue'

/** Runs a `data-do` action from a component (markup may simply carry `data-do` instead). */
export type Do = (name: string, data?: Record<string, string>) => Promise<void>
export const doKey: InjectionKey<Do> = Symbol('do')

export function useDo(): Do {
  const run = inject(doKey)
  if (!run) throw new Error('useDo: nothing provides doKey; mount with global.provide[doKey]')
  return run
}
