import { computed, ref } from 'vue'
import type { ReminderId } from '../../../contract/ids.ts'
import type { DueReminder } from '../../../contract/reminders.schema.ts'

/** Several rows at once: none while nobody chooses, those tapped, or the whole group, whatever of it has been read. */
type Chosen = { kind: 'off' } | { kind: 'some', ids: ReadonlySet<ReminderId> } | { kind: 'all' }

export function useChoosing(total: () => number) {
  const chosen = ref<Chosen>({ kind: 'off' })
  const isChoosing = computed(() => chosen.value.kind !== 'off')
  const count = computed(() => chosen.value.kind === 'some' ? chosen.value.ids.size : chosen.value.kind === 'all' ? total() : 0)

  const begin = (): void => { chosen.value = { kind: 'some', ids: new Set() } }
  const end = (): void => { chosen.value = { kind: 'off' } }
  const isChosen = ({ reminderId }: DueReminder): boolean => chosen.value.kind === 'all' || (chosen.value.kind === 'some' && chosen.value.ids.has(reminderId))

  function toggleAll(): void {
    chosen.value = chosen.value.kind === 'all' ? { kind: 'some', ids: new Set() } : { kind: 'all' }
  }

  /** Of a whole group one is left out of those that can be seen. */
  function toggle({ reminderId }: DueReminder, shown: readonly DueReminder[]): void {
    const ids = new Set(chosen.value.kind === 'all' ? shown.map(row => row.reminderId) : chosen.value.kind === 'some' ? chosen.value.ids : [])
    if (!ids.delete(reminderId)) ids.add(reminderId)
    chosen.value = { kind: 'some', ids }
  }

  return { chosen, isChoosing, count, begin, end, isChosen, toggle, toggleAll }
}
