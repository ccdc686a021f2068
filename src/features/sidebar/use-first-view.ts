import { computed, inject, type InjectionKey, watch } from 'vue'
import { ApiError } from '../../api/api-error.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { useConversationStore } from '../../stores/conversation.ts'
import { useFirstViewStore } from '../../stores/first-view.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useSidebar } from '../../stores/use-sidebar.ts'
import { type Failure, failureOfCode } from '../../ui/first-view/failure-kinds.ts'
import { firstView, type Section } from '../../ui/first-view/first-view.ts'

export type FirstViewState =
  | { status: 'loading', skeleton: string }
  | { status: 'failed', failure: Failure }
  | { status: 'ready', customerId: CustomerId, above: Section[], below: Section[] }

/** The loading state's markup, as the HTML has it. */
export const skeletonKey: InjectionKey<string> = Symbol('skeleton')

/** What the page shows for the customer of the conversation. */
export function useFirstView() {
  const conversation = useConversationStore()
  const session = useSessionStore()
  const view = useFirstViewStore()
  const { sidebar, error, customerId } = useSidebar()
  const skeleton = inject(skeletonKey, '')

  // Each answer carries the server's time; synchronous, so that the first drawing has it.
  watch(() => sidebar.value?.session, (next) => {
    if (next && next.now !== session.session?.now) session.begin(next, () => performance.now())
  }, { immediate: true, flush: 'sync' })

  return computed((): FirstViewState => {
    if (sidebar.value && customerId.value) {
      const { scriptTurns, isWhyOpen, tab, isReplyDismissed, isCardOut } = view
      const place = { canSend: conversation.canSend, isFromList: conversation.entry === 'workbench' }
      const drawn = firstView({ ...place, sidebar: sidebar.value, nowMs: session.nowMs, scriptTurns, isWhyOpen, tab, isReplyDismissed, isCardOut })
      return { status: 'ready', customerId: customerId.value, ...drawn }
    }
    return error.value ? { status: 'failed', failure: failureOf(error.value) } : { status: 'loading', skeleton }
  })
}

function failureOf(error: Error): Failure {
  return failureOfCode(error instanceof ApiError ? error.code : '')
}
