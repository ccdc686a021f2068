import { endpoint } from './endpoint.ts'
import type { changeWelcomeWire, listWelcomesWire } from './welcomes.schema.ts'

export const listWelcomes = endpoint<typeof listWelcomesWire>('listWelcomes', 'GET', '/api/welcomes')
export const changeWelcome = endpoint<typeof changeWelcomeWire>('changeWelcome', 'PUT', '/api/welcomes')
