import { endpoint } from './endpoint.ts'
import type { changePushChoiceWire, getPushChoiceWire } from './pushes.schema.ts'

export const getPushChoice = endpoint<typeof getPushChoiceWire>('getPushChoice', 'GET', '/api/me/pushes')
export const changePushChoice = endpoint<typeof changePushChoiceWire>('changePushChoice', 'PUT', '/api/me/pushes')
