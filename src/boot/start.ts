import type { CustomerId } from '../../contract/ids.ts'
import type { BootStart, Entry } from './handover.ts'
import { loadSidebar, loadSignature, type ServerParts } from './server.ts'
import { identify, type IdentifyParts } from './wecom-start.ts'

export interface StartParts extends ServerParts, Pick<IdentifyParts, 'sdk' | 'signature'> {
  /** `location.href` and `location.hash`. */
  url: string
  hash: string
  elapsedMs: () => number
}

/** Null: the page goes to the login. */
export type Started = { entry: Entry, start: BootStart } | null

/** The hot path (design.md §4): identify, one request, done. What goes wrong is handed to the app, which has the words for it. */
export async function start(parts: StartParts): Promise<Started> {
  const identity = await identify({ ...parts, freshSignature: () => loadSignature(parts.url.split('#')[0] ?? '', parts) })
  if (identity.status === 'leaving') return null
  if (identity.status === 'failed') return { entry: 'workbench', start: identity }
  const { entry } = identity
  const customerId = identity.customerId ?? customerOf(parts.hash)
  if (!customerId) return { entry, start: { status: 'route', path: listOf(parts.hash) } }
  const loaded = await loadSidebar(customerId, parts)
  switch (loaded.status) {
    case 'ready': return { entry, start: { status: 'customer', customerId, sidebar: loaded.value, arrivedMs: parts.elapsedMs() } }
    case 'leaving': return null
    case 'not-signed-in': return { entry, start: { status: 'failed', failure: 'not-signed-in', detail: '' } }
    case 'refused': return { entry, start: { status: 'unread', customerId } }
  }
}

/** `#/customer/wm…` names a customer from the workbench; `#wechat_redirect` and anything else unknown is no route of ours. */
function customerOf(hash: string): CustomerId | undefined {
  const id = /^#\/customer\/([^/?]+)/.exec(hash)?.[1]
  return id as CustomerId | undefined
}

function listOf(hash: string): string {
  return /^#((\/[\w-]+)+)$/.exec(hash)?.[1] ?? '/today'
}
