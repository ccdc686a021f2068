import { useQueryCache } from '@pinia/colada'
import type { Sidebar } from '../../contract/customers.schema.ts'
import { messageOf } from '../api/api-error.ts'
import { sidebarKey } from '../api/sidebar.query.ts'
import { type Action, type ActionContext, type ActionName, actionNames } from '../stores/action-context.ts'
import { useConversationStore } from '../stores/conversation.ts'
import { useFirstViewStore } from '../stores/first-view.ts'
import { useSessionStore } from '../stores/session.ts'
import { useSidebarCache } from '../stores/use-sidebar.ts'
import { shownScript } from '../ui/first-view/shown-script.ts'
import { sheetStack } from '../ui/sheet-stack.ts'
import { say, sayWaiting, toast } from '../ui/toast.ts'
import type { Bridge } from '../wecom/bridge.ts'

export type ActionMap = Partial<Record<ActionName, () => Promise<Action>>>

/**
 * Makes the one function that runs `data-do` actions. Call it inside an injection context (it takes the stores).
 * A second tap on the same action while it runs is dropped, until it has the page read anew: then its work is done. What an action throws is said in its own words.
 */
export function createRunAction(actions: ActionMap, bridge: Bridge) {
  const conversation = useConversationStore()
  const session = useSessionStore()
  const view = useFirstViewStore()
  const cache = useSidebarCache()
  const queries = useQueryCache()
  const running = new Map<string, symbol>()

  function contextOf(data: ActionContext['data'], settle: () => void): ActionContext | null {
    const customerId = conversation.customerId
    const sidebar = customerId && queries.getQueryData<Sidebar>([...sidebarKey(customerId)])
    if (!customerId || !sidebar) return null
    return {
      customerId, sidebar, data, bridge,
      script: shownScript(sidebar, view.scriptTurns),
      canSend: conversation.canSend,
      nowMs: () => session.nowMs,
      refresh: () => {
        settle()
        return cache.refresh(customerId)
      },
      patch: change => cache.patch(customerId, change),
      run: (name, more = {}) => run(name, more),
    }
  }

  async function run(name: string, data: ActionContext['data'] = {}): Promise<void> {
    const load = actions[nameOf(name)]
    const once = `${name} ${JSON.stringify(data)}`
    const tap = Symbol(once)
    let answered = (): void => {}
    const settle = (): void => {
      answered()
      if (running.get(once) === tap) running.delete(once)
    }
    const context = contextOf(data, settle)
    if (!context || !load || running.has(once)) return
    running.set(once, tap)
    answered = answerWhenSlow()
    try {
      const action = await load()
      await action(context)
    }
    catch (error) {
      say(messageOf(error))
    }
    finally {
      settle()
    }
  }

  return run
}

const slowMs = 700

/** A tap that nothing has answered by then (no sheet, no word) is answered, so that nobody taps again or walks off. Returns what ends it. */
function answerWhenSlow(): () => void {
  let takeAway = (): void => {}
  const timer = setTimeout(() => {
    if (sheetStack.length === 0 && !toast.value) takeAway = sayWaiting('正在处理，请稍等…')
  }, slowMs)
  return () => {
    clearTimeout(timer)
    takeAway()
  }
}

function nameOf(name: string): ActionName {
  const known = actionNames.find(other => other === name)
  if (!known) throw new Error(`data-do="${name}" is not in actionNames (src/stores/action-context.ts): add it there and in src/app/actions.ts`)
  return known
}
