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

/** A kept page whose files are gone from the server: the new HTML names the new ones. Once per version, and never without a network. */
export function reloadWhenFilesAreGone(): void {
  addEventListener('vite:preloadError', () => {
    const version = import.meta.url
    if (prefetches > 0 || !navigator.onLine || sessionStorage.getItem(reloadedKey) === version) return
    sessionStorage.setItem(reloadedKey, version)
    location.reload()
  })
}
