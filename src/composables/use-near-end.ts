import { onBeforeUnmount, onMounted, type Ref } from 'vue'

/** Calls `reach` when the mark at the end of a list comes near the screen. Without an observer the list's own button does. */
export function useNearEnd(mark: Readonly<Ref<HTMLElement | null>>, reach: () => void): void {
  let observer: IntersectionObserver | undefined
  onMounted(() => {
    if (!mark.value || typeof IntersectionObserver === 'undefined') return
    observer = new IntersectionObserver(entries => entries.some(({ isIntersecting }) => isIntersecting) && reach(), { rootMargin: '400px' })
    observer.observe(mark.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
}
