import { useQueryCache } from '@pinia/colada'
import { computed, watch } from 'vue'
import { useRouter } from 'vue-router'
import type { CustomerId } from '../../../contract/ids.ts'
import { sidebarQuery } from '../../api/sidebar.query.ts'
import { useDueView } from './due-view.ts'
import { useQueueList } from './use-queue.ts'

/** So many customers before the end of what was read the next page is asked for. */
const ahead = 5

/** From customer to customer through the list that was left: `previous` and `next` of the one on the screen. */
export function useWalk(current: () => CustomerId | null) {
  const place = useDueView()
  const router = useRouter()
  const queries = useQueryCache()
  const walk = computed(() => place.walk)
  const list = useQueueList(() => walk.value?.view ?? 'due', () => walk.value?.rule ?? null, () => walk.value !== null)

  const at = computed(() => {
    const id = current()
    return walk.value && id ? walk.value.customers.indexOf(id) : -1
  })
  const isOn = computed(() => at.value >= 0 && (walk.value?.customers.length ?? 0) > 1)
  const neighbour = (by: number): CustomerId | null => at.value >= 0 ? walk.value?.customers[at.value + by] ?? null : null
  const previous = computed(() => neighbour(-1))
  const next = computed(() => neighbour(1))
  const where = computed(() => {
    if (!walk.value || at.value < 0) return null
    const { today, customers } = walk.value
    const total = Math.max(walk.value.total, customers.length)
    const isToday = today !== null && at.value < today
    return { at: at.value + 1, total: isToday ? Math.min(today, total) : total, isToday }
  })

  // Pages read meanwhile stand behind; near the end of what was read the next one is asked for.
  watch(() => list.state.value, (state) => {
    if (state.status === 'ready') place.extend(state.items)
  })
  watch([at, () => walk.value?.customers.length], ([position, length]) => {
    if (position >= 0 && length !== undefined && length - position <= ahead) list.more()
  }, { immediate: true })
  // The one who comes next is read ahead: a tap shows her at once.
  watch(next, (id) => {
    if (id) void queries.refresh(queries.ensure(sidebarQuery(id))).catch(() => {})
  }, { immediate: true })

  /** In place of the one before: the way back leads to the list. */
  function step(id: CustomerId | null): void {
    if (id) void router.replace(`/customer/${encodeURIComponent(id)}`)
  }
  const visit = (id: CustomerId | null): void => { if (id && isOn.value) place.visited.add(id) }

  return { isOn, previous, next, place: where, step, visit }
}
