import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { stillThere } from './still-there.ts'

const focusable = 'a[href],button:not([disabled]),input:not([disabled]),textarea:not([disabled]),select:not([disabled]),[tabindex]:not([tabindex="-1"])'

/** What is open, the last one on top. Keys are heard on the document: what had the focus may be gone with a change inside. */
const traps: symbol[] = []

/** Keeps Tab inside `root` while it is mounted and on top, calls `onEscape` on Esc, and gives the focus back at the end, to what opened it or was drawn in its place. */
export function useFocusTrap(root: Readonly<Ref<HTMLElement | null>>, onEscape: () => void): void {
  const own = Symbol('trap')
  let former: Element | null = null

  function onKeydown(event: KeyboardEvent): void {
    // While a word is being composed, Esc and Tab belong to the input method.
    if (traps[traps.length - 1] !== own || event.isComposing) return
    if (event.key === 'Escape') onEscape()
    else if (event.key === 'Tab' && root.value) keepInside(event, root.value)
  }

  onMounted(() => {
    former = document.activeElement
    traps.push(own)
    document.addEventListener('keydown', onKeydown)
    const first = root.value?.querySelector<HTMLElement>('[autofocus]') ?? root.value
    first?.focus({ preventScroll: true })
  })
  onBeforeUnmount(() => {
    traps.splice(traps.indexOf(own), 1)
    document.removeEventListener('keydown', onKeydown)
    stillThere(former)?.focus({ preventScroll: true })
  })
}

function keepInside(event: KeyboardEvent, root: HTMLElement): void {
  const stops = [...root.querySelectorAll<HTMLElement>(focusable)]
  const first = stops[0]
  const last = stops[stops.length - 1]
  if (!first || !last) return
  const current = document.activeElement
  const isOutside = !root.contains(current)
  if (event.shiftKey && (isOutside || current === first || current === root)) {
    event.preventDefault()
    last.focus()
  }
  else if (!event.shiftKey && (isOutside || current === last)) {
    event.preventDefault()
    first.focus()
  }
}
