import { nextTick } from 'vue'
import { useFirstViewStore } from '../../stores/first-view.ts'
import type { Action } from '../../stores/action-context.ts'
import { panelKeys } from '../../ui/first-view/panel-keys.ts'

/** Actions that change nothing but how the first view stands. */

export const toggleWhy: Action = () => {
  const view = useFirstViewStore()
  view.isWhyOpen = !view.isWhyOpen
}

export const showNextScript: Action = () => {
  useFirstViewStore().scriptTurns += 1
}

export const showTab: Action = ({ data }) => {
  const tab = panelKeys.find(key => key === data.tab)
  if (tab) useFirstViewStore().tab = tab
}

export const showCard: Action = () => scrollTo('.fv-card')

export const showOrders: Action = ({ run }) => openTab('orders', run)
export const showNotes: Action = ({ run }) => openTab('notes', run)

/** Searches the scripts panel for `q`; without a word it brings the search field. */
export const findAnswer: Action = async ({ data, run }) => {
  const q = data.q?.trim() ?? ''
  const field = document.querySelector<HTMLInputElement>('.find-field')
  if (!q && field) return field.focus()
  useFirstViewStore().q = q
  await openTab('scripts', run)
}

async function openTab(tab: string, run: Parameters<Action>[0]['run']): Promise<void> {
  await run('show-tab', { tab })
  await nextTick()
  scrollTo('.fv-tabs')
}

function scrollTo(selector: string): void {
  document.querySelector(selector)?.scrollIntoView?.({ block: 'start' })
}
