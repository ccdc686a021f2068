import { endpoint } from './endpoint.ts'
import type { findScriptsWire } from './scripts.schema.ts'

export const findScripts = endpoint<typeof findScriptsWire>('findScripts', 'GET', '/api/customers/:id/scripts')
