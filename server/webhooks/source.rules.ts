import type { SourceCredentials, SourceKind } from '../../contract/sources.schema.ts'
import type { OrderPlatform } from '../../contract/words.ts'

/** What each kind needs from the platform's console, by the word that stands there. Ours need nothing: the server makes their secret. */
const neededCredentials: Record<SourceKind, readonly { key: keyof SourceCredentials, word: string, isOptional?: true }[]> = {
  webhook: [],
  events: [],
  youzan: [{ key: 'clientId', word: 'client_id' }, { key: 'clientSecret', word: 'client_secret' }, { key: 'grantId', word: '店铺 kdt_id' }],
  wangdiantong: [{ key: 'sid', word: 'sid' }, { key: 'appKey', word: 'appkey' }, { key: 'appSecret', word: 'appsecret' }],
  jushuitan: [{ key: 'appKey', word: 'app_key' }, { key: 'appSecret', word: 'app_secret' }, { key: 'accessToken', word: 'access_token', isOptional: true }],
}

export const isOwn = (kind: SourceKind): boolean => kind === 'webhook' || kind === 'events'

/** What is wrong with the keys given for a kind, in Chinese; null: nothing. */
export function credentialsProblem(kind: SourceKind, given: SourceCredentials | undefined): string | null {
  if (isOwn(kind)) return given && Object.keys(given).length > 0 ? '签名密钥由知客生成，不用填写' : null
  const needed = neededCredentials[kind]
  const missing = needed.filter(({ key, isOptional }) => !isOptional && !given?.[key]?.trim()).map(({ word }) => word)
  if (missing.length > 0) return `还缺 ${missing.join('、')}，请从平台的开放平台后台复制过来`
  const beyond = Object.keys(given ?? {}).filter(key => !needed.some(item => item.key === key))
  return beyond.length > 0 ? `不需要 ${beyond.join('、')}` : null
}

/** The same without blanks around, in one order. */
export const cleanCredentials = (kind: SourceKind, given: SourceCredentials): SourceCredentials =>
  Object.fromEntries(neededCredentials[kind].map(({ key }) => [key, (given[key] ?? '').trim()]).filter(([, value]) => value !== ''))

/** Whose orders a source tells of, where nobody says. */
export const usualPlatform: Record<SourceKind, OrderPlatform> = { webhook: 'webhook', events: 'webhook', youzan: 'youzan', wangdiantong: 'webhook', jushuitan: 'generic' }

/** youzan, youzan-2 … : the part of the address. Of behaviour events there is one. */
export function newSourceId(kind: SourceKind, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const id = count === 1 ? kind : `${kind}-${count}`
    if (!taken.has(id)) return id
  }
}

/** The path to push to; null: we pull. */
export const pathOf = (kind: SourceKind, id: string): string | null => kind === 'jushuitan' ? null : kind === 'events' ? '/api/webhooks/events' : `/api/webhooks/orders/${id}`

/** The last four characters, to tell one secret from another. */
export const hintOf = (secret: string): string => secret.slice(-4)
