import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** How far a sender's clock may be off, and how long an old message may be sent again. */
const standardToleranceMs = 5 * 60_000
/** WangDianTong allows ten minutes (open.wangdian.cn). */
export const wangdiantongToleranceMs = 10 * 60_000

/** Equal without telling by its duration where they differ. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map(text => createHash('sha256').update(text).digest())
  return timingSafeEqual(left!, right!)
}

export interface StandardHeaders { id: string, timestamp: string, signature: string }

/**
 * Standard Webhooks (github.com/standard-webhooks/standard-webhooks, symmetric): base64 HMAC-SHA256 over `id.timestamp.body` with the bytes behind
 * `whsec_`; the header may hold several `v1,…` by blanks, any secret and any of them may fit. Null: it is signed; else why not.
 */
export function standardProblem(headers: StandardHeaders, body: Buffer, secrets: readonly string[], now: Date): 'timestamp' | 'signature' | null {
  const { id, timestamp, signature } = headers
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp) * 1000) > standardToleranceMs) return 'timestamp'
  const given = signature.split(' ').slice(0, 10).filter(part => part.startsWith('v1,')).map(part => part.slice(3))
  const expected = secrets.map(secret => standardSignature({ id, timestamp }, body, secret))
  // Every pair is compared, so that the time tells nothing of which one fits.
  return expected.flatMap(own => given.map(other => isSame(own, other))).includes(true) ? null : 'signature'
}

function standardSignature({ id, timestamp }: Omit<StandardHeaders, 'signature'>, body: Buffer, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
}

/** Youzan: md5 over client_id + msg + client_secret, `msg` as it came (still URL-encoded). There is no time in it: duplicates are known by their content. */
export const youzanSignature = (clientId: string, msg: string, clientSecret: string): string => createHash('md5').update(`${clientId}${msg}${clientSecret}`).digest('hex')

/**
 * WangDianTong (open.wangdian.cn/qyb/open/guide?path=guide_signsf): parameters but `sign` in order of their names, each as `LL-name:VVVV-value` with
 * the lengths in characters, by semicolons, the secret behind; md5.
 */
export function wangdiantongSignature(parameters: Readonly<Record<string, string>>, appSecret: string): string {
  const length = (text: string, digits: number): string => String(Array.from(text).length).padStart(digits, '0')
  const text = Object.entries(parameters).filter(([name]) => name !== 'sign').sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0)
    .map(([name, value]) => `${length(name, 2)}-${name}:${length(value, 4)}-${value}`).join(';')
  return createHash('md5').update(text + appSecret).digest('hex')
}

/** JuShuiTan: md5 over the secret and `name` `value` of all parameters but `sign` in order of their names, nothing between. */
export function jushuitanSignature(parameters: Readonly<Record<string, string>>, appSecret: string): string {
  const text = Object.entries(parameters).filter(([name, value]) => name !== 'sign' && value !== '').sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0)
    .map(([name, value]) => name + value).join('')
  return createHash('md5').update(appSecret + text).digest('hex')
}
