import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sdkFile, markSdk } from '../../build/marked-sdk.ts'
import type { WecomSdk } from '../../src/boot/handover.ts'
import type { StartSdk } from '../../src/boot/wecom-start.ts'

type Sdk = WecomSdk & Pick<StartSdk, 'env' | 'register'>
type Answers = Record<string, object>

const whole = readFileSync(sdkFile, 'utf8')
const wecom = (version: string, system = 'Windows NT 10.0; WOW64') => `Mozilla/5.0 (${system}) wxwork/${version} (MicroMessenger/6.2)`
const calls: [string, (sdk: Sdk) => Promise<unknown>][] = [
  ['getContext', sdk => sdk.getContext()],
  ['getCurExternalContact', sdk => sdk.getCurExternalContact()],
  ['sendChatMessage', sdk => sdk.sendChatMessage({ msgtype: 'text', text: { content: '您好' } })],
  ['setClipboardData', sdk => sdk.setClipboardData({ data: '您好' })],
  ['openEnterpriseChat', sdk => sdk.openEnterpriseChat({ externalUserIds: ['wmTest0001'], groupName: '' })],
]

// register() leaves the refusal of agentConfig unhandled, which boot knows (src/boot/main.ts): here it is one of the things to compare.
const unhandled: unknown[] = []
const others = process.listeners('unhandledRejection')
beforeAll(() => {
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', reason => unhandled.push(worded(reason)))
})
afterAll(() => {
  process.removeAllListeners('unhandledRejection')
  for (const listener of others) process.on('unhandledRejection', listener)
})
const worded = (reason: unknown): unknown => reason instanceof Error ? `${reason.name}: ${reason.message}` : reason

/** Everything that an SDK does on a page of its own: what it tells the client, and what each call comes to. */
async function whatItDoes(code: string, userAgent: string, answers: Answers): Promise<unknown> {
  const told: unknown[] = []
  const page = { location: { href: 'https://zhike.test/?a=1#/customer/wmTest0001' }, navigator: { userAgent, platform: 'Win32', maxTouchPoints: 0 }, document: { title: '', addEventListener: () => {} } }
  const bridge = { invoke: (name: string, params: object, done: (answer: object) => void) => {
    told.push([name, structuredClone(params)])
    queueMicrotask(() => done({ ...answers[name] ?? { err_msg: `${name}:ok` } }))
  } }
  const load = new Function('window', 'document', 'navigator', 'location', code.replace(/^export \{([^}]*)\};?\s*$/m, (_, names: string) => `return {${names.replace(/(\S+) as (\S+)/g, '$2: $1')}}`)) as (...globals: object[]) => Sdk
  const sdk = load({ ...page, WeixinJSBridge: bridge }, page.document, page.navigator, page.location)
  const outcomes: unknown[] = [sdk.env.isWeCom]
  if (!sdk.env.isWeCom) return { told, outcomes }
  let asked = 0
  sdk.register({ corpId: 'wwtest', agentId: '1000002', jsApiList: calls.map(([name]) => name), getAgentConfigSignature: async () => ({ timestamp: 1_770_000_000 + (asked += 1), nonceStr: 'n', signature: 's' }) })
  for (const [name, call] of calls) outcomes.push([name, await call(sdk).catch((error: unknown) => ({ refused: worded(error) }))])
  await setImmediate()
  return { told, outcomes, asked, unhandled: unhandled.splice(0) }
}

describe('the SDK in the page, marked for the bundler', () => {
  test.each<[string, string, Answers]>([
    ['on the desktop', wecom('5.0.11'), {}],
    ['on a phone', wecom('5.0.11', 'iPhone; CPU iPhone OS 18_0 like Mac OS X'), {}],
    ['in a client so old that it asks for the corp\'s signature too', wecom('3.0.12'), {}],
    ['with a refused signature', wecom('5.0.11'), { agentConfig: { err_msg: 'agentConfig:invalid signature' } }],
    ['without the permission', wecom('5.0.11'), { getCurExternalContact: { err_msg: 'getCurExternalContact:fail_no permission to execute' }, setClipboardData: { errmsg: 'setClipboardData:failed_x', err_code: 7 } }],
    ['when the member cancels', wecom('5.0.11'), { sendChatMessage: { err_msg: 'sendChatMessage:cancel' }, openEnterpriseChat: { errMsg: 'openEnterpriseChat:fail' } }],
    ['in WeChat', 'Mozilla/5.0 (iPhone) MicroMessenger/8.0', {}],
    ['in a browser', 'Mozilla/5.0 Chrome/120', {}],
  ])('tells the client and answers us what the whole one does %s', async (_, userAgent, answers) => {
    expect(await whatItDoes(markSdk(whole), userAgent, answers)).toEqual(await whatItDoes(whole, userAgent, answers))
  })

  test('is not made of an SDK that reads differently', () => {
    expect(() => markSdk(whole.replace('var reserveWords = ', 'let reserveWords = '))).toThrow(/no longer has the parser's words.*mend build\/marked-sdk\.ts/)
  })
})
