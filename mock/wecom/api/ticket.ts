import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { type Ticket } from '../platform-records.ts'
import { type ApiEndpoint } from './endpoint.ts'

const lifeSeconds = 7200
/** Fetches an hour: 400 for the company's ticket, 100 for the app's (wecom.md §2.2). */
const perHour = { corp: 400, agent: 100 }

/** wecom.md §2.2. */
export const ticketEndpoints: ApiEndpoint[] = [
  { method: 'GET', path: 'get_jsapi_ticket', handle: ({ platform }) => give(platform, 'corp') },
  {
    method: 'GET',
    path: 'ticket/get',
    handle: ({ platform, query }) => {
      if (query.type !== 'agent_config') throw new PlatformError(40058, 'invalid Request Parameter: type')
      return give(platform, 'agent')
    },
  },
]

/** Tickets with which a page's signature may have been made just now. */
export function liveTickets(platform: Platform, kind: Ticket['kind']): Ticket[] {
  return platform.tickets.all().filter(ticket => ticket.kind === kind && ticket.expiresAt > platform.nowSeconds)
}

const fetches = new WeakMap<Platform, { kind: Ticket['kind'], at: number }[]>()

function give(platform: Platform, kind: Ticket['kind']): object {
  const now = platform.nowSeconds
  const recent = (fetches.get(platform) ?? []).filter(fetch => fetch.at > now - 3600)
  if (recent.filter(fetch => fetch.kind === kind).length >= perHour[kind]) throw new PlatformError(45009)
  fetches.set(platform, [...recent, { kind, at: now }])

  for (const { ticket, expiresAt } of platform.tickets.all()) if (expiresAt < now - 86_400) platform.tickets.delete(ticket)
  const current = liveTickets(platform, kind).at(-1)
    ?? platform.tickets.put({ ticket: platform.newId('kgt8', 43) + platform.newId('', 43), kind, issuedAt: now, expiresAt: now + lifeSeconds })
  return { ticket: current.ticket, expires_in: current.expiresAt - now }
}
