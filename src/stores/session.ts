import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Session } from '../../contract/session.schema.ts'
import { type Clock, createServerClock } from '../utils/server-clock.ts'

/** Who is signed in, and the server's time. */
export const useSessionStore = defineStore('session', () => {
  const session = ref<Session | null>(null)
  const clock = shallowRef<Clock>({ now: () => 0 })
  /** Ticks with the page, for texts such as 剩 23:48. */
  const nowMs = ref(0)

  /** May see to imports, sources, products and rules; the server decides anyway. */
  const isOperator = computed(() => session.value?.role === 'operator' || session.value?.role === 'admin')

  /** `elapsedMs`: performance.now in the app, a counter in tests. */
  function begin(next: Session, elapsedMs: () => number, arrivedMs = elapsedMs()): void {
    session.value = next
    clock.value = createServerClock(next.now, () => elapsedMs() - arrivedMs)
    // The first drawing takes the server's own instant: boot drew with it, and nothing may jump at the take-over.
    nowMs.value = Date.parse(next.now)
  }

  function tick(): void {
    nowMs.value = clock.value.now()
  }

  return { session, isOperator, nowMs, begin, tick }
})
