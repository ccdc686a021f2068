import { isAnswering } from '../boot/is-answering.ts'

const reloadedKey = 'zhike-reloaded-for'
let prefetches = 0

/** Runs loads that nobody waits for: a failure of theirs must not reload the page under the rep's hands. */
export async function prefetching<Result>(load: () => Promise<Result>): Promise<Result> {
  prefetches += 1
  try {
    return await load()
  }
  finally {
    prefetches -= 1
  }
}

/**
 * A kept page whose files are gone from the server: the new HTML names the new ones. Once per version, and never without a network
 * or while the server is away: what is on the screen is better than a gateway's error page.
 */
export function reloadWhenFilesAreGone(): void {
  addEventListener('vite:preloadError', () => {
    if (prefetches === 0) void reloadForNewFiles()
  })
}

async function reloadForNewFiles(): Promise<void> {
  const version = import.meta.url
  if (!navigator.onLine || sessionStorage.getItem(reloadedKey) === version || !await isAnswering()) return
  sessionStorage.setItem(reloadedKey, version)
  location.reload()
}
