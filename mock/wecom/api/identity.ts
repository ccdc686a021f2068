import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { type OauthCode } from '../platform-records.ts'
import { isVisible } from '../visibility.ts'
import { type ApiEndpoint, requiredText } from './endpoint.ts'

const ticketLifeSeconds = 1800

/** wecom.md §2.3. A code serves once, for five minutes. */
export const identityEndpoints: ApiEndpoint[] = [
  {
    method: 'GET',
    path: 'auth/getuserinfo',
    handle: ({ platform, query }) => {
      const code = redeem(platform, query.code ?? '')
      if (code.isExternal) return outsider(platform, code)
      return { userid: code.userid, ...userTicket(platform, code) }
    },
  },
  {
    method: 'GET',
    path: 'user/getuserinfo',
    handle: ({ platform, query }) => {
      const code = redeem(platform, query.code ?? '')
      if (code.isExternal) return { OpenId: openidOf(code.userid), DeviceId: '', ...externalId(platform, code) }
      return { UserId: code.userid, DeviceId: '', ...userTicket(platform, code) }
    },
  },
  {
    method: 'POST',
    path: 'auth/getuserdetail',
    handle: ({ platform, body }) => {
      const ticket = platform.userTickets.get(requiredText(body, 'user_ticket'))
      if (!ticket || ticket.expiresAt <= platform.nowSeconds) throw new PlatformError(40058, 'invalid user_ticket')
      const address = `${ticket.userid}@example.com`
      return { userid: ticket.userid, gender: '0', avatar: '', qr_code: '', mobile: '', email: address, biz_mail: address, address: '' }
    },
  },
]

function redeem(platform: Platform, given: string): OauthCode {
  if (given === '') throw new PlatformError(41008)
  const code = platform.codes.get(given)
  if (!code || code.isUsed || code.expiresAt <= platform.nowSeconds) throw new PlatformError(40029)
  for (const old of platform.codes.all()) if (old.expiresAt < platform.nowSeconds - 3600) platform.codes.delete(old.code)
  return platform.codes.put({ ...code, isUsed: true })
}

/** Only after snsapi_privateinfo, for a member inside the visible range. */
function userTicket(platform: Platform, { scope, userid }: OauthCode): object {
  const member = platform.members.get(userid.toLowerCase())
  if (scope !== 'snsapi_privateinfo' || !member || !isVisible(platform, member)) return {}
  const ticket = platform.userTickets.put({ ticket: platform.newId('ut', 43), userid, expiresAt: platform.nowSeconds + ticketLifeSeconds })
  return { user_ticket: ticket.ticket, expires_in: ticketLifeSeconds }
}

function outsider(platform: Platform, code: OauthCode): object {
  return { openid: openidOf(code.userid), ...externalId(platform, code) }
}

function externalId(platform: Platform, { userid }: OauthCode): object {
  const isCustomer = platform.follows.by(1, userid).some((follow) => {
    const member = platform.members.get(follow.userid.toLowerCase())
    return member !== undefined && isVisible(platform, member)
  })
  return isCustomer ? { external_userid: userid } : {}
}

function openidOf(id: string): string {
  return `o${Buffer.from(id).toString('base64url')}`.slice(0, 28).padEnd(28, '0')
}
