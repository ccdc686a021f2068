import { getJsApiSignature } from '@wecom/crypto'
import { type Page } from 'playwright-core'
import { type Harness } from './simulator-fixture.ts'

type Answer = Record<string, unknown> & { errMsg: string }
export interface Sdk {
  register: (options: object) => void
  env: object
  [name: string]: unknown
}
declare global {
  interface Window { ww: Sdk, wx: Record<string, (options: object) => void>, configs: string[] }
}

export interface OpenOptions { query?: Record<string, string>, path?: string, agentid?: string, ticketType?: 'agent' | 'corp', spoil?: string, functions?: string[], withConfig?: boolean }

/**
 * Opens the app as the client would and registers with the real SDK; `agentid` and `spoil` make mistakes on purpose.
 * `functions` go into jsApiList besides the usual ones; `withConfig` gives the company's signature as well, for old clients.
 */
export async function openApp(harness: Harness, page: Page, { query = {}, path = '/', agentid = harness.corp.agentId, ticketType = 'agent', spoil = '', functions = [], withConfig = false }: OpenOptions = {}): Promise<void> {
  await page.exposeFunction('sign', async (url: string, kind = ticketType) => {
    const answer = kind === 'agent' ? await harness.api('GET', 'ticket/get', undefined, { type: 'agent_config' }) : await harness.api('GET', 'get_jsapi_ticket')
    return { ...getJsApiSignature({ url: url + spoil, ticket: String(answer.ticket), nonceStr: 'nonce', timestamp: '1795295217' }) }
  })
  await page.goto(`${harness.origin}/simulator/frame?${new URLSearchParams({ member: 'rep-chen', customer: 'wmDemo0001', ...query })}`)
  await page.waitForURL(`${harness.origin}/`)
  if (path !== '/') await page.goto(harness.origin + path)
  await page.evaluate(({ corpId, agentId, functions, withConfig }) => {
    const sign = (window as unknown as { sign: (url: string, kind?: string) => Promise<object> }).sign
    window.configs = []
    window.ww?.register({
      corpId, agentId,
      jsApiList: ['getContext', 'getCurExternalContact', 'getCurExternalChat', 'sendChatMessage', 'previewImage', 'setClipboardData', 'checkJsApi', 'openUserProfile', ...functions],
      ...(withConfig ? { getConfigSignature: (url: string) => sign(url, 'corp') } : {}),
      getAgentConfigSignature: (url: string) => sign(url),
      onAgentConfigSuccess: () => window.configs.push('ok'),
      onAgentConfigFail: (answer: { errMsg: string }) => window.configs.push(answer.errMsg),
    })
    window.addEventListener('unhandledrejection', event => event.preventDefault())
  }, { corpId: harness.corp.corpId, agentId: agentid, functions, withConfig })
}

/** Calls one SDK function; a refusal comes back as its answer. */
export async function call(page: Page, name: string, params: object = {}): Promise<Answer> {
  return await page.evaluate(async ([name, params]) => {
    const sdkFunction = window.ww[name] as (params: object) => Promise<object>
    const { errMsg, userId, chatId, entry, checkResult } = await sdkFunction(params).catch((refusal: object) => refusal) as Answer
    return { errMsg, ...JSON.parse(JSON.stringify({ userId, chatId, entry, checkResult })) }
  }, [name, params] as const)
}
