import type { Component, InjectionKey } from 'vue'
import type { PanelKey } from '../../ui/first-view/panel-keys.ts'

/** Filled in by src/app/panels.ts: a feature never imports another feature. */
export type Panels = Partial<Record<PanelKey, () => Promise<Component>>>
export const panelsKey: InjectionKey<Panels> = Symbol('panels')
