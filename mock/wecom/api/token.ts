import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { type ApiCall, type ApiEndpoint } from './endpoint.ts'

const lifeSeconds = 7200
/** A secret that is wrong again and again shuts the caller out for an hour (document/path/90313#45009); after how many is not published. */
const wrongBeforeBan = 20
const banSeconds = 3600
const wrongSecrets = new WeakMap<Platform, number[]>()

/** wecom.md §2.1. Within its life the same token is given again; an unknown one is 40014, one past its life 42001. */
export const getToken: ApiEndpoint = {
  method: 'GET',
  path: 'gettoken',
  isOpen: true,
  handle: ({ platform, query }) => {
    const { corpid = '', corpsecret = '' } = query
    if (corpid === '') throw new PlatformError(41002)
    if (corpsecret === '') throw new PlatformError(41004)
    if (corpid !== platform.corp.corpId) throw new PlatformError(40013)
    const now = platform.nowSeconds
    const wrong = (wrongSecrets.get(platform) ?? []).filter(at => at > now - banSeconds)
    if (wrong.length >= wrongBeforeBan) throw new PlatformError(45009)
    if (corpsecret !== platform.corp.secret) {
      wrongSecrets.set(platform, [...wrong, now])
      throw new PlatformError(40001)
    }
    const current = platform.tokens.all().find(token => token.expiresAt > now)
      ?? platform.tokens.put({ token: platform.newId('at', 43) + platform.newId('', 43), expiresAt: now + lifeSeconds })
    forgetOld(platform, now)
    return { access_token: current.token, expires_in: current.expiresAt - now }
  },
}

export function requireToken({ platform, query }: ApiCall): void {
  const { access_token: given = '' } = query
  if (given === '') throw new PlatformError(41001)
  const token = platform.tokens.get(given)
  if (!token) throw new PlatformError(40014)
  if (token.expiresAt <= platform.nowSeconds) throw new PlatformError(42001)
}

/** An old token is remembered for a day as expired; after that it is unknown. */
function forgetOld(platform: Platform, now: number): void {
  for (const { token, expiresAt } of platform.tokens.all()) if (expiresAt < now - 86_400) platform.tokens.delete(token)
}
