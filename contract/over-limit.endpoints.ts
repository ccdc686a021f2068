import { endpoint } from './endpoint.ts'
import type { listOverLimitWire } from './over-limit.schema.ts'

export const listOverLimit = endpoint<typeof listOverLimitWire>('listOverLimit', 'GET', '/api/team/over-limit')
