import { dismissReply, markReplied, markSilent } from '../features/sidebar/reply-actions.ts'
import { findAnswer, openChat, showCard, showNextScript, showNotes, showOrders, showTab, toggleWhy } from '../features/sidebar/view-actions.ts'
import type { Action, ActionName } from '../stores/action-context.ts'

const now = (action: Action) => () => Promise.resolve(action)

/**
 * Which feature does what a `data-do` asks for. A feature's function is loaded with the first tap, and ahead of it when the page is idle:
 * `'take-note': () => import('../features/notes/take-note.ts').then(m => m.takeNote)`.
 */
export const actions: Partial<Record<ActionName, () => Promise<Action>>> = {
  'send': () => import('../features/send/send-actions.ts').then(m => m.sendScript),
  'send-question': () => import('../features/send/send-actions.ts').then(m => m.sendScript),
  'edit-script': () => import('../features/send/send-actions.ts').then(m => m.editScript),
  'answer': () => import('../features/questions/answer-actions.ts').then(m => m.answerFromCard),
  'edit-answers': () => import('../features/questions/answer-actions.ts').then(m => m.editAnswers),
  'take-note': () => import('../features/notes/note-actions.ts').then(m => m.takeNote),
  'reminder-later': () => import('../features/reminders/reminder-actions.ts').then(m => m.remindLater),
  'reminder-skip': () => import('../features/reminders/reminder-actions.ts').then(m => m.skipThisTime),
  'add-promise': () => import('../features/reminders/reminder-actions.ts').then(m => m.makePromise),
  'finish-promise': () => import('../features/reminders/reminder-actions.ts').then(m => m.finishPromise),
  'supply-left': () => import('../features/reminders/reminder-actions.ts').then(m => m.correctLeft),
  'done-by-hand': () => import('../features/touches/touch-actions.ts').then(m => m.doneByHand),
  'open-case': () => import('../features/cases/case-actions.ts').then(m => m.registerCase),
  'handle-case': () => import('../features/cases/case-actions.ts').then(m => m.handleCase),
  'show-cases': () => import('../features/cases/case-actions.ts').then(m => m.showCases),
  'edit-profile': () => import('../features/profile/profile-actions.ts').then(m => m.editProfile),
  'opt-out': () => import('../features/profile/profile-actions.ts').then(m => m.toggleOptOut),
  'other-accounts': () => import('../features/accounts/account-actions.ts').then(m => m.showAccounts),
  'find-order': () => import('../features/orders/find-order.ts').then(m => m.findOrder),
  'more': () => import('../features/profile/profile-actions.ts').then(m => m.showMore),
  'why': now(toggleWhy),
  'next-script': now(showNextScript),
  'find-answer': now(findAnswer),
  'show-tab': now(showTab),
  'show-card': now(showCard),
  'open-chat': now(openChat),
  'show-orders': now(showOrders),
  'show-notes': now(showNotes),
  'reply-yes': now(markReplied),
  'reply-no': now(markSilent),
  'reply-dismiss': now(dismissReply),
}
