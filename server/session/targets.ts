/**
 * Where a link leads once somebody is signed in: a hash route, because the signed URL of the page must stay `/`. The platform puts
 * `#wechat_redirect` on the landing address, which would replace a route of ours; hence the target waits on the server.
 */
export type Target = '/' | '/#/today' | `/#/customer/${string}`

export const customerTarget = (id: string): Target | null => /^w[mo][\w-]{4,62}$/.test(id) ? `/#/customer/${id}` : null

/** Only what we made ourselves leads anywhere. */
export function readTarget(text: string): Target {
  if (text === '/#/today') return text
  return customerTarget(text.replace(/^\/#\/customer\//, '')) ?? '/'
}
