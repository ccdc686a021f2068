import { defineStore } from 'pinia'
import { reactive, toRefs } from 'vue'
import type { PanelKey } from '../ui/first-view/panel-keys.ts'

interface ViewState {
  scriptTurns: number
  isWhyOpen: boolean
  tab: PanelKey
  isReplyDismissed: boolean
  isCardOut: boolean
  /** What was typed into 找答案; the scripts panel searches for it. */
  q: string
}

const untouched = (): ViewState => ({ scriptTurns: 0, isWhyOpen: false, tab: 'scripts', isReplyDismissed: false, isCardOut: false, q: '' })

/** How the first view stands: what is unfolded and which tab. Begins anew with every customer. */
export const useFirstViewStore = defineStore('first-view', () => {
  const state = reactive(untouched())
  const reset = () => Object.assign(state, untouched())
  return { ...toRefs(state), reset }
})
