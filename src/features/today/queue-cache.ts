import { setInfiniteQueryData, useQueryCache } from '@pinia/colada'
import type { ReplyOf } from '../../../contract/endpoint.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { listReminders } from '../../../contract/reminders.endpoints.ts'
import type { DueReminder, listRemindersWire } from '../../../contract/reminders.schema.ts'
import { call } from '../../api/call.ts'
import { countsKey } from './use-queue.ts'
import { useDueView } from './due-view.ts'

type Page = ReplyOf<typeof listRemindersWire>
interface Pages { pages: Page[], pageParams: (string | null)[] }
interface Taken { key: string[], page: number, at: number, item: DueReminder }

/** So many visited customers are looked at one by one. */
const lookAtMost = 12

/** What has been read of the lists, and how rows leave it and come back without reading it anew. */
export function useQueueCache() {
  const queries = useQueryCache()
  const state = useDueView()

  const lists = () => queries.getEntries({ key: ['queue', 'list'] }).map(entry => ({ key: entry.key as string[], data: queries.getQueryData<Pages>(entry.key) }))

  /** Takes rows out of every list; returns the way back: each to where it stood. */
  function takeOut(isGone: (reminder: DueReminder) => boolean): () => void {
    const taken: Taken[] = []
    for (const { key, data } of lists()) {
      if (!data) continue
      data.pages.forEach(({ items }, page) => items.forEach((item, at) => isGone(item) && taken.push({ key, page, at, item })))
      change(key, pages => pages.map((page) => {
        const items = page.items.filter(item => !isGone(item))
        return items.length === page.items.length ? page : { ...page, items }
      }))
    }
    countAgain()
    return () => {
      for (const { key, page, at, item } of taken) change(key, pages => pages.map((other, index) => index === page ? withItem(other, at, item) : other))
      countAgain()
    }
  }

  /** Totals follow what the pages hold. */
  function change(key: string[], next: (pages: Page[]) => Page[]): void {
    const before = queries.getQueryData<Pages>(key)
    if (!before) return
    const pages = next(before.pages)
    const lengthOf = (all: Page[]): number => all.reduce((sum, { items }) => sum + items.length, 0)
    const gone = lengthOf(before.pages) - lengthOf(pages)
    if (gone !== 0) setInfiniteQueryData<Page>(queries, key, { ...before, pages: pages.map(page => ({ ...page, total: page.total - gone })) } as never)
  }

  /** What moved into lists that nobody looks at is read when they are opened. */
  function forgetOthers(): void {
    for (const entry of queries.getEntries({ key: ['queue', 'list'], active: false })) queries.remove(entry)
  }

  const countAgain = (): void => void Promise.resolve(queries.invalidateQueries({ key: [...countsKey] })).catch(() => {})

  /** The rows of visited customers that are settled by now go. */
  async function lookAtVisited(): Promise<void> {
    const customers = [...state.visited].slice(-lookAtMost)
    state.visited.clear()
    await Promise.all(customers.map(lookAt))
  }

  async function lookAt(customer: CustomerId): Promise<void> {
    try {
      const { items } = await call(listReminders, { query: { view: 'open', customer, limit: 50 } })
      const standing = new Set(items.map(placeOf))
      takeOut(reminder => reminder.externalUserId === customer && !standing.has(placeOf(reminder)))
    }
    catch { /* The row stays until it can be read. */ }
  }

  return { takeOut, forgetOthers, countAgain, lookAtVisited }
}

/** A reminder at its time: put off, it stands elsewhere. */
const placeOf = ({ reminderId, snoozedUntil, dueAt }: DueReminder): string => `${reminderId} ${snoozedUntil ?? dueAt}`

const withItem = (page: Page, at: number, item: DueReminder): Page => ({ ...page, items: [...page.items.slice(0, at), item, ...page.items.slice(at)] })
