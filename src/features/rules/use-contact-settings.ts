import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import { changeContactSettings, getContactSettings, listContactSettingsChanges } from '../../../contract/contact-settings.endpoints.ts'
import type { ContactSettings, ContactSettingsView } from '../../../contract/contact-settings.schema.ts'
import { ApiError } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { readingFailureOf } from '../../stores/reading-failure.ts'

const key = ['contact-settings'] as const
const nowKey = [...key, 'now'] as const

/** Limits, hours, the day's list and pushes, who changed them, and how they are changed: `write` returns them as they are then. */
export function useContactSettings() {
  const queries = useQueryCache()
  const view = useQuery({ key: [...nowKey], query: ({ signal }) => call(getContactSettings, { signal }), staleTime: 5_000 })
  const changes = useQuery({ key: [...key, 'changes'], query: ({ signal }) => call(listContactSettingsChanges, { signal }), staleTime: 2_000 })

  async function write(basedOn: number, settings: Partial<ContactSettings>, idempotencyKey?: string): Promise<ContactSettingsView> {
    try {
      const changed = await call(changeContactSettings, { body: { basedOn, settings }, idempotencyKey })
      queries.setQueryData([...nowKey], changed)
      return changed
    }
    catch (error) {
      throw conflictOf(error) ?? error
    }
    finally {
      for (const stale of [[...key, 'changes'], ['me', 'pushes'], ['reminders']]) void Promise.resolve(queries.invalidateQueries({ key: stale })).catch(() => {})
    }
  }

  /** Somebody was first: theirs are shown, and what was typed stays over them. */
  function conflictOf(error: unknown): ApiError | null {
    if (!(error instanceof ApiError) || error.code !== 'state-conflict') return null
    queries.setQueryData([...nowKey], error.details as ContactSettingsView)
    return new ApiError(error.code, '这些设置刚被别人改过，别的项已换成现在的；你填的还在，看过没问题再点保存。', error.details)
  }

  return {
    view: computed(() => view.data.value), failure: computed(() => view.error.value ? readingFailureOf(view.error.value) : null),
    changes: computed(() => changes.data.value?.items ?? []), again: () => void view.refetch(), write,
  }
}
