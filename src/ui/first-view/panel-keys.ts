export const panelKeys = ['scripts', 'orders', 'notes', 'reminders'] as const
export type PanelKey = (typeof panelKeys)[number]
export const panelTitles: Record<PanelKey, string> = { scripts: '话术', orders: '订单', notes: '记录', reminders: '提醒' }
