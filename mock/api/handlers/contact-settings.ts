import * as endpoints from '../../../contract/contact-settings.endpoints.ts'
import type { ContactSettingsChange } from '../../../contract/contact-settings.schema.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import { sampleContactSettings } from '../sample-contact-settings.ts'
import type { MockState } from '../state.ts'

/** The company's limits of contact: remembered here, with who changed them. */
export function contactSettingsHandlers(state: MockState): MockHandler[] {
  const contact = sampleContactSettings()
  const changes: ContactSettingsChange[] = []
  const keep = (changedByName: string | null): void => { changes.unshift({ version: contact.version, settings: structuredClone(contact.settings), changedAt: state.now(), changedByName }) }
  return [
    mock(endpoints.getContactSettings, () => contact),
    mock(endpoints.listContactSettingsChanges, () => ({ items: changes })),
    mock(endpoints.changeContactSettings, ({ body: { basedOn, settings } }) => {
      if (contact.version !== basedOn) throw new Refusal('state-conflict', '这些设置刚被别人改过，请看看现在的再改', contact)
      if (changes.length === 0) keep(null)
      Object.assign(contact, { settings: { ...contact.settings, ...settings }, version: contact.version + 1 })
      keep(state.sidebar.session.name)
      return contact
    }),
  ]
}
