import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { CustomerId } from '../../../contract/ids.ts'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import type { ReminderKey } from '../../../contract/words.ts'
import type { DueView } from './texts.ts'

/** Where in a list somebody walks from customer to customer: those passed stay in it, done or not. */
export interface Walk { view: DueView, rule: ReminderKey | null, customers: CustomerId[], today: number | null, total: number }

/** Which list stands open, kept for the way back from a customer, and the walk through it. */
export const useDueView = defineStore('due-view', () => {
  const view = ref<DueView>('due')
  const rule = ref<ReminderKey | null>(null)
  const walk = ref<Walk | null>(null)
  /** Whom one has gone to since the list was read: their rows may be settled. */
  const visited = ref(new Set<CustomerId>())

  function begin(rows: readonly DueReminder[], { today, total }: { today: number | null, total: number }): void {
    walk.value = { view: view.value, rule: rule.value, customers: customersOf(rows), today, total }
  }

  /** What was read since stands behind. */
  function extend(rows: readonly DueReminder[]): void {
    const known = new Set(walk.value?.customers)
    walk.value?.customers.push(...customersOf(rows).filter(id => !known.has(id)))
  }

  return { view, rule, walk, visited, begin, extend }
})

const customersOf = (rows: readonly DueReminder[]): CustomerId[] => [...new Set(rows.map(({ externalUserId }) => externalUserId))]
