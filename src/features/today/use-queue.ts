import { useInfiniteQuery, useQuery } from '@pinia/colada'
import { computed, onMounted } from 'vue'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import type { DueReminder, listRemindersWire, ReminderView } from '../../../contract/reminders.schema.ts'
import { countReminders, listReminders } from '../../../contract/reminders.endpoints.ts'
import type { ReminderKey } from '../../../contract/words.ts'
import { call } from '../../api/call.ts'
import { usePaged } from '../../stores/use-paged.ts'

type Page = ReplyOf<typeof listRemindersWire>

const listKey = (view: ReminderView, rule: ReminderKey | null) => ['queue', 'list', view, rule ?? ''] as const
export const countsKey = ['queue', 'counts'] as const
const pageSize = 50
/** So few pages are read again as a whole; of a longer list only what was touched is looked at. */
const pagesReadAgain = 2

/** One list, page by page. It is never read again by itself: a list of thousands would be read page after page. */
export function useQueueList(view: () => ReminderView, rule: () => ReminderKey | null, isOn: () => boolean = () => true) {
  const list = useInfiniteQuery(() => {
    const [shownView, shownRule] = [view(), rule()]
    return {
      key: [...listKey(shownView, shownRule)], enabled: isOn(), staleTime: Infinity, gcTime: 30 * 60_000,
      query: ({ pageParam, signal }) => call(listReminders, {
        query: { view: shownView, limit: pageSize, ...(shownRule && { rule: shownRule }), ...(pageParam && { cursor: pageParam }) }, signal,
      }),
      initialPageParam: null as string | null,
      getNextPageParam: (last: Page) => last.nextCursor,
    }
  })
  return { ...usePaged(list), pages: () => list.data.value?.pages.length ?? 0, refetch: () => list.refetch() }
}

/** How much there is; undefined until it is known, and then as it was while it is read again. */
export function useQueueCounts() {
  const query = useQuery({ key: [...countsKey], query: ({ signal }) => call(countReminders, { signal }), staleTime: 2_000, gcTime: 30 * 60_000 })
  return computed(() => query.data.value)
}

/** What stands in the list: rows, and headings between them. */
export type QueueItem = { kind: 'head', key: string, text: string, count: number } | { kind: 'row', key: string, reminder: DueReminder }

/** One item a reminder, however often the list is put together. */
const rowItems = new WeakMap<DueReminder, QueueItem>()
function rowOf(reminder: DueReminder): QueueItem {
  const item = rowItems.get(reminder) ?? { kind: 'row', key: reminder.reminderId, reminder }
  rowItems.set(reminder, item)
  return item
}

interface Division { escalated: readonly DueReminder[], today: number | null, total: number, isTeam: boolean }

/** `today`: so many of the ranked rows make the day's work; null where the list is not divided. */
export function queueItems(rows: readonly DueReminder[], { escalated, today, total, isTeam }: Division): QueueItem[] {
  const given = new Set(escalated.map(({ reminderId }) => reminderId))
  const others = (given.size > 0 ? rows.filter(({ reminderId }) => !given.has(reminderId)) : rows).map(rowOf)
  const items: QueueItem[] = escalated.length > 0 ? [{ kind: 'head', key: 'head escalated', text: '要主管看的', count: escalated.length }, ...escalated.map(rowOf)] : []
  if (isTeam) return items.length > 0 && others.length > 0 ? [...items, { kind: 'head', key: 'head team', text: '全组该跟', count: total - escalated.length }, ...others] : [...items, ...others]
  if (today === null || today >= total) return [...items, ...others]
  const rest: QueueItem = { kind: 'head', key: 'head rest', text: today === 0 ? '今天的做完了，还想跟的接着来' : '其余，按要紧排在后面', count: total - today }
  const first: QueueItem[] = today > 0 ? [{ kind: 'head', key: 'head today', text: '今天先做这些', count: today }, ...others.slice(0, today)] : []
  return [...items, ...first, ...(others.length > today ? [rest, ...others.slice(today)] : [])]
}

/** Reads the list again when its page is shown: a short one as a whole, of a long one the customers who were visited. */
export function useFreshOnReturn(list: Pick<ReturnType<typeof useQueueList>, 'pages' | 'refetch'>, lookAtVisited: () => Promise<void>): void {
  onMounted(() => {
    if (list.pages() === 0) return
    if (list.pages() <= pagesReadAgain) void list.refetch()
    else void lookAtVisited()
  })
}
