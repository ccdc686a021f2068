import { defineStore } from 'pinia'
import { ref } from 'vue'

/** What is typed into the customers' search: kept for the way back, never in a URL or on the device. */
export const useCustomerSearch = defineStore('customer-search', () => {
  const typed = ref('')
  return { typed }
})
