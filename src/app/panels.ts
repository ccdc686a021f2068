import type { Panels } from '../features/sidebar/panels-key.ts'

/**
 * What the tabs 话术 订单 记录 提醒 show. A panel is a component that asks useConversationStore and useSidebar itself;
 * it is made anew for another customer. The scripts panel gets the prop `q`: what was typed into 找答案.
 */
export const panels: Panels = {
  scripts: () => import('../features/scripts/ScriptsPanel.vue'),
  orders: () => import('../features/orders/OrdersPanel.vue'),
  notes: () => import('../features/notes/NotesPanel.vue'),
  reminders: () => import('../features/reminders/RemindersPanel.vue'),
}
