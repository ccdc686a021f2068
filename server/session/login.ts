import { createHash, randomBytes } from 'node:crypto'
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { synchroniseDirectory } from '../sync/directory.ts'
import { addMs, minuteMs } from '../time.ts'
import { insertLoginState, takeLoginState } from './login-state.queries.ts'
import { readTarget, type Target } from './targets.ts'
import type { SessionClaim } from './cookie.ts'
import { findSessionClaim, isKnownMember } from './viewer.queries.ts'

export const loginCookie = 'zhike_login'
const lifeMs = 10 * minuteMs
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
/** 256 bits in the letters and digits that the platform takes (at most 128 bytes). */
const randomLetters = (): string => randomBytes(32).toString('hex')

/**
 * The platform's page that answers who this is. `state` is random, good once, and only in this browser (its cookie's hash stands beside it);
 * several panels of one browser may log in at the same time.
 */
export async function startLogin({ db, clock, config }: Context, request: FastifyRequest, reply: FastifyReply, target: Target): Promise<FastifyReply> {
  const known = request.cookies[loginCookie]
  const browser = known && /^[0-9a-f]{64}$/.test(known) ? known : randomLetters()
  const state = randomLetters()
  await insertLoginState(db, { state, browserHash: digest(browser), target, createdAt: clock.now() })
  const options: CookieSerializeOptions = { path: '/auth', httpOnly: true, sameSite: 'lax', secure: config.publicUrl.startsWith('https:'), maxAge: lifeMs / 1000 }
  const query = new URLSearchParams({
    appid: config.wecom.corpId, redirect_uri: `${config.publicUrl}/auth/wecom/callback`, response_type: 'code', scope: 'snsapi_base', state, agentid: config.wecom.agentId,
  })
  return reply.setCookie(loginCookie, browser, options).header('cache-control', 'no-store').redirect(`${config.wecom.authorizeUrl}?${query}#wechat_redirect`, 302)
}

/** Where the log-in of this state wanted to go; null for an unknown, used, old or foreign one. */
export async function endLogin({ db, clock }: Pick<Context, 'db' | 'clock'>, request: FastifyRequest, state: string): Promise<Target | null> {
  const browser = request.cookies[loginCookie]
  if (!browser || !/^[0-9a-f]{64}$/.test(state)) return null
  const taken = await takeLoginState(db, { state, browserHash: digest(browser), notBefore: addMs(clock.now(), -lifeMs) })
  return taken && readTarget(taken.target)
}

export type Identity = { kind: 'member', claim: SessionClaim } | { kind: 'outsider' } | { kind: 'unknown' }

/** Who the platform's code stands for. Throws WecomError. A member of today, whom no synchronisation has met yet, is looked up now. */
export async function identify(context: Context, code: string): Promise<Identity> {
  const { userid } = await context.wecom.get<{ userid?: string }>('auth/getuserinfo', { code })
  if (!userid) return { kind: 'outsider' }
  const userId = userid.toLowerCase()
  if (!await isKnownMember(context.db, userId)) await synchroniseDirectory(context)
  const claim = await findSessionClaim(context.db, userId)
  return claim ? { kind: 'member', claim } : { kind: 'unknown' }
}
