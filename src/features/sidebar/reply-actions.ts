import { setReply } from '../../../contract/touches.endpoints.ts'
import { call } from '../../api/call.ts'
import type { Action, ActionContext } from '../../stores/action-context.ts'
import { useFirstViewStore } from '../../stores/first-view.ts'
import { offerUndo } from '../../ui/toast.ts'

export const markReplied: Action = context => mark(context, 'yes', '记下了：客户回了')
export const markSilent: Action = context => mark(context, 'no', '记下了：没回')

/** 先不标: gone at once, and for good (the server counts it as asked). Where that could not be said it comes again with the next opening, which harms nobody. */
export const dismissReply: Action = async ({ sidebar }) => {
  useFirstViewStore().isReplyDismissed = true
  if (sidebar.askReply) await call(setReply, { params: { touchId: sidebar.askReply.touchId }, body: { reply: 'unknown' } }).catch(() => {})
}

/** The question goes away at once; a refusal by the server brings it back and is said. */
async function mark({ sidebar, patch, refresh }: ActionContext, reply: 'yes' | 'no', words: string): Promise<void> {
  const touch = sidebar.askReply
  if (!touch) return
  const params = { touchId: touch.touchId }
  const putBack = patch(before => ({ ...before, askReply: null }))
  try {
    await call(setReply, { params, body: { reply } })
  }
  catch (error) {
    putBack()
    throw error
  }
  offerUndo(words, async () => {
    await call(setReply, { params, body: { reply: 'unknown' } })
    await refresh()
  })
  await refresh()
}
