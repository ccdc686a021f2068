import { endpoint } from './endpoint.ts'
import type { getSyncWire, listUnattendedWire } from './team.schema.ts'

export const getSync = endpoint<typeof getSyncWire>('getSync', 'GET', '/api/sync')
export const listUnattended = endpoint<typeof listUnattendedWire>('listUnattended', 'GET', '/api/team/unattended')
