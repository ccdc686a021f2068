import { endpoint } from './endpoint.ts'
import type { changeContactSettingsWire, changeRuleWire, countRuleReachWire, getContactSettingsWire, listRuleChangesWire, listRulesWire } from './rules.schema.ts'

export const listRules = endpoint<typeof listRulesWire>('listRules', 'GET', '/api/rules')
export const changeRule = endpoint<typeof changeRuleWire>('changeRule', 'PATCH', '/api/rules/:key')
export const listRuleChanges = endpoint<typeof listRuleChangesWire>('listRuleChanges', 'GET', '/api/rules/:key/history')
export const countRuleReach = endpoint<typeof countRuleReachWire>('countRuleReach', 'GET', '/api/rules/:key/reach')
export const getContactSettings = endpoint<typeof getContactSettingsWire>('getContactSettings', 'GET', '/api/contact-settings')
export const changeContactSettings = endpoint<typeof changeContactSettingsWire>('changeContactSettings', 'PATCH', '/api/contact-settings')
