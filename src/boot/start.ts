import type { CustomerId } from '../../contract/ids.ts'
import type { Failure } from '../ui/first-view/failure.ts'
import type { BootStart, Entry } from './handover.ts'
import { loadSidebar, loadSignature, type ServerParts } from './load-sidebar.ts'
import { identify, type IdentifyParts } from './wecom-start.ts'

export interface StartParts extends ServerParts, Pick<IdentifyParts, 'sdk' | 'signature'> {
  /** `location.href` and `location.hash`. */
  url: string
  hash: string
  elapsedMs: () => number
}

export type Started =
  | { status: 'started', entry: Entry, start: BootStart }
  | { status: 'leaving' }
  | { status: 'failed', failure: Failure, detail: string }

/** The hot path (design.md §4): identify, one request, done. Nothing else is asked for on the way. */
export async function start(parts: StartParts): Promise<Started> {
  let signatureFailure: Failure | null = null
  const identity = await identify({
    sdk: parts.sdk, signature: parts.signature,
    freshSignature: async () => {
      const loaded = await loadSignature(parts.url.split('#')[0] ?? '', parts)
      if (loaded.status === 'failed') signatureFailure = loaded.failure
      return loaded.status === 'ready' ? loaded.value : null
    },
  })
  if (signatureFailure) return { status: 'failed', failure: signatureFailure === 'not-synced' ? 'wecom-away' : signatureFailure, detail: '' }
  if (identity.status !== 'known') return identity
  const customerId = identity.customerId ?? customerOf(parts.hash)
  if (customerId === null) return { status: 'started', entry: identity.entry, start: { status: 'route', path: listOf(parts.hash) } }
  return await startWith(customerId, identity.entry, parts)
}

async function startWith(customerId: CustomerId, entry: Entry, parts: StartParts): Promise<Started> {
  const loaded = await loadSidebar(customerId, parts)
  if (loaded.status === 'failed') return { status: 'failed', failure: loaded.failure, detail: '' }
  if (loaded.status === 'leaving') return loaded
  return { status: 'started', entry, start: { status: 'customer', customerId, sidebar: loaded.value, arrivedMs: parts.elapsedMs() } }
}

/** `#/customer/wm…` names a customer from the workbench; `#wechat_redirect` and anything else unknown is no route of ours. */
function customerOf(hash: string): CustomerId | null {
  const id = /^#\/customer\/([^/?]+)/.exec(hash)?.[1]
  return id ? decodeURIComponent(id) as CustomerId : null
}

function listOf(hash: string): string {
  return /^#(\/(?:customers|today|imports|me))(?:$|[/?])/.exec(hash)?.[1] ?? '/today'
}
