import { endpoint } from './endpoint.ts'
import type { getSessionWire, getSignatureWire } from './session.schema.ts'

export const getSession = endpoint<typeof getSessionWire>('getSession', 'GET', '/api/session')
export const getSignature = endpoint<typeof getSignatureWire>('getSignature', 'GET', '/api/wecom/signature')
