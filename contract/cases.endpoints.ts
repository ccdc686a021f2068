import type { changeCaseWire, listCasesWire, openCaseWire, withdrawCaseWire, withdrawMeansWire } from './cases.schema.ts'
import { endpoint } from './endpoint.ts'

export const listCases = endpoint<typeof listCasesWire>('listCases', 'GET', '/api/customers/:id/cases')
export const openCase = endpoint<typeof openCaseWire>('openCase', 'POST', '/api/customers/:id/cases')
export const changeCase = endpoint<typeof changeCaseWire>('changeCase', 'PATCH', '/api/cases/:caseId')
export const withdrawCase = endpoint<typeof withdrawCaseWire>('withdrawCase', 'DELETE', '/api/cases/:caseId')
export const withdrawMeans = endpoint<typeof withdrawMeansWire>('withdrawMeans', 'DELETE', '/api/cases/:caseId/means/:at')
