/** A picture that can't be had (an avatar's address of yesterday) leaves the page: the initial is drawn beneath it. `error` does not bubble, hence the capture. */
export function dropFailedPictures(page: Document): void {
  page.addEventListener('error', ({ target }) => { if (target instanceof HTMLImageElement) target.remove() }, true)
}
