import { useQueryCache } from '@pinia/colada'
import { inject } from 'vue'
import type { DueReminder } from '../../../contract/reminders.schema.ts'
import { messageOf } from '../../api/api-error.ts'
import { useSidebarCache } from '../../stores/use-sidebar.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import { useDueView } from './due-view.ts'
import { useQueueCache } from './queue-cache.ts'
import { reminderSheetsKey } from './reminder-sheets-key.ts'

/** 我已联系 of a row: recorded without opening the customer. What it settles is the server's to say: her rows are looked at again. */
export function useHandTouch() {
  const sheets = inject(reminderSheetsKey)
  const queries = useQueryCache()
  const place = useDueView()
  const { lookAtVisited, forgetOthers, countAgain } = useQueueCache()
  const { refresh } = useSidebarCache()

  return async function touched({ externalUserId, customerName: name }: DueReminder): Promise<void> {
    try {
      const recordTouch = await sheets?.touch()
      const recorded = await recordTouch?.(externalUserId, name)
      if (!recorded) return
      const words = `记下了：已联系 ${name}`
      const { takeBack } = recorded
      if (takeBack) offerUndo(words, async () => {
        await takeBack()
        await Promise.all([queries.invalidateQueries({ key: ['queue', 'list'] }), refresh(externalUserId)])
        countAgain()
      })
      else say(words)
      place.visited.add(externalUserId)
      forgetOthers()
      await Promise.all([lookAtVisited(), refresh(externalUserId)])
    }
    catch (error) {
      say(messageOf(error))
    }
  }
}
