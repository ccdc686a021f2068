import { endpoint } from './endpoint.ts'
import type { getSyncWire } from './team.schema.ts'

export const getSync = endpoint<typeof getSyncWire>('getSync', 'GET', '/api/sync')
