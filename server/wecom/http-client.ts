import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { addMs, minuteMs, secondMs } from '../time.ts'
import { Circuit } from './circuit.ts'
import { WecomError, type WecomClient } from './client.ts'
import { Credentials } from './credentials.ts'

export interface WecomClientParts extends Pick<Context, 'db' | 'vault' | 'clock' | 'log'> {
  config: Config['wecom']
  timeoutMs?: number
  /** 0–1, for the jitter. */
  random?: () => number
  pause?: (ms: number) => Promise<void>
  fetch?: typeof globalThis.fetch
}

interface Envelope { errcode?: number }
interface Request { method: 'GET' | 'POST', path: string, query?: Record<string, string>, body?: object, isSafe: boolean, timeoutMs?: number }
type Outcome = { kind: 'reply', reply: Envelope } | { kind: 'no-answer', reason: string }

const attempts = 3
const invalidToken = new Set([40014, 42001])
const busy = -1
const tooMany = 45009
const noRelation = 84061
const tooParallel = 45033
/** Wrong corp id or secret: asking again and again gets our address banned for an hour. */
const wrongSecret = new Set([40001, 40013, 40091, 41002, 41004])

/** The platform over HTTP. Limits and errcodes: developer.work.weixin.qq.com/document/path/90313, 90454. */
export function createWecomClient(parts: WecomClientParts): WecomClient {
  const { config, clock, log, timeoutMs = 8 * secondMs, random = Math.random, fetch = globalThis.fetch } = parts
  const pause = parts.pause ?? (ms => new Promise<void>(done => setTimeout(done, ms)))
  const circuit = new Circuit(clock)
  const credentials = new Credentials(parts)
  const blockedUntil = new Map<string, Date>()

  const ask = async ({ method, path, query, body, timeoutMs: ownTimeoutMs = timeoutMs }: Request, token: string | null): Promise<Outcome> => {
    const url = new URL(`${config.apiUrl}/cgi-bin/${path}`)
    for (const [name, value] of Object.entries({ ...query, ...(token !== null && { access_token: token }) })) url.searchParams.set(name, value)
    try {
      const response = await fetch(url, {
        method, signal: AbortSignal.timeout(ownTimeoutMs), redirect: 'error',
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      if (!response.ok) return { kind: 'no-answer', reason: `HTTP ${response.status}` }
      return { kind: 'reply', reply: await response.json() as Envelope }
    }
    catch (error) {
      // The error's own text may hold the URL, and with it the token.
      return { kind: 'no-answer', reason: error instanceof Error ? error.name : 'unknown' }
    }
  }

  const call = async (request: Request, withToken: boolean): Promise<Envelope> => {
    const { path, isSafe } = request
    let refused: string | null = null
    for (let attempt = 1; ; attempt += 1) {
      mayCall(path)
      const token: string | null = withToken ? (await currentToken(refused)).value : null
      const outcome = await ask(request, token)
      const error = outcome.kind === 'reply' ? settle(path, outcome.reply) : noAnswer(path, outcome.reason)
      if (error === null) return (outcome as { reply: Envelope }).reply
      if (error.errcode !== null && invalidToken.has(error.errcode) && withToken && refused === null) {
        refused = token
        attempt -= 1
        continue
      }
      // 45033 was not executed; a lost or busy answer may have been.
      const mayRepeat = error.errcode === tooParallel || ((error.errcode === null || error.errcode === busy) && isSafe)
      if (!mayRepeat || attempt >= attempts) throw error
      await pause((error.errcode === tooParallel ? 1000 : 200) * 2 ** (attempt - 1) * (0.5 + random()))
    }
  }

  const mayCall = (path: string): void => {
    const blocked = blockedUntil.get(path)
    if (blocked && clock.now() < blocked) throw new WecomError(tooMany, `${path}: waits until the platform takes calls again`)
    if (!circuit.mayCall()) throw new WecomError(null, `${path}: the platform has not answered, it is not asked just now`)
  }

  const settle = (path: string, { errcode = 0 }: Envelope): WecomError | null => {
    circuit.answered()
    if (errcode === 0) return null
    if (errcode === tooMany || (path === 'gettoken' && wrongSecret.has(errcode))) blockedUntil.set(path, addMs(clock.now(), minuteMs))
    // 84061 is how the platform says "none": a member without customers, a customer who is gone.
    log[errcode === noRelation ? 'debug' : 'warn']({ path, errcode }, 'the platform refused a call')
    return new WecomError(errcode, `${path}: errcode ${errcode}`)
  }

  const noAnswer = (path: string, reason: string): WecomError => {
    circuit.failed()
    log.warn({ path, reason }, 'the platform did not answer')
    return new WecomError(null, `${path}: no answer (${reason})`)
  }

  const currentToken = (refused: string | null) => credentials.current('token', async () => {
    const query = { corpid: config.corpId, corpsecret: config.secret }
    const reply = await call({ method: 'GET', path: 'gettoken', query, isSafe: true }, false) as { access_token: string, expires_in: number }
    return { value: reply.access_token, lifeSeconds: reply.expires_in }
  }, kept => kept.value === refused)

  return {
    get: async <Reply extends object>(path: string, query: Record<string, string> = {}) => await call({ method: 'GET', path, query, isSafe: true }, true) as Reply,
    post: async <Reply extends object>(path: string, body: object, { isSafe = false, timeoutMs: ownTimeoutMs }: { isSafe?: boolean, timeoutMs?: number } = {}) => await call({ method: 'POST', path, body, isSafe, timeoutMs: ownTimeoutMs }, true) as Reply,
    agentTicket: async ({ isDoubted = false } = {}) => {
      const { value, expiresAt } = await credentials.current('agent_ticket', async () => {
        const reply = await call({ method: 'GET', path: 'ticket/get', query: { type: 'agent_config' }, isSafe: true }, true) as { ticket: string, expires_in: number }
        return { value: reply.ticket, lifeSeconds: reply.expires_in }
      }, kept => isDoubted && clock.now() >= addMs(kept.renewedAt, minuteMs))
      return { ticket: value, expiresAt }
    },
    health: () => circuit.health(),
  }
}
