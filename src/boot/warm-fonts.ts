/**
 * Has the fonts of the first view looked up while its answer is under way: the first Chinese text of a web view costs as much as the layout of the whole card.
 * Nothing of it is ever painted.
 */
export function warmFonts({ body }: { body: HTMLElement | null }): void {
  if (!body) return
  const texts = body.appendChild(document.createElement('div'))
  texts.innerHTML = '<p class="who-name">客1</p><p class="card-title"><b>客1</b><span>客1</span></p><p class="card-fact">客1</p><p class="row-label">客1</p>客1'
  texts.getBoundingClientRect()
  texts.remove()
}
