import { type Platform } from '../platform.ts'
import { isVisible } from '../visibility.ts'
import { type Authorisation, type BridgeContext } from './context.ts'
import { bridgeFunctions } from './functions.ts'
import { isSigned } from './signature.ts'

export interface Invocation { context: BridgeContext, document: string, url: string, name: string, params: Record<string, unknown> }
export type BridgeResult = Record<string, unknown> & { err_msg: string }

const moreInfo = (code: number): string => `more info at https://open.work.weixin.qq.com/devtool/query?e=${code}`

/** wecom.md §1.8, with the failure texts seen in real clients (§1.4). */
export function agentConfig(platform: Platform, invocation: Invocation): BridgeResult {
  const { params, url, context } = invocation
  const refusal = refusedPage(platform, 'agentConfig', param(params, 'corpid'), url)
  if (refusal) return refusal
  if (param(params, 'agentid') !== platform.corp.agentId) return { err_msg: 'agentConfig:fail', errcode: 42012 }
  const signature = { timestamp: param(params, 'timestamp'), nonceStr: param(params, 'nonceStr'), signature: param(params, 'signature') }
  if (!isSigned(platform, 'agent', signature, url)) return { err_msg: `agentConfig:invalid signature ${moreInfo(40093)}` }
  const member = platform.members.get(context.member.toLowerCase())
  if (!member || member.status !== 1 || !isVisible(platform, member)) return { err_msg: `agentConfig:no permission ${moreInfo(60011)}` }
  const functions = names(params.jsApiList)
  authorise(platform, invocation, 'agent', functions)
  return { err_msg: 'agentConfig:ok', checkResult: Object.fromEntries(functions.map(name => [name, name in bridgeFunctions])) }
}

/** What clients before 3.0.24 and the old SDK send first; it opens no customer function. */
export function preVerify(platform: Platform, invocation: Invocation): BridgeResult {
  const { params, url } = invocation
  const refusal = refusedPage(platform, 'preVerifyJSAPI', param(params, 'verifyAppId'), url)
  if (refusal) return refusal
  if (!isSigned(platform, 'corp', verification(params), url)) return { err_msg: `preVerifyJSAPI:invalid signature ${moreInfo(40093)}` }
  authorise(platform, invocation, 'corp', names(params.verifyJsApiList))
  return { err_msg: 'preVerifyJSAPI:ok' }
}

/** Every later call carries its signature again: it must still be good, for the address the page has now. */
export function isAuthorised(platform: Platform, { context, document, url, name, params }: Invocation, by: Authorisation['by'][]): boolean {
  return context.authorisations.some(authorisation =>
    authorisation.document === document
    && authorisation.url === url
    && by.includes(authorisation.by)
    && authorisation.functions.includes(name)
    && isSigned(platform, authorisation.by, verification(params), url))
}

function refusedPage(platform: Platform, name: string, corpId: string, url: string): BridgeResult | null {
  if (corpId !== platform.corp.corpId) return { err_msg: `${name}:invalid corpId ${moreInfo(40013)}` }
  const host = URL.canParse(url) ? new URL(url).host : ''
  return platform.corp.trustedDomains.includes(host) ? null : { err_msg: `${name}:not match any reliable domain. ${moreInfo(80001)}` }
}

function authorise(platform: Platform, { context, document, url }: Invocation, by: Authorisation['by'], functions: string[]): void {
  const others = context.authorisations.filter(other => other.document === document && !(other.by === by && other.url === url))
  platform.contexts.put({ ...context, authorisations: [...others, { document, url, by, functions }] })
}

function verification(params: Record<string, unknown>): { timestamp: string, nonceStr: string, signature: string } {
  return { timestamp: param(params, 'verifyTimestamp'), nonceStr: param(params, 'verifyNonceStr'), signature: param(params, 'verifySignature') }
}

function param(params: Record<string, unknown>, name: string): string {
  const value = params[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}
