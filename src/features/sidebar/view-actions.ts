import { nextTick } from 'vue'
import { useFirstViewStore } from '../../stores/first-view.ts'
import type { Action } from '../../stores/action-context.ts'
import { say } from '../../ui/toast.ts'
import { panelKeys } from '../../ui/first-view/panel-keys.ts'

/** Actions that change nothing but how the first view stands. */

export const toggleWhy: Action = () => {
  const view = useFirstViewStore()
  view.isWhyOpen = !view.isWhyOpen
}

/** The box of the words never shrinks under the finger: what is below it stays where it is. */
export const showNextScript: Action = () => {
  const card = document.querySelector<HTMLElement>('.fv-card')
  const words = card?.querySelector<HTMLElement>('.card-script')
  if (card && words) card.style.setProperty('--words', `${words.offsetHeight}px`)
  useFirstViewStore().scriptTurns += 1
}

export const showTab: Action = ({ data }) => {
  const tab = panelKeys.find(key => key === data.tab)
  if (tab) useFirstViewStore().tab = tab
}

export const showCard: Action = () => scrollTo('.fv-card')

export const showOrders: Action = ({ run }) => openTab('orders', run)
export const showNotes: Action = ({ run }) => openTab('notes', run)

/** From a list or a contact's profile, where nothing can be sent. */
export const openChat: Action = async ({ bridge, customerId }) => {
  if (!await bridge.openChat(customerId)) say('没能打开聊天，请在企业微信里找到这位客户。')
}

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
