import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { ApiError } from './api-error.ts'
import { claimKey, findKey, keepReply, releaseKey } from './idempotency.queries.ts'

/**
 * The same write twice (a second tap, a retry after a lost answer) happens once: the first reply is kept a day, sealed (it may hold what a customer wrote), and given again.
 * Without the header the write runs as it is. A key with another content is refused.
 */
export async function once(context: Pick<Context, 'db' | 'clock' | 'vault'>, userId: string, request: FastifyRequest, status: number, run: () => Promise<unknown>): Promise<unknown> {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || key === '') return run()
  if (key.length > 100) throw new ApiError('bad-request')
  // Keyed: a body may be little more than a phone number, which a plain hash would let anybody try out.
  const hash = context.vault.hash(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
  const now = context.clock.now()
  if (!await claimKey(context.db, { userId, key, hash, now })) {
    const kept = await findKey(context.db, userId, key)
    if (kept && !hash.equals(kept.requestHash)) throw new ApiError('idempotency-mismatch')
    if (kept?.reply) return JSON.parse(context.vault.open(kept.reply)) as unknown
    // Not a conflict: nobody knows yet how the first one ends, so who asks again must ask once more (its process may be gone).
    throw new ApiError('too-many-requests', '同一次操作还在处理，请稍等')
  }
  const reply = await run().catch(async (error: unknown) => {
    await releaseKey(context.db, userId, key)
    throw error
  })
  // Done is done: what cannot be remembered now must not be done again by a retry, so the key stays taken.
  await keepReply(context.db, { userId, key, status, reply: context.vault.seal(JSON.stringify(reply ?? null)) }).catch(() => { /* the caller has the answer */ })
  return reply
}
