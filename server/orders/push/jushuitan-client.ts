import type { SourceCredentials } from '../../../contract/sources.schema.ts'
import { addMs, dayMs, secondMs } from '../../time.ts'
import { jushuitanSignature } from '../../webhooks/signatures.rules.ts'
import { callPlatform, PlatformError } from './platform-call.ts'
import type { PullWindow } from './pull-window.rules.ts'
import type { TokenStore } from './token-store.ts'

const name = '聚水潭'
/** The most of one page. */
const pageSize = 50

export interface JushuitanPage { orders: unknown[], hasNext: boolean, total: number | null }
/** `newCode`: six random letters or digits. */
export interface JushuitanParts { url: string, credentials: SourceCredentials, now: Date, tokens: TokenStore, newCode: () => string }

/** One page of orders modified in the window, by open/orders/single/query. Throws PlatformError. */
export async function queryJushuitan(parts: JushuitanParts, { begin, end, page }: PullWindow): Promise<JushuitanPage> {
  const biz = JSON.stringify({ modified_begin: local(begin), modified_end: local(end), page_index: page, page_size: pageSize, is_get_total: true })
  const { orders, has_next: hasNext, data_count: total } = await ask(parts, 'open/orders/single/query', { access_token: await tokenOf(parts), version: '2', biz })
  return { orders: Array.isArray(orders) ? orders : [], hasNext: hasNext === true, total: typeof total === 'number' ? total : null }
}

interface KeptToken { accessToken: string, refreshToken: string | null, endsAt: string }
/** Renewed so long before its end: some pulls may fail meanwhile. */
const renewBeforeMs = 3 * dayMs

/** The token the operator gave, else one of the app's own (self-built apps): asked for once, renewed before it ends, kept sealed. */
async function tokenOf(parts: JushuitanParts): Promise<string> {
  const { credentials: { accessToken }, tokens, now } = parts
  if (accessToken) return accessToken
  const text = await tokens.find()
  const kept = text === null ? null : JSON.parse(text) as KeptToken
  if (kept && Date.parse(kept.endsAt) - now.getTime() > renewBeforeMs) return kept.accessToken
  try {
    const renewed = kept?.refreshToken
      ? await ask(parts, 'openWeb/auth/refreshToken', { grant_type: 'refresh_token', refresh_token: kept.refreshToken, scope: 'all' })
      : await ask(parts, 'openWeb/auth/getInitToken', { grant_type: 'authorization_code', code: parts.newCode() })
    return await keep(parts, renewed)
  }
  catch (error) {
    // Still good for some days: what is read must not wait for the renewal.
    if (kept && error instanceof PlatformError) return kept.accessToken
    throw error
  }
}

async function keep({ tokens, now }: JushuitanParts, data: Record<string, unknown>): Promise<string> {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = data
  if (typeof accessToken !== 'string') throw new PlatformError('聚水潭没有给出访问令牌，请核对 app_key 和 app_secret，或填上 access_token')
  const endsAt = addMs(now, (typeof seconds === 'number' && seconds > 0 ? seconds : 3600) * secondMs)
  const kept: KeptToken = { accessToken, refreshToken: typeof refreshToken === 'string' ? refreshToken : null, endsAt: endsAt.toISOString() }
  await tokens.save({ value: JSON.stringify(kept), expiresAt: endsAt })
  return accessToken
}

/** `data` of a signed call. Throws PlatformError. */
async function ask({ url, credentials: { appKey = '', appSecret = '' }, now }: JushuitanParts, path: string, own: Record<string, string>): Promise<Record<string, unknown>> {
  const parameters: Record<string, string> = { app_key: appKey, timestamp: String(Math.floor(now.getTime() / 1000)), charset: 'utf-8', ...own }
  const body = new URLSearchParams({ ...parameters, sign: jushuitanSignature(parameters, appSecret) }).toString()
  const reply = await callPlatform(name, `${url}/${path}`, { body, contentType: 'application/x-www-form-urlencoded;charset=UTF-8' })
  if (reply.code !== 0) throw new PlatformError(`聚水潭拒绝了请求：${String(reply.msg ?? '').slice(0, 80)}（${String(reply.code).slice(0, 20)}）`, String(reply.code))
  return (reply.data ?? {}) as Record<string, unknown>
}

/** 2026-06-15 10:00:00 in China, as the interface writes times. */
const local = (iso: string): string => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
