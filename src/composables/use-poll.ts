import { inject, type InjectionKey, onScopeDispose, watch } from 'vue'

/** Divides every interval of `usePoll`: tests need not wait. */
export const pollPaceKey: InjectionKey<number> = Symbol('poll pace')

/** Runs `task` again and again, each `everyMs` after the last one ended, while `everyMs` gives a number. Ends with the component. */
export function usePoll(task: () => Promise<unknown>, everyMs: () => number | null): void {
  const pace = inject(pollPaceKey, 1)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false

  function schedule(): void {
    clearTimeout(timer)
    const ms = everyMs()
    if (ms !== null && !isOver) timer = setTimeout(() => void task().catch(() => {}).then(schedule), ms / pace)
  }

  watch(everyMs, schedule, { immediate: true })
  onScopeDispose(() => {
    isOver = true
    clearTimeout(timer)
  })
}
