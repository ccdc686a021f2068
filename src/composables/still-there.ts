/** The control itself, or the one with the same `data-*` that was drawn in its place; null: there is none any more. */
export function stillThere(control: Element | null): HTMLElement | null {
  if (!(control instanceof HTMLElement)) return null
  if (control.isConnected) return control
  const { do: name } = control.dataset
  if (!name) return null
  const signature = JSON.stringify({ ...control.dataset })
  return [...document.querySelectorAll<HTMLElement>(`[data-do="${name}"]`)].find(other => JSON.stringify({ ...other.dataset }) === signature) ?? null
}
