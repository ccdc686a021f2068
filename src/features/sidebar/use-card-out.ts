import { onBeforeUnmount, type Ref, watchPostEffect } from 'vue'
import { useFirstViewStore } from '../../stores/first-view.ts'

/** Tells when the card has been scrolled away, so that the bar at the bottom offers its primary action. */
export function useCardOut(page: Readonly<Ref<HTMLElement | null>>, isReady: () => boolean): void {
  const view = useFirstViewStore()
  const observer = new IntersectionObserver((entries) => {
    const last = entries[entries.length - 1]
    if (last) view.isCardOut = !last.isIntersecting
  }, { threshold: 0.5 })

  watchPostEffect(() => {
    observer.disconnect()
    const card = isReady() ? page.value?.querySelector('.fv-card') : null
    if (card) observer.observe(card)
  })
  onBeforeUnmount(() => observer.disconnect())
}
