import type { Component } from 'vue'

export const panelKeys = ['scripts', 'orders', 'notes', 'reminders'] as const
export type PanelKey = (typeof panelKeys)[number]

/**
 * What the tabs 话术 订单 记录 提醒 show. A panel is a component without props: it asks useConversationStore and useSidebar itself,
 * and is made anew for another customer. Props a panel may declare: `q` (scripts: what was typed into 找答案).
 */
export const panels: Partial<Record<PanelKey, () => Promise<Component>>> = {}
