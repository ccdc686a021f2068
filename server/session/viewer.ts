import type { RepId } from '../../contract/ids.ts'
import type { Role } from '../../contract/words.ts'

/** Who asks, as the database has it at this request: a changed role or a leaver takes effect at once. */
export interface Viewer {
  userId: RepId
  name: string
  role: Role
}

export const seesEverybody = (role: Role): boolean => role === 'admin' || role === 'operator'
/** Operators see customers masked. */
export const seesMasked = (role: Role): boolean => role === 'operator'
/** May write what belongs to a customer's care. */
export const caresForCustomers = (role: Role): boolean => role !== 'operator'
