import { endpoint } from './endpoint.ts'
import type { getHoldoutWire } from './holdout.schema.ts'

export const getHoldout = endpoint<typeof getHoldoutWire>('getHoldout', 'GET', '/api/team/holdout')
