/** Why a list or a page could not be read, and what its button says (act-on-failure.ts does it). */
export interface ReadingFailure { kind: 'offline' | 'away' | 'forbidden' | 'gone' | 'signed-out', text: string, action: string }

/** A list that is read page by page, as a page shows it. */
export type PagedState<Item> =
  | { status: 'loading' }
  | { status: 'failed', failure: ReadingFailure }
  /** `failure`: what was read stays, the rest could not be had. */
  | { status: 'ready', items: Item[], total: number, hasMore: boolean, isLoading: boolean, failure: ReadingFailure | null }
