import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import { changePushChoice, getPushChoice } from '../../../contract/pushes.endpoints.ts'
import type { PushChoice } from '../../../contract/pushes.schema.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { offerUndo, say } from '../../ui/toast.ts'

const key = ['me', 'pushes'] as const

/** The morning digest's switch: changed at once, put back when the server refuses. */
export function usePushChoice(isOn: () => boolean) {
  const queries = useQueryCache()
  const choice = useQuery({ key: [...key], enabled: () => isOn(), query: ({ signal }) => call(getPushChoice, { signal }), staleTime: 60_000 })

  async function set(digest: boolean): Promise<void> {
    const before = choice.data.value
    if (!before) return
    queries.setQueryData([...key], { ...before, digest })
    try {
      queries.setQueryData<PushChoice>([...key], await call(changePushChoice, { body: { digest } }))
      offerUndo(digest ? `每天 ${before.digestAt} 推送` : '早上不再推送', () => set(!digest))
    }
    catch (error) {
      queries.setQueryData([...key], before)
      say(messageOf(error))
    }
  }

  return { choice: computed(() => choice.data.value), set }
}
