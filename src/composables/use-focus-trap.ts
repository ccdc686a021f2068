import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { stillThere } from './still-there.ts'

const focusable = 'a[href],button:not([disabled]),input:not([disabled]),textarea:not([disabled]),select:not([disabled]),[tabindex]:not([tabindex="-1"])'

/** Keeps Tab inside `root` while it is mounted, calls `onEscape` on Esc, and gives the focus back at the end, to what opened it or was drawn in its place. */
export function useFocusTrap(root: Readonly<Ref<HTMLElement | null>>, onEscape: () => void): void {
  let former: Element | null = null

  function onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation()
      onEscape()
    }
    else if (event.key === 'Tab' && root.value) {
      keepInside(event, root.value)
    }
  }

  onMounted(() => {
    former = document.activeElement
    root.value?.addEventListener('keydown', onKeydown)
    const first = root.value?.querySelector<HTMLElement>('[autofocus]') ?? root.value
    first?.focus({ preventScroll: true })
  })
  onBeforeUnmount(() => {
    root.value?.removeEventListener('keydown', onKeydown)
    stillThere(former)?.focus({ preventScroll: true })
  })
}

function keepInside(event: KeyboardEvent, root: HTMLElement): void {
  const stops = [...root.querySelectorAll<HTMLElement>(focusable)]
  const first = stops[0]
  const last = stops[stops.length - 1]
  if (!first || !last) return
  const current = document.activeElement
  if (event.shiftKey && (current === first || current === root)) {
    event.preventDefault()
    last.focus()
  }
  else if (!event.shiftKey && current === last) {
    event.preventDefault()
    first.focus()
  }
}
