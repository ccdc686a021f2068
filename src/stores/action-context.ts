import type { Sidebar } from '../../contract/customers.schema.ts'
import type { CustomerId } from '../../contract/ids.ts'
import type { FilledScript } from '../../contract/scripts.schema.ts'
import type { Bridge } from '../wecom/bridge.ts'

/** Every `data-do` of the first view and the panels. `src/app/actions.ts` says which feature does it. */
export const actionNames = [
  'send', 'edit-script', 'next-script', 'why', 'send-question', 'answer', 'edit-answers', 'supply-left', 'handle-case', 'find-answer',
  'take-note', 'edit-profile', 'more', 'reply-yes', 'reply-no', 'reply-dismiss', 'show-orders', 'show-notes',
  'reminder-later', 'reminder-skip', 'done-by-hand', 'add-promise', 'finish-promise', 'open-case', 'show-cases', 'opt-out', 'other-accounts', 'find-order', 'show-tab', 'show-card', 'open-chat',
] as const
export type ActionName = (typeof actionNames)[number]

/** What an action is given. `customerId` and `sidebar` are those on the screen when it was tapped: use them, never "the current one". */
export interface ActionContext {
  customerId: CustomerId
  sidebar: Sidebar
  /** The script that the card shows now (换一条 changes it); null: none. */
  script: FilledScript | null
  /** The `data-*` attributes of what was tapped, e.g. `{ question, option }`. */
  data: Readonly<Record<string, string | undefined>>
  bridge: Bridge
  /** False in a contact's profile and from the workbench: copy instead. */
  canSend: boolean
  nowMs: () => number
  /** Reads the sidebar and the panels of this customer again. */
  refresh: () => Promise<void>
  /** Changes the cached sidebar at once; call what it returns to take it back. */
  patch: (change: (sidebar: Sidebar) => Sidebar) => () => void
  /** Another action, e.g. `more` → `take-note`. */
  run: (name: ActionName, data?: Record<string, string>) => Promise<void>
}

/** The function a feature exports for an action. What it throws is shown as a toast. */
export type Action = (context: ActionContext) => void | Promise<void>
