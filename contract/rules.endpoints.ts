import { endpoint } from './endpoint.ts'
import type { changeRuleWire, countRuleReachWire, listRuleChangesWire, listRulesWire } from './rules.schema.ts'

export const listRules = endpoint<typeof listRulesWire>('listRules', 'GET', '/api/rules')
export const changeRule = endpoint<typeof changeRuleWire>('changeRule', 'PATCH', '/api/rules/:key')
export const listRuleChanges = endpoint<typeof listRuleChangesWire>('listRuleChanges', 'GET', '/api/rules/:key/history')
export const countRuleReach = endpoint<typeof countRuleReachWire>('countRuleReach', 'GET', '/api/rules/:key/reach')
