import { useQuery } from '@pinia/colada'
import { computed, ref } from 'vue'
import { changeSource, createSource, listSources, listUnmatchedOrders, retrySource, rotateSourceSecret } from '../../../contract/sources.endpoints.ts'
import type { Source, SourceCredentials, SourceKind } from '../../../contract/sources.schema.ts'
import { messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { usePoll } from '../../composables/use-poll.ts'
import { readingFailureOf } from '../../stores/reading-failure.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { say } from '../../ui/toast.ts'
import AddSourceSheet from './AddSourceSheet.vue'
import RotateSheet from './RotateSheet.vue'
import SecretSheet from './SecretSheet.vue'

export interface NewSource { kind: SourceKind, label: string, shop?: string, credentials?: SourceCredentials }
export interface Made { source: Source, secret: string | null }

const everyMs = 15_000

/** All sources and the orders that lead to several people, read again while the page is open. */
export function useSources() {
  const query = useQuery({ key: ['sources'], query: ({ signal }) => call(listSources, { signal }), staleTime: 0 })
  const unmatched = useQuery({ key: ['sources', 'unmatched'], query: ({ signal }) => call(listUnmatchedOrders, { signal }), staleTime: 0 })
  const busy = ref<string | null>(null)
  const again = (): void => {
    void query.refetch()
    void unmatched.refetch()
  }
  usePoll(() => query.refetch(), () => query.error.value ? null : everyMs)

  /** One change of one source at a time; what was refused is said. */
  async function change(source: Source, write: () => Promise<unknown>, done: string): Promise<void> {
    if (busy.value !== null) return
    busy.value = source.id
    try {
      await write()
      say(done)
    }
    catch (error) {
      say(messageOf(error))
    }
    finally {
      busy.value = null
      again()
    }
  }

  async function showSecret(made: Made | undefined): Promise<void> {
    if (!made) return
    again()
    if (made.secret !== null) await openSheet(SecretSheet, { made })
    else say(`「${made.source.label}」的密钥已保存`)
  }

  const params = ({ id }: Source) => ({ params: { id } })
  return {
    sources: computed(() => query.data.value?.items), unmatched: computed(() => unmatched.data.value), busy,
    failure: computed(() => query.error.value ? readingFailureOf(query.error.value) : null), again,
    add: async () => showSecret(await openSheet<Made>(AddSourceSheet, { add: (given: NewSource, key: string) => call(createSource, { body: given, idempotencyKey: key }) })),
    rotate: async (source: Source) => showSecret(await openSheet<Made>(RotateSheet, {
      source, rotate: (body: { overlapHours: number, credentials?: SourceCredentials }, key: string) => call(rotateSourceSecret, { ...params(source), body, idempotencyKey: key }),
    })),
    toggle: (source: Source) => change(source, () => call(changeSource, { ...params(source), body: { isEnabled: !source.isEnabled } }), source.isEnabled ? '已停用' : '已启用'),
    retry: (source: Source) => change(source, () => call(retrySource, params(source)), '已重新处理，稍后看结果'),
  }
}
