/** Files of the app's entry, known when the build is done (the build puts them in place of this name). */
declare const __APP_ENTRY__: { script: string, styles: string[], preload: string[] }

/** Styles first, then the module: its first drawing must not be unstyled. Rejects when a file can't be had. */
export async function loadApp(page: Document): Promise<void> {
  const { script, styles, preload } = __APP_ENTRY__
  for (const href of preload) page.head.append(linkOf(page, 'modulepreload', href))
  const styled = styles.map(href => new Promise((resolve, reject) => {
    const link = linkOf(page, 'stylesheet', href)
    link.onload = resolve
    link.onerror = reject
    page.head.append(link)
  }))
  const linkScript = linkOf(page, 'modulepreload', script)
  page.head.append(linkScript)
  await Promise.all(styled)
  await import(/* @vite-ignore */ script)
}

function linkOf(page: Document, rel: string, href: string): HTMLLinkElement {
  const link = page.createElement('link')
  link.rel = rel
  link.href = href
  return link
}
