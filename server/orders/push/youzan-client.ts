import type { SourceCredentials } from '../../../contract/sources.schema.ts'
import { addMs, hourMs, minuteMs } from '../../time.ts'
import { callPlatform, PlatformError } from './platform-call.ts'
import type { TokenStore } from './token-store.ts'

export interface YouzanParts { url: string, credentials: SourceCredentials, tokens: TokenStore, now: Date }

/** Access token missing, unknown or run out (doc.youzanyun.com, gateway codes 4201–4203). */
const tokenCodes = new Set(['4201', '4202', '4203', '40009', '40010'])
const name = '有赞'

/** `data` of youzan.trade.get 4.0.0: the order as it is now; a push only says that something happened. Throws PlatformError. */
export async function readYouzanOrder(parts: YouzanParts, tid: string): Promise<unknown> {
  try {
    return await askTrade(parts, await tokenOf(parts), tid)
  }
  catch (error) {
    if (!(error instanceof PlatformError) || error.code === null || !tokenCodes.has(error.code)) throw error
    await parts.tokens.save(null)
    return askTrade(parts, await tokenOf(parts), tid)
  }
}

async function askTrade({ url }: YouzanParts, token: string, tid: string): Promise<unknown> {
  const reply = await callPlatform(name, `${url}/api/youzan.trade.get/4.0.0?access_token=${encodeURIComponent(token)}`, { body: JSON.stringify({ tid }), contentType: 'application/json' })
  return dataOf(reply)
}

/** A self-used app's token (`silent`): asked for with the app's keys and the shop's id, lives some days. */
async function tokenOf({ url, credentials, tokens, now }: YouzanParts): Promise<string> {
  const kept = await tokens.find()
  if (kept) return kept
  const { clientId, clientSecret, grantId } = credentials
  const body = JSON.stringify({ authorize_type: 'silent', client_id: clientId, client_secret: clientSecret, grant_id: grantId, refresh: false })
  const data = dataOf(await callPlatform(name, `${url}/auth/token`, { body, contentType: 'application/json' })) as { access_token?: unknown, expires?: unknown } | null
  if (typeof data?.access_token !== 'string') throw new PlatformError('有赞没有给出访问令牌，请核对 client_id、client_secret 和 kdt_id')
  // `expires`: an instant in milliseconds. Renewed ten minutes early.
  const expiresAt = typeof data.expires === 'number' && data.expires > now.getTime() ? new Date(data.expires - 10 * minuteMs) : addMs(now, hourMs)
  await tokens.save({ value: data.access_token, expiresAt })
  return data.access_token
}

/** `{ success, code: 200, data }`, or a gateway's `{ gw_err_resp: { err_code, err_msg } }`. */
function dataOf(reply: Record<string, unknown>): unknown {
  const gateway = reply.gw_err_resp as { err_code?: unknown, err_msg?: unknown } | undefined
  if (gateway) throw new PlatformError(`有赞拒绝了请求：${short(gateway.err_msg)}（${short(gateway.err_code)}）`, short(gateway.err_code))
  const { code, success, message, msg, data } = reply
  if (success === false || (code !== undefined && code !== 200 && code !== 0)) throw new PlatformError(`有赞拒绝了请求：${short(message ?? msg)}（${short(code)}）`, short(code))
  return data ?? reply.response ?? null
}

const short = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '').slice(0, 80)
