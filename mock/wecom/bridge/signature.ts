import { createHash } from 'node:crypto'
import { liveTickets } from '../api/ticket.ts'
import { type Platform } from '../platform.ts'

export interface PageSignature { timestamp: string, nonceStr: string, signature: string }

/** wecom.md §2.2: this order, nothing URL-encoded, the address without its fragment. */
export function jsapiSignature(ticket: string, { timestamp, nonceStr }: Pick<PageSignature, 'timestamp' | 'nonceStr'>, url: string): string {
  return createHash('sha1').update(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`).digest('hex')
}

/** Made with a ticket that is still alive, for exactly this address. */
export function isSigned(platform: Platform, kind: 'corp' | 'agent', signature: PageSignature, url: string): boolean {
  return liveTickets(platform, kind).some(({ ticket }) => jsapiSignature(ticket, signature, url) === signature.signature)
}
