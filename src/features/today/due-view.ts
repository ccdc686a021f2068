import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { DueView } from './texts.ts'

/** Which view stands open, kept for the way back from a customer. */
export const useDueView = defineStore('due-view', () => {
  const view = ref<DueView>('today')
  return { view }
})
