import type { InjectionKey } from 'vue'
import type { KeptAction } from '../boot/handover.ts'

/** Taps from before the app was there. */
export const keptKey: InjectionKey<KeptAction[]> = Symbol('kept')
