import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { changeWelcome, listWelcomes } from '../../../contract/welcomes.endpoints.ts'
import type { Welcome } from '../../../contract/welcomes.schema.ts'
import { call } from '../../api/call.ts'
import { readingFailureOf } from '../../stores/reading-failure.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { say } from '../../ui/toast.ts'
import WelcomeSheet from './WelcomeSheet.vue'

/** Every channel with its welcome text; one is changed in a sheet. */
export function useWelcomes() {
  const query = useQuery({ key: ['welcomes'], query: ({ signal }) => call(listWelcomes, { signal }), staleTime: 0 })

  async function edit(welcome: Welcome): Promise<void> {
    const done = await openSheet<Welcome>(WelcomeSheet, {
      welcome,
      save: (given: { body: string, isActive: boolean }, idempotencyKey: string) => call(changeWelcome, { body: { state: welcome.state, basedOn: welcome.updatedAt, ...given }, idempotencyKey }),
    })
    void query.refetch()
    if (done) say(done.isActive ? '已保存，下一位加上的客户就会收到' : '已停用')
  }

  return {
    items: computed(() => query.data.value?.items), failure: computed(() => query.error.value ? readingFailureOf(query.error.value) : null),
    again: () => void query.refetch(), edit,
  }
}
