import { storeToRefs } from 'pinia'
import { computed } from 'vue'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import type { ReminderKey } from '../../../contract/words.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useDueView } from './due-view.ts'
import { useQueueCache } from './queue-cache.ts'
import { type DueView, rulesInOrder } from './texts.ts'
import { type QueueItem, queueItems, useFreshOnReturn, useQueueCounts, useQueueList } from './use-queue.ts'

/** 今日该跟: the list that stands open, its counts, and what a lead is given. */
export function useToday() {
  const session = useSessionStore()
  const place = useDueView()
  const { view, rule } = storeToRefs(place)
  const { lookAtVisited, countAgain } = useQueueCache()
  const isTeam = computed(() => session.session?.role === 'lead' || session.session?.role === 'admin')
  const list = useQueueList(() => view.value, () => rule.value)
  const given = useQueueList(() => 'escalated', () => null, () => isTeam.value)
  const counts = useQueueCounts()
  useFreshOnReturn(list, async () => { await lookAtVisited(); countAgain() })
  useFreshOnReturn(given, () => Promise.resolve())

  const state = computed(() => list.state.value)
  const escalated = computed(() => view.value === 'due' && rule.value === null && given.state.value.status === 'ready' ? given.state.value.items : [])
  /** So many of the list make the day; a team's list and that of one reason are not divided. */
  const today = computed(() => view.value === 'due' && rule.value === null && !isTeam.value ? counts.value?.forToday ?? null : null)
  const items = computed((): QueueItem[] => state.value.status === 'ready'
    ? queueItems(state.value.items, { escalated: escalated.value, today: today.value, total: state.value.total, isTeam: isTeam.value }) : [])
  const groups = computed(() => rulesInOrder.flatMap((each) => {
    const count = counts.value?.byRule.find(found => found.rule === each)?.[view.value] ?? 0
    return count > 0 || each === rule.value ? [{ rule: each, count }] : []
  }))

  function show(next: DueView, nextRule: ReminderKey | null = null): void {
    view.value = next
    rule.value = nextRule
    scrollTo(0, 0)
  }

  /** A row was opened: from there one walks on through this list. */
  function visit({ externalUserId }: DueReminder): void {
    place.visited.add(externalUserId)
    if (state.value.status === 'ready') place.begin([...escalated.value, ...state.value.items], { today: today.value, total: state.value.total })
  }

  const countOf = (which: DueView): number => (which === 'due' && !isTeam.value ? counts.value?.forToday : counts.value?.[which]) ?? 0
  return { view, rule, state, items, groups, list, isTeam, show, visit, countOf, lookAgain: lookAtVisited }
}
