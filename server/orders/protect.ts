import type { NoteCode } from '../../contract/imports.schema.ts'
import type { Vault } from '../privacy/vault.ts'
import { addressKey, maskedRecipient, regionOf } from './address.rules.ts'
import type { ProtectedRecipient, Recipient, RowDraft, StagedDraft } from './drafts.ts'
import { isMasked } from './formats/cells.ts'

type Keys = Pick<Vault, 'seal' | 'hashPhone' | 'hash'>

/** The draft without anything that could be read without the key. Masked names and addresses are no evidence and get no hash. */
export function protectDraft(draft: RowDraft, notes: readonly NoteCode[], vault: Keys): StagedDraft {
  const { recipient, customer, ...rest } = draft
  return {
    ...rest, notes: [...notes], recipient: protectRecipient(recipient, vault),
    customer: customer && { birthdayOn: customer.birthdayOn, region: customer.region, phoneHash: customer.phone === null ? null : vault.hashPhone(customer.phone).toString('hex') },
  }
}

function protectRecipient({ name, phone, buyerPhone, address }: Recipient, vault: Keys): ProtectedRecipient {
  const digits = phone.kind === 'full' ? phone.digits : null
  const lastFour = phone.kind === 'full' ? phone.digits.slice(-4) : phone.kind === 'masked' ? phone.lastFour : null
  const hashed = (text: string): string | null => text === '' || isMasked(text) ? null : vault.hash(text).toString('hex')
  return {
    buyerPhoneHash: buyerPhone.kind === 'full' ? vault.hashPhone(buyerPhone.digits).toString('hex') : null,
    phoneHash: digits === null ? null : vault.hashPhone(digits).toString('hex'),
    phoneCipher: digits === null ? null : vault.seal(digits).toString('base64'),
    phoneLastFour: lastFour,
    masked: maskedRecipient(name, digits, lastFour),
    // The same name at another number is another person.
    nameHash: hashed(name === '' ? '' : `${name}\n${digits ?? lastFour ?? ''}`),
    addressHash: hashed(addressKey(address)),
    region: regionOf(address),
  }
}
