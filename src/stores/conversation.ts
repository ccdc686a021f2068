import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { CustomerId } from '../../contract/ids.ts'
import type { Entry } from '../boot/handover.ts'

/** Which customer the page is about, and what can be done from here. */
export const useConversationStore = defineStore('conversation', () => {
  const customerId = ref<CustomerId | null>(null)
  const entry = ref<Entry>('workbench')
  /** Only beside a chat can text be put into it; elsewhere it is copied. */
  const canSend = computed(() => entry.value === 'chat')

  function show(next: CustomerId | null): void {
    customerId.value = next
  }

  return { customerId, entry, canSend, show }
})
