import { changeCustomer } from '../../../contract/customers.endpoints.ts'
import type { ChangeCustomer, Profile } from '../../../contract/customers.schema.ts'
import { changeCustomerTags } from '../../../contract/tags.endpoints.ts'
import type { ChangeCustomerTags, CustomerTags } from '../../../contract/tags.schema.ts'
import { call } from '../../api/call.ts'
import type { Action, ActionContext, ActionName } from '../../stores/action-context.ts'
import { shownName } from '../../ui/first-view/situation-card.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo } from '../../ui/toast.ts'
import { goesToWecom, shownTags, wayBack } from './change-profile.ts'
import MoreSheet from './MoreSheet.vue'
import ProfileSheet from './ProfileSheet.vue'
import TagSheet from './TagSheet.vue'

/** Remark and description go back to WeCom, the rest stays with us. */
export const editProfile: Action = async (context) => {
  const { customerId: id, sidebar, nowMs, patch, refresh } = context
  const write = async (body: ChangeCustomer, idempotencyKey?: string) => {
    const profile = await call(changeCustomer, { params: { id }, body, idempotencyKey })
    patch(shown => ({ ...shown, profile }))
    return profile
  }
  const change = await openSheet<ChangeCustomer>(ProfileSheet, { sidebar, draft: id, nowMs: nowMs(), save: write, editTags: () => editTags(context) })
  if (!change) return
  offerUndo(goesToWecom(change) ? '改好了，正在同步到企业微信' : '资料改好了', async () => {
    await write(wayBack(sidebar.profile, change))
    await refresh()
  })
  await refresh()
}

/** The company's tags on the own relation, with its undo; WeCom hears of it through the outbox. Returns what the profile shows now. */
async function editTags({ customerId: id, patch, refresh }: ActionContext): Promise<Profile['tags'] | undefined> {
  const write = (body: ChangeCustomerTags, idempotencyKey?: string): Promise<CustomerTags> => call(changeCustomerTags, { params: { id }, body, idempotencyKey })
  const saved = await openSheet<{ change: ChangeCustomerTags, tags: CustomerTags }>(TagSheet, { customerId: id, save: write })
  if (!saved) return undefined
  const show = (tags: CustomerTags): void => {
    patch(shown => ({ ...shown, profile: { ...shown.profile, tags: shownTags(tags), isWaitingForWecom: tags.isWaitingForWecom } }))
  }
  show(saved.tags)
  offerUndo('标签改好了，正在同步到企业微信', async () => {
    show(await write({ add: saved.change.remove, remove: saved.change.add }))
    await refresh()
  })
  await refresh()
  return shownTags(saved.tags)
}

/** 先别打扰, there and back in one tap: shown at once, put back where the server refuses. */
export const toggleOptOut: Action = async ({ customerId: id, sidebar, patch, refresh }) => {
  const optOut = !sidebar.profile.optOut
  const set = async (next: boolean) => {
    const takeBack = patch(shown => ({ ...shown, profile: { ...shown.profile, optOut: next } }))
    try {
      await call(changeCustomer, { params: { id }, body: { optOut: next } })
    }
    catch (error) {
      takeBack()
      throw error
    }
  }
  await set(optOut)
  offerUndo(optOut ? '标了先别打扰' : '取消了先别打扰', async () => {
    await set(!optOut)
    await refresh()
  })
  await refresh()
}

/** What is not needed every day. */
export const showMore: Action = async ({ sidebar, run }) => {
  const chosen = await openSheet<ActionName>(MoreSheet, {
    name: shownName(sidebar.profile).first, optOut: sidebar.profile.optOut, hasCase: sidebar.situation.kind === 'case_open',
  })
  if (chosen) await run(chosen)
}
