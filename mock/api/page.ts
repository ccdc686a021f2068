/** A page of a list; the cursor is a position. */
export function page<Item>(items: readonly Item[], { cursor, limit = 20 }: { cursor?: string, limit?: number | string }): { items: Item[], nextCursor: string | null } {
  const from = Number(cursor ?? 0)
  const to = from + Number(limit)
  return { items: items.slice(from, to), nextCursor: to < items.length ? String(to) : null }
}
