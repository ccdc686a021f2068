import { useEventListener } from '@vueuse/core'
import { onMounted, onUpdated, type Ref } from 'vue'

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowLeft: (at, last) => at === 0 ? last : at - 1, ArrowRight: (at, last) => at === last ? 0 : at + 1, Home: () => 0, End: (_, last) => last,
}
const tabsIn = (list: Element): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role=tab]')]

/**
 * The keys of tabs (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/): one stop of the Tab key, the arrows go round, Home and End to the ends, and the tab
 * that has the focus is the one shown. Dresses what is drawn, so that markup which must be small knows nothing of it.
 */
export function useTabKeys(root: Readonly<Ref<HTMLElement | null>>): void {
  function dress(): void {
    for (const tab of root.value ? tabsIn(root.value) : []) tab.tabIndex = tab.getAttribute('aria-selected') === 'true' ? 0 : -1
  }
  onMounted(dress)
  onUpdated(dress)
  useEventListener(root, 'keydown', (event) => {
    const tab = event.target instanceof Element ? event.target.closest<HTMLElement>('[role=tab]') : null
    const tabs = tab ? tabsIn(tab.closest('[role=tablist]') ?? tab) : []
    const next = tab && tabs[steps[event.key]?.(tabs.indexOf(tab), tabs.length - 1) ?? -1]
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    next.focus()
    next.click()
  })
}
