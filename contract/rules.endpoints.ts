import { endpoint } from './endpoint.ts'
import type { changeContactSettingsWire, changeRuleWire, getContactSettingsWire, listRuleChangesWire, listRulesWire } from './rules.schema.ts'

export const listRules = endpoint<typeof listRulesWire>('listRules', 'GET', '/api/rules')
export const changeRule = endpoint<typeof changeRuleWire>('changeRule', 'PATCH', '/api/rules/:key')
export const listRuleChanges = endpoint<typeof listRuleChangesWire>('listRuleChanges', 'GET', '/api/rules/:key/history')
export const getContactSettings = endpoint<typeof getContactSettingsWire>('getContactSettings', 'GET', '/api/contact-settings')
export const changeContactSettings = endpoint<typeof changeContactSettingsWire>('changeContactSettings', 'PATCH', '/api/contact-settings')
