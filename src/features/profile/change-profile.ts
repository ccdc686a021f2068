import type { ChangeCustomer, Profile } from '../../../contract/customers.schema.ts'
import type { CustomerTags } from '../../../contract/tags.schema.ts'
import type { AgeBand } from '../../../contract/words.ts'

export interface ProfileForm { remark: string, description: string, region: string, ageBand: AgeBand | null, optOut: boolean }

/** Only what was changed: a remark nobody touched is not written back to WeCom. Null: nothing was. */
export function changedOf(profile: Profile, form: ProfileForm): ChangeCustomer | null {
  const change: ChangeCustomer = {}
  if (form.remark.trim() !== profile.remark) change.remark = form.remark.trim()
  if (form.description.trim() !== profile.description) change.description = form.description.trim()
  if ((form.region.trim() || null) !== profile.region) change.region = form.region.trim() || null
  if (form.ageBand !== profile.ageBand) change.ageBand = form.ageBand
  if (form.optOut !== profile.optOut) change.optOut = form.optOut
  return Object.keys(change).length > 0 ? change : null
}

/** The same fields as they were before. */
export function wayBack({ remark, description, region, ageBand, optOut }: Profile, change: ChangeCustomer): ChangeCustomer {
  const before = { remark, description, region, ageBand, optOut }
  return Object.fromEntries(Object.entries(before).filter(([field]) => field in change))
}

/** Remark and description are written to WeCom too; until it has them the profile says so. */
export const goesToWecom = (change: ChangeCustomer): boolean => change.remark !== undefined || change.description !== undefined

/** Own tags and colleagues', as the profile shows them. */
export const shownTags = ({ groups, mine, others }: CustomerTags): Profile['tags'] =>
  groups.flatMap(group => group.tags.filter(({ tagId }) => mine.includes(tagId) || others.includes(tagId)).map(tag => ({ ...tag, group: group.name })))
