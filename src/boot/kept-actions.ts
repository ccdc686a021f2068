import type { KeptAction } from './handover.ts'

/** The action that a tap or an Enter asks for: the nearest `data-do`, with the field of a form as `q`. */
export function actionOf(event: Event): KeptAction | null {
  const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-do]') : null
  if (!target?.dataset.do) return null
  if (target instanceof HTMLFormElement) {
    if (event.type !== 'submit') return null
    event.preventDefault()
    const field = target.querySelector<HTMLInputElement>('[name=q]')
    return { name: target.dataset.do, dataset: { ...dataOf(target), q: field?.value ?? '' } }
  }
  return event.type === 'click' ? { name: target.dataset.do, dataset: dataOf(target) } : null
}

function dataOf({ dataset }: HTMLElement): Record<string, string> {
  return Object.fromEntries(Object.entries(dataset).filter((entry): entry is [string, string] => entry[0] !== 'do' && entry[1] !== undefined))
}

/** Keeps what is tapped before the app can do it. `first` sees each and may do it at once by answering true. */
export function keepActions(root: EventTarget, first: (action: KeptAction) => boolean): () => KeptAction[] {
  const kept: KeptAction[] = []
  function keep(event: Event): void {
    const action = actionOf(event)
    if (!action || first(action)) return
    const isRepeated = kept.some(({ name, dataset }) => name === action.name && JSON.stringify(dataset) === JSON.stringify(action.dataset))
    if (!isRepeated) kept.push(action)
  }
  root.addEventListener('click', keep)
  root.addEventListener('submit', keep)
  return () => {
    root.removeEventListener('click', keep)
    root.removeEventListener('submit', keep)
    return kept
  }
}
