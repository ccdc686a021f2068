import secureSession from '@fastify/secure-session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'

/** What the session cookie holds, encrypted: who signed in, when, and the number under which the member's sessions counted then. Roles are never kept in it. */
declare module '@fastify/secure-session' {
  interface SessionData { userId: string, signedInAt: number, epoch: number }
}

/** A working day and some: after it the OAuth redirect signs in again without a question. */
export const sessionLifeSeconds = 12 * 60 * 60
export const sessionCookie = 'zhike_session'

/** HttpOnly, SameSite=Lax, Secure outside loopback. */
export async function addSession(app: FastifyInstance, config: Pick<Config, 'sessionKey' | 'publicUrl'>): Promise<void> {
  await app.register(secureSession, {
    key: config.sessionKey,
    cookieName: sessionCookie,
    expiry: sessionLifeSeconds,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure: config.publicUrl.startsWith('https:'), maxAge: sessionLifeSeconds },
  })
}

/** Who a cookie says it is, and the number that it must still have in the database (rep.session_epoch). */
export interface SessionClaim { userId: string, epoch: number }

/** The claim of the request's cookie, or null. Whether that member is still there, and the session not ended, the queries say. */
export function sessionClaim(request: FastifyRequest): SessionClaim | null {
  const userId = request.session.get('userId')
  return userId === undefined ? null : { userId, epoch: request.session.get('epoch') ?? 0 }
}

/** User id of the cookie, or null: for what tells nothing about anybody (the page, the limit of requests). */
export function sessionUserId(request: FastifyRequest): string | null {
  return request.session.get('userId') ?? null
}
