import { type IncomingMessage, type Server, createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { type Company, type CorpSettings, type Follow } from '../../mock/wecom/company.ts'
import { type SimulatedClock, standingClock } from '../../mock/wecom/clock.ts'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../mock/wecom/simulator.ts'
import { type SimulatorStore, memoryStore } from '../../mock/wecom/store.ts'

export const startedAt = new Date('2026-11-20T10:00:00+08:00')

export const corp: CorpSettings = {
  corpId: 'ww7ca4776b2a70000', agentId: '1000002', secret: 'an-app-secret', token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', trustedDomains: [],
}

/** Two departments, three reps and a guest without customer contact; Lu is followed by two of them. */
export function aCompany(): Company {
  const createtime = startedAt.getTime() / 1000 - 3600
  const follow = (userid: string, external_userid: string, more: Partial<Follow> = {}): Follow => ({
    userid, external_userid, remark: '', description: '', createtime, tag_id: [], remark_mobiles: [], oper_userid: userid, add_way: 1, ...more,
  })
  const member = (userid: string, name: string, department: number[], hasCustomerContact = true) => ({
    userid, name, department, is_leader_in_dept: department.map(() => 0), direct_leader: [], position: '销售', status: 1 as const, hasCustomerContact,
  })
  return {
    departments: [
      { id: 1, name: '知客', parentid: 0, order: 1, department_leader: [] },
      { id: 2, name: '一部', parentid: 1, order: 1, department_leader: ['lead-lin'] },
      { id: 3, name: '二部', parentid: 1, order: 2, department_leader: [] },
    ],
    members: [
      { ...member('lead-lin', '林', [2]), is_leader_in_dept: [1] }, member('rep-chen', '陈', [2]), member('rep-zhou', '周', [3]), member('guest', '客', [3], false),
    ],
    contacts: ['wmDemo0001', 'wmDemo0002', 'wmDemo0003'].map((external_userid, index) => ({ external_userid, name: ['小鹿', '阿青', '明月'][index] ?? '', avatar: '', type: 1, gender: 2 })),
    follows: [
      follow('rep-chen', 'wmDemo0001', { remark: '鹿姐', remark_mobiles: ['13800000001'], tag_id: ['etVip'], state: 'pack' }),
      follow('rep-zhou', 'wmDemo0001'), follow('rep-chen', 'wmDemo0002'), follow('rep-chen', 'wmDemo0003'),
    ],
    tagGroups: [{ group_id: 'etGroup', group_name: '等级', order: 1, create_time: createtime, tag: [{ id: 'etVip', name: 'VIP', order: 1, create_time: createtime }] }],
    messages: [],
  }
}

export interface ReceivedCallback { url: URL, body: string }

export interface Harness {
  simulator: Simulator
  origin: string
  clock: SimulatedClock
  store: SimulatorStore
  corp: CorpSettings
  /** What arrived at the callback address, and how it is answered. */
  callbacks: ReceivedCallback[]
  answerCallbacks: (status: (request: IncomingMessage) => number | 'never') => void
  api: (method: 'GET' | 'POST', path: string, body?: object, query?: Record<string, string>) => Promise<Record<string, unknown>>
  control: (path: string, body: object) => Promise<Response>
  state: () => Promise<Record<string, unknown> & { sent: Record<string, unknown>[], callbacks: Record<string, unknown>[], calls: Record<string, unknown>[] }>
  move: (seconds: number) => Promise<void>
  close: () => Promise<void>
}

type HarnessOptions = Partial<Pick<SimulatorOptions, 'company' | 'store' | 'upstream' | 'callbackTimeoutMs'>> & { settings?: Partial<CorpSettings> }

/** A simulator on a free port, trusting itself as the app's domain, with a receiver for its callbacks. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const callbacks: ReceivedCallback[] = []
  let statusOf: (request: IncomingMessage) => number | 'never' = () => 200
  const receiver = createServer(async (request, response) => {
    const body = await bodyOf(request)
    callbacks.push({ url: new URL(request.url ?? '', 'http://receiver'), body })
    const status = statusOf(request)
    if (status !== 'never') response.writeHead(status).end()
  })
  const receiverOrigin = await listen(receiver)
  const clock = standingClock(startedAt)
  const store = options.store ?? memoryStore()
  const settings = { ...corp, trustedDomains: [] as string[], ...options.settings }
  const ids = countingIds()
  const simulator = await startSimulator({
    corp: settings, company: options.company ?? aCompany, store, clock, ids, upstream: options.upstream ?? receiverOrigin, callbackUrl: `${receiverOrigin}/wecom/callback`,
    host: '127.0.0.1', port: 0, callbackTimeoutMs: options.callbackTimeoutMs ?? 60_000, callbackRetryMs: 0,
  })
  settings.trustedDomains.push(new URL(simulator.origin).host)
  return {
    simulator, origin: simulator.origin, clock, store, corp: settings, callbacks,
    answerCallbacks: (next) => { statusOf = next },
    api: (method, path, body, query) => callApi(simulator, settings, method, path, body, query),
    control: (path, body) => fetch(`${simulator.origin}/simulator/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    state: async () => await (await fetch(`${simulator.origin}/simulator/state`)).json() as Awaited<ReturnType<Harness['state']>>,
    move: seconds => clock.moveTo(new Date(clock.now().getTime() + seconds * 1000)),
    close: async () => {
      await simulator.close()
      receiver.closeAllConnections()
      await new Promise(resolve => receiver.close(resolve))
    },
  }
}

/** Unless a token is given, a fresh one is asked for first. */
async function callApi(simulator: Simulator, settings: CorpSettings, method: 'GET' | 'POST', path: string, body?: object, query: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const needsToken = path !== 'gettoken' && !('access_token' in query)
  const token = needsToken ? await callApi(simulator, settings, 'GET', 'gettoken', undefined, { corpid: settings.corpId, corpsecret: settings.secret }) : {}
  const search = new URLSearchParams({ ...query, ...(needsToken ? { access_token: String(token.access_token) } : {}) })
  const response = await fetch(`${simulator.wecomBase}/cgi-bin/${path}?${search}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
  return await response.json() as Record<string, unknown>
}

export function countingIds(): () => string {
  let count = 0
  return () => `id-${count += 1}`
}

export async function listen(server: Server): Promise<string> {
  // Node's five seconds would close a connection while a busy caller just uses it again.
  server.keepAliveTimeout = 72_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
