import { defineStore } from 'pinia'
import { type Ref, ref, watch } from 'vue'

/** By sheet and customer. In memory only: what is written about a customer is never kept on the device in the clear. */
const useDrafts = defineStore('drafts', () => ({ kept: new Map<string, string>() }))

/**
 * What is typed in a sheet, kept until it is saved: a tap beside the sheet, Esc or another chat loses none of it.
 * `key` names sheet and customer; null keeps nothing. `initial` is what stands there without a draft.
 */
export function useDraft(key: string | null, initial = ''): { text: Ref<string>, forget: () => void } {
  const { kept } = useDrafts()
  const text = ref(key === null ? initial : kept.get(key) ?? initial)
  const forget = (): void => { if (key !== null) kept.delete(key) }
  watch(text, (next) => {
    if (next.trim() === '' || next === initial) forget()
    else if (key !== null) kept.set(key, next)
  }, { flush: 'sync' })
  return { text, forget }
}
