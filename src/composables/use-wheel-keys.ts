import { useEventListener } from '@vueuse/core'
import type { Ref } from 'vue'

const keySteps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -5, PageDown: 5, Home: -Infinity, End: Infinity }
/** Of a mouse wheel or a touch pad, for one option. */
const wheelPixels = 40

/**
 * Vant's wheels answer to a finger and a tap, and every option is a stop of the Tab key. This makes each column one stop that says what it is,
 * and turns it by the arrow keys and the mouse wheel. Call `dress` after each drawing with what the columns show.
 */
export function useWheelKeys(root: Readonly<Ref<HTMLElement | null>>, { labels, step }: { labels: readonly string[], step: (column: number, by: number) => void }) {
  const columnsOf = (): HTMLElement[] => [...root.value?.querySelectorAll<HTMLElement>('.van-picker-column') ?? []]
  const columnAt = (target: EventTarget | null): number => columnsOf().findIndex(column => target instanceof Node && column.contains(target))
  let turned = 0

  function dress(texts: readonly string[]): void {
    for (const [at, column] of columnsOf().entries()) {
      const attributes = { 'role': 'spinbutton', 'tabindex': '0', 'aria-label': labels[at] ?? '', 'aria-valuetext': texts[at] ?? '' }
      for (const [name, value] of Object.entries(attributes)) column.setAttribute(name, value)
      for (const option of column.querySelectorAll('[role=button]')) option.setAttribute('tabindex', '-1')
    }
  }

  useEventListener(root, 'keydown', (event) => {
    const by = keySteps[event.key]
    const column = columnAt(event.target)
    if (by === undefined || column < 0) return
    event.preventDefault()
    step(column, by)
  })
  useEventListener(root, 'wheel', (event) => {
    event.preventDefault()
    turned += event.deltaY
    const by = Math.trunc(turned / wheelPixels)
    turned -= by * wheelPixels
    if (by !== 0) step(columnAt(event.target), Math.sign(by))
  }, { passive: false })

  return { dress }
}
