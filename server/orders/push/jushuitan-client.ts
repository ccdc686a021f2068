import type { SourceCredentials } from '../../../contract/sources.schema.ts'
import { jushuitanSignature } from '../../webhooks/signatures.rules.ts'
import { callPlatform, PlatformError } from './platform-call.ts'
import type { PullWindow } from './pull-window.rules.ts'

const name = '聚水潭'
/** The most of one page. */
export const pageSize = 50

export interface JushuitanPage { orders: unknown[], hasNext: boolean, total: number | null }

/** One page of orders modified in the window, by open/orders/single/query. Throws PlatformError. */
export async function queryJushuitan(parts: { url: string, credentials: SourceCredentials, now: Date }, { begin, end, page }: PullWindow): Promise<JushuitanPage> {
  const { url, credentials, now } = parts
  const { appKey = '', appSecret = '', accessToken = '' } = credentials
  const parameters: Record<string, string> = {
    app_key: appKey, access_token: accessToken, timestamp: String(Math.floor(now.getTime() / 1000)), charset: 'utf-8', version: '2',
    biz: JSON.stringify({ modified_begin: local(begin), modified_end: local(end), page_index: page, page_size: pageSize, is_get_total: true }),
  }
  const body = new URLSearchParams({ ...parameters, sign: jushuitanSignature(parameters, appSecret) }).toString()
  const reply = await callPlatform(name, `${url}/open/orders/single/query`, { body, contentType: 'application/x-www-form-urlencoded;charset=UTF-8' })
  if (reply.code !== 0) throw new PlatformError(`聚水潭拒绝了请求：${String(reply.msg ?? '').slice(0, 80)}（${String(reply.code).slice(0, 20)}）`, String(reply.code))
  const data = (reply.data ?? {}) as { orders?: unknown, has_next?: unknown, data_count?: unknown }
  return { orders: Array.isArray(data.orders) ? data.orders : [], hasNext: data.has_next === true, total: typeof data.data_count === 'number' ? data.data_count : null }
}

/** 2026-06-15 10:00:00 in China, as the interface writes times. */
const local = (iso: string): string => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
