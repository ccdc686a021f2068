import { useQuery } from '@pinia/colada'
import { computed, ref, watch } from 'vue'
import type { CustomerId } from '../../../contract/ids.ts'
import { getCustomerTags } from '../../../contract/tags.endpoints.ts'
import type { ChangeCustomerTags, CustomerTags } from '../../../contract/tags.schema.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'

/** The tags of one customer, and what the member has chosen so far. Read anew at each opening: colleagues and the console change them too. */
export function useTags(id: () => CustomerId) {
  const read = useQuery({ key: () => ['customer', id(), 'tags'], query: ({ signal }) => call(getCustomerTags, { params: { id: id() }, signal }), staleTime: 0 })
  const tags = computed(() => read.asyncStatus.value === 'loading' ? undefined : read.data.value)
  const chosen = ref<ReadonlySet<string>>(new Set())
  watch(tags, (next) => { if (next) chosen.value = new Set(next.mine) }, { immediate: true })

  function toggle(tagId: string): void {
    const next = new Set(chosen.value)
    if (!next.delete(tagId)) next.add(tagId)
    chosen.value = next
  }

  return {
    tags, chosen, toggle, reload: () => read.refetch(),
    failure: computed(() => read.error.value ? messageOf(read.error.value) : ''),
    change: computed(() => tags.value ? differenceOf(tags.value, chosen.value) : null),
  }
}

/** Null: nothing was changed. */
function differenceOf({ mine }: CustomerTags, chosen: ReadonlySet<string>): ChangeCustomerTags | null {
  const add = [...chosen].filter(tagId => !mine.includes(tagId))
  const remove = mine.filter(tagId => !chosen.has(tagId))
  return add.length + remove.length > 0 ? { add, remove } : null
}
