const reloadedKey = 'zhike-reloaded-for'
let isPrefetching = false

/** Runs loads that nobody waits for: a failure of theirs must not reload the page under the rep's hands. */
export async function prefetching(load: () => Promise<unknown>): Promise<void> {
  isPrefetching = true
  await load()
  isPrefetching = false
}

/** A kept page whose files are gone from the server: the new HTML names the new ones. Once per version, and never without a network. */
export function reloadWhenFilesAreGone(): void {
  addEventListener('vite:preloadError', () => {
    const version = import.meta.url
    if (isPrefetching || !navigator.onLine || sessionStorage.getItem(reloadedKey) === version) return
    sessionStorage.setItem(reloadedKey, version)
    location.reload()
  })
}
