import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import type { CustomerId } from '../../../contract/ids.ts'
import { listReminders } from '../../../contract/reminders.endpoints.ts'
import type { Reminder } from '../../../contract/reminders.schema.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { useSidebar } from '../../stores/use-sidebar.ts'

/** Every live reminder of the customer on the screen; the first came with the first view, so nothing waits for the rest. */
export function useReminders() {
  const { customerId, sidebar } = useSidebar()
  const all = useQuery({
    key: () => ['customer', customerId.value ?? '', 'reminders'],
    query: ({ signal }) => call(listReminders, { query: { view: 'open', customer: customerId.value as CustomerId, limit: 50 }, signal }),
    enabled: () => customerId.value !== null,
  })
  const reminders = computed((): Reminder[] => {
    const first = sidebar.value?.reminder
    const others = all.data.value?.items ?? []
    return first && !others.some(({ reminderId }) => reminderId === first.reminderId) ? [first, ...others] : others
  })
  return { sidebar, reminders, isLoading: computed(() => !all.data.value && !all.error.value), failure: computed(() => all.error.value ? messageOf(all.error.value) : ''), reload: () => all.refetch() }
}
