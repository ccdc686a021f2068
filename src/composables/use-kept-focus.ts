import { onBeforeUpdate, onUpdated, type Ref } from 'vue'
import { stillThere } from './still-there.ts'

/** Markup that is drawn anew (a saved change, a countdown) keeps the focus where it was: nobody who works by keyboard begins again at the top. */
export function useKeptFocus(root: Readonly<Ref<HTMLElement | null>>): void {
  let before: Element | null = null
  onBeforeUpdate(() => { before = root.value?.contains(document.activeElement) ? document.activeElement : null })
  onUpdated(() => { if (before && !before.isConnected) stillThere(before)?.focus({ preventScroll: true }) })
}
