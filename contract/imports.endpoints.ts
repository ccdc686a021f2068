import { endpoint } from './endpoint.ts'
import type { cancelImportWire, commitImportWire, getImportWire, listImportNotesWire, listImportsWire, startImportWire } from './imports.schema.ts'

export const startImport = endpoint<typeof startImportWire>('startImport', 'POST', '/api/imports')
export const getImport = endpoint<typeof getImportWire>('getImport', 'GET', '/api/imports/:id')
export const listImports = endpoint<typeof listImportsWire>('listImports', 'GET', '/api/imports')
export const listImportNotes = endpoint<typeof listImportNotesWire>('listImportNotes', 'GET', '/api/imports/:id/notes')
export const commitImport = endpoint<typeof commitImportWire>('commitImport', 'POST', '/api/imports/:id/commit')
export const cancelImport = endpoint<typeof cancelImportWire>('cancelImport', 'POST', '/api/imports/:id/cancel')
