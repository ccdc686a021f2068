import { describe, expect, test, vi } from 'vitest'
import { start, type StartParts } from '../../../src/boot/start.ts'
import { themeOf } from '../../../src/boot/theme.ts'
import type { StartSdk } from '../../../src/boot/wecom-start.ts'
import { aSidebar } from '../../support/a-sidebar.ts'
import { testSignature } from '../../support/built-app.ts'

interface Client { entry?: string, isWeCom?: boolean, contact?: () => Promise<{ userId: string }>, context?: () => Promise<{ entry: string }> }

function aClient({ entry = 'single_chat_tools', isWeCom = true, contact, context }: Client = {}) {
  const registered: string[] = []
  const sdk: StartSdk = {
    env: { isWeCom },
    register: (options) => { void options.getAgentConfigSignature().then(({ signature }) => registered.push(signature)) },
    getContext: context ?? (async () => ({ entry })),
    getCurExternalContact: contact ?? (async () => ({ userId: 'wmTest0001' })),
  }
  return { sdk, registered }
}

type Reply = { status?: number, body?: unknown } | 'no network'

function theParts(client: Client, replies: Record<string, Reply> = {}, changes: Partial<StartParts> = {}) {
  const asked: string[] = []
  const { sdk, registered } = aClient(client)
  const parts: StartParts = {
    sdk, signature: testSignature,
    fetch: async (url) => {
      asked.push(String(url))
      const reply = replies[String(url).split('?')[0] ?? ''] ?? { body: aSidebar() }
      if (reply === 'no network') throw new TypeError('Failed to fetch')
      return new Response(JSON.stringify(reply.body ?? {}), { status: reply.status ?? 200 })
    },
    isOnline: () => true, goToSignIn: () => true, url: 'https://host/?a=1#wechat_redirect', hash: '#wechat_redirect', elapsedMs: () => 12, ...changes,
  }
  return { parts, asked, registered }
}

const refuse = (errMsg: string) => () => Promise.reject({ errMsg })
const never = () => new Promise<never>(() => {})

describe('opening the page', () => {
  test.each([
    ['an ordinary browser', { isWeCom: false }, 'not-wecom'],
    ['a group chat', { entry: 'group_chat_tools' }, 'group-chat'],
    ['a member without customer contact', { contact: refuse('getCurExternalContact:fail no permission') }, 'no-permission'],
  ])('from %s says so and asks the server for nothing', async (_, client, failure) => {
    const { parts, asked } = theParts(client)
    expect(await start(parts)).toMatchObject({ start: { status: 'failed', failure } })
    expect(asked).toEqual([])
  })

  test('gives up on a client that never answers', async () => {
    vi.useFakeTimers()
    const { parts } = theParts({ context: never, contact: never })
    const started = start(parts)
    await vi.advanceTimersByTimeAsync(6_000)
    vi.useRealTimers()
    expect(await started).toMatchObject({ start: { status: 'failed', failure: 'wecom-away' } })
  })

  test('beside a chat asks one request, for the customer of that chat', async () => {
    const { parts, asked } = theParts({})
    expect(await start(parts)).toMatchObject({ entry: 'chat', start: { status: 'customer', customerId: 'wmTest0001', arrivedMs: 12, sidebar: { profile: { name: '王敏' } } } })
    expect(asked).toEqual(['/api/customers/wmTest0001/sidebar'])
  })

  test('in a contact\'s profile is the same page, without sending', async () => {
    const { parts } = theParts({ entry: 'contact_profile' })
    expect(await start(parts)).toMatchObject({ entry: 'profile', start: { status: 'customer' } })
  })

  test.each([
    ['#wechat_redirect', '/today'], ['', '/today'], ['#/customers', '/customers'], ['#/imports/0d5c-01', '/imports/0d5c-01'],
  ])('from the workbench with %s goes to %s', async (hash, path) => {
    const { parts, asked } = theParts({ entry: 'normal', contact: refuse('getCurExternalContact:fail without context of external contact') }, {}, { hash })
    expect(await start(parts)).toEqual({ entry: 'workbench', start: { status: 'route', path } })
    expect(asked).toEqual([])
  })

  test('from the workbench with a customer in the route reads that customer', async () => {
    const { parts, asked } = theParts({ entry: 'normal' }, {}, { hash: '#/customer/wmTest0009' })
    expect(await start(parts)).toMatchObject({ entry: 'workbench', start: { status: 'customer', customerId: 'wmTest0009' } })
    expect(asked).toEqual(['/api/customers/wmTest0009/sidebar'])
  })
})

describe('the agent signature', () => {
  const fresh = { '/api/wecom/signature': { body: { ...testSignature, signature: 'fresh' } } }

  test('of the HTML is used as it is', async () => {
    const { parts, registered } = theParts({})
    await start(parts)
    expect(registered).toEqual(['s'])
  })

  test('that is refused is asked for once more, for the URL without its fragment', async () => {
    const tries = vi.fn().mockRejectedValueOnce({ errMsg: 'agentConfig:invalid signature more info e=40093' }).mockResolvedValue({ entry: 'single_chat_tools' })
    const { parts, asked, registered } = theParts({ context: tries }, fresh)
    expect(await start(parts)).toMatchObject({ start: { status: 'customer' } })
    expect(registered).toEqual(['s', 'fresh'])
    expect(asked[0]).toBe('/api/wecom/signature?url=https%3A%2F%2Fhost%2F%3Fa%3D1')
  })

  test('that is refused twice is not tried a third time', async () => {
    const { parts, asked } = theParts({ context: refuse('agentConfig:not match any reliable domain. e=80001') }, fresh)
    expect(await start(parts)).toMatchObject({ start: { status: 'failed', failure: 'app-refused', detail: 'agentConfig:not match any reliable domain. e=80001' } })
    expect(asked).toHaveLength(1)
  })

  test.each([[true, 'server-away'], [false, 'offline']])('that can\'t be had (online: %s) is said as %s', async (isOnline, failure) => {
    const { parts } = theParts({}, { '/api/wecom/signature': 'no network' }, { signature: null, isOnline: () => isOnline })
    expect(await start(parts)).toMatchObject({ start: { status: 'failed', failure } })
  })
})

describe('without a session', () => {
  const sidebar = { '/api/customers/wmTest0001/sidebar': { status: 401 } }

  test('the page goes to the login', async () => {
    const { parts } = theParts({}, sidebar)
    expect(await start(parts)).toBeNull()
  })

  test('a second time it says so instead of going round', async () => {
    const { parts } = theParts({}, sidebar, { goToSignIn: () => false })
    expect(await start(parts)).toMatchObject({ start: { status: 'failed', failure: 'not-signed-in' } })
  })
})

test.each<[string, Reply]>([['404', { status: 404 }], ['503', { status: 503 }], ['no network', 'no network']])('a sidebar that can\'t be had (%s) is left to the app', async (_, reply) => {
  const { parts } = theParts({}, { '/api/customers/wmTest0001/sidebar': reply })
  expect(await start(parts)).toEqual({ entry: 'chat', start: { status: 'unread', customerId: 'wmTest0001' } })
})

test.each([
  ['… ColorScheme/Dark wxwork/5', false, 'dark'], ['… ColorScheme/Light wxwork/5', true, 'light'], ['… wxwork/3.1.8', true, 'dark'], ['… wxwork/3.1.8', false, 'light'],
])('the theme is the client\'s, else the system\'s (%s, %s)', (userAgent, systemIsDark, theme) => expect(themeOf(userAgent, systemIsDark)).toBe(theme))
