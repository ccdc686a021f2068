import type { changeContactSettingsWire, getContactSettingsWire, listContactSettingsChangesWire } from './contact-settings.schema.ts'
import { endpoint } from './endpoint.ts'

export const getContactSettings = endpoint<typeof getContactSettingsWire>('getContactSettings', 'GET', '/api/contact-settings')
export const changeContactSettings = endpoint<typeof changeContactSettingsWire>('changeContactSettings', 'PATCH', '/api/contact-settings')
export const listContactSettingsChanges = endpoint<typeof listContactSettingsChangesWire>('listContactSettingsChanges', 'GET', '/api/contact-settings/history')
