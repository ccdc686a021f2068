import secureSession from '@fastify/secure-session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'

/** What the session cookie holds, encrypted: who signed in, and when. Roles are never kept in it. */
declare module '@fastify/secure-session' {
  interface SessionData { userId: string, signedInAt: number }
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

/** User id of the session, or null. Says nothing about whether that member is still there: the queries do. */
export function sessionUserId(request: FastifyRequest): string | null {
  return request.session.get('userId') ?? null
}
