import { computed, onBeforeUnmount, onMounted, onUpdated, type Ref, ref } from 'vue'

export interface WindowedRows {
  keys: () => readonly string[]
  /** Height of a row that was never drawn, as long as none was. */
  estimatePx: () => number
  list: Readonly<Ref<HTMLElement | null>>
  /** Heights of rows drawn before, by key: kept outside, so that a list comes back as it was left. */
  heights: Map<string, number>
}

/** Rows from `start` to before `end`, and the height of those before and after. */
interface Range { start: number, end: number, before: number, after: number }

/** Rows drawn beyond each edge of the screen. */
const marginPx = 480

/** Which rows of a long list are on the screen of the scrolling page, and the space of those that are not. Rows may differ in height. */
export function useWindowedRows({ keys, estimatePx, list, heights }: WindowedRows) {
  const view = ref({ top: 0, height: innerHeight })
  const measured = ref(0)
  let width = innerWidth
  let waiting = 0

  const offsets = computed(() => offsetsOf(keys(), heights, estimatePx(), measured.value))
  // The same range is the same object: a scroll that shows no other row draws nothing anew.
  const range = computed((former?: Range): Range => {
    const { top, height } = view.value
    const last = keys().length
    const start = rowAt(offsets.value, top - marginPx, last)
    const end = Math.min(last, rowAt(offsets.value, top + height + marginPx, last) + 1)
    const next = { start, end, before: offsets.value[start]!, after: offsets.value[last]! - offsets.value[end]! }
    return former && former.start === start && former.end === end && former.before === next.before && former.after === next.after ? former : next
  })

  function look(): void {
    if (list.value) view.value = { top: -list.value.getBoundingClientRect().top, height: innerHeight }
  }

  function measure(): void {
    let isNew = false
    for (const row of list.value?.querySelectorAll<HTMLElement>(':scope > [data-key]') ?? []) {
      const { height } = row.getBoundingClientRect()
      const key = row.dataset.key
      if (!key || height === 0 || heights.get(key) === height) continue
      // A row as high as was reckoned moves nothing.
      isNew ||= (heights.get(key) ?? usualPx(heights, estimatePx())) !== height
      heights.set(key, height)
    }
    if (isNew && !waiting) waiting = requestAnimationFrame(reckon)
  }

  /** In a frame of its own: the one that drew the rows has done enough. */
  function reckon(): void {
    waiting = 0
    measured.value++
  }

  function onResize(): void {
    if (innerWidth !== width) heights.clear()
    width = innerWidth
    measured.value++
    look()
  }

  onMounted(() => {
    addEventListener('scroll', look, { passive: true })
    addEventListener('resize', onResize)
    look()
    measure()
  })
  onUpdated(measure)
  onBeforeUnmount(() => {
    cancelAnimationFrame(waiting)
    removeEventListener('scroll', look)
    removeEventListener('resize', onResize)
  })

  return range
}

/** What a row takes that was never drawn: as much as the first that was. */
const usualPx = (heights: ReadonlyMap<string, number>, estimatePx: number): number => heights.values().next().value ?? estimatePx

/** Where each row begins, and at the end where the list ends. `_measured` only makes it count again. */
function offsetsOf(keys: readonly string[], heights: ReadonlyMap<string, number>, estimatePx: number, _measured: number): number[] {
  const usual = usualPx(heights, estimatePx)
  const offsets = [0]
  for (const key of keys) offsets.push(offsets[offsets.length - 1]! + (heights.get(key) ?? usual))
  return offsets
}

/** The row that covers `px`, by halving. */
function rowAt(offsets: readonly number[], px: number, last: number): number {
  let low = 0
  let high = last
  while (low < high) {
    const middle = (low + high) >> 1
    if (offsets[middle + 1]! <= px) low = middle + 1
    else high = middle
  }
  return low
}
