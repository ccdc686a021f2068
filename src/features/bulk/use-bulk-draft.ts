import { useQuery, useQueryCache } from '@pinia/colada'
import { computed, ref, shallowRef, watch } from 'vue'
import { chooseBulkCustomers, getBulkTags, previewBulk, sendBulk } from '../../../contract/bulk.endpoints.ts'
import type { BulkPreview } from '../../../contract/bulk.schema.ts'
import type { Tier } from '../../../contract/words.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { readingFailureOf } from '../../stores/reading-failure.ts'
import { useSaving } from '../../stores/use-saving.ts'
import { type LastOrderChoice, mostCustomers } from './texts.ts'

const toggled = <Value>(list: readonly Value[], value: Value): Value[] => list.includes(value) ? list.filter(other => other !== value) : [...list, value]

/** A mass message being written: whom, what, the dry look, the send. A dry look holds only for exactly what it looked at. */
export function useBulkDraft(sent: (bulkId: string) => void) {
  const queries = useQueryCache()
  const tiers = ref<Tier[]>([])
  const tagIds = ref<string[]>([])
  const families = ref<string[]>([])
  const lastOrder = shallowRef<LastOrderChoice | null>(null)
  const text = ref('')
  const preview = shallowRef<BulkPreview | null>(null)
  const checkFailure = ref('')
  const isChecking = ref(false)
  const { isSaving, failure: sendFailure, save } = useSaving()

  const tags = useQuery({ key: ['bulk', 'tags'], query: ({ signal }) => call(getBulkTags, { signal }), staleTime: 60_000 })
  const isAnyChosen = computed(() => tiers.value.length + tagIds.value.length + families.value.length > 0 || lastOrder.value !== null)
  /** As it is asked for, and by which it is known again. */
  const wanted = computed(() => ({
    tiers: [...tiers.value].sort(), tagIds: [...tagIds.value].sort(), ...(families.value.length > 0 && { families: [...families.value].sort() }),
    ...(lastOrder.value && { lastOrder: { fromDays: lastOrder.value.fromDays, toDays: lastOrder.value.toDays } }),
  }))
  const choice = useQuery({
    key: () => ['bulk', 'choice', JSON.stringify(wanted.value)], refetchOnWindowFocus: false, enabled: () => isAnyChosen.value, staleTime: 30_000,
    query: ({ signal }) => call(chooseBulkCustomers, { body: wanted.value, signal }),
  })
  const chosen = computed(() => isAnyChosen.value ? choice.data.value : undefined)
  const isReady = computed(() => chosen.value !== undefined && chosen.value.total > 0 && chosen.value.total <= mostCustomers && text.value.trim() !== '')

  let looks = 0
  watch([text, () => chosen.value?.customerIds], () => {
    looks += 1
    preview.value = null
    checkFailure.value = sendFailure.value = ''
  })

  async function check(): Promise<void> {
    if (!isReady.value || isChecking.value || !chosen.value) return
    const look = ++looks
    isChecking.value = true
    checkFailure.value = ''
    try {
      const found = await call(previewBulk, { body: { customerIds: chosen.value.customerIds, text: text.value } })
      if (look === looks) preview.value = found
    }
    catch (error) {
      if (look === looks) checkFailure.value = messageOf(error)
    }
    finally {
      isChecking.value = false
    }
  }

  function send(): void {
    if (!preview.value || !chosen.value) return
    const body = { customerIds: chosen.value.customerIds, text: text.value }
    void save(body, idempotencyKey => call(sendBulk, { body, idempotencyKey }), ({ bulkId }) => {
      void Promise.resolve(queries.invalidateQueries({ key: ['bulk', 'list'] })).catch(() => {})
      sent(bulkId)
    })
  }

  return {
    tiers, tagIds, families, lastOrder, isAnyChosen, text, preview, isReady, isChecking, isSaving, chosen, check, send,
    groups: computed(() => tags.data.value?.groups ?? []), allFamilies: computed(() => tags.data.value?.families ?? []), failure: computed(() => checkFailure.value || sendFailure.value),
    readingFailure: computed(() => [tags, choice].map(query => query.error.value).filter(Boolean).map(readingFailureOf)[0] ?? null),
    readAgain: () => { for (const query of [tags, choice]) if (query.error.value) void query.refetch() },
    toggleTier: (tier: Tier) => { tiers.value = toggled(tiers.value, tier) }, toggleTag: (tagId: string) => { tagIds.value = toggled(tagIds.value, tagId) },
    toggleFamily: (key: string) => { families.value = toggled(families.value, key) }, toggleLastOrder: (choice: LastOrderChoice) => { lastOrder.value = lastOrder.value === choice ? null : choice },
  }
}
