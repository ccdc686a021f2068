import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../mock/demo/free-port.ts'
import type { Company } from '../../mock/wecom/company.ts'
import { startSimulator, type Simulator } from '../../mock/wecom/simulator.ts'
import { memoryStore } from '../../mock/wecom/store.ts'
import type { Config } from '../../server/config.ts'
import type { DatabaseTarget } from '../../server/db/database.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { systemClock } from '../../server/time.ts'

export interface BenchTask { target: DatabaseTarget, config: Omit<Config, 'dataKeys' | 'sessionKey'>, dataKey: string, port: number }

export interface BenchPlatform {
  simulator: Simulator
  target: DatabaseTarget
  config: BenchTask['config']
  dataKey: Buffer
  /** Where the server will listen; callbacks of the simulator go there. */
  serverUrl: string
  /** Starts the server in a process of its own. */
  startServer: () => Promise<void>
  close: () => Promise<void>
}

const corp = { corpId: 'ww7ca4776b2a70000', agentId: '1000002', secret: 'a-secret-for-benchmarks', token: 'QDG6eK', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' }

/** The simulated platform with this company in this process, an embedded database of its own, and a server that can be started beside them. */
export async function benchPlatform(company: () => Company): Promise<BenchPlatform> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhike-bench-'))
  const database = await startEmbedded({ dataDir, settings: { fsync: 'off', max_connections: '100' } })
  const target = { socketDir: database.socketDir, user: database.user, database: 'postgres' }
  const port = await freePort()
  const serverUrl = `http://127.0.0.1:${port}`
  const simulator = await startSimulator({
    corp: { ...corp, trustedDomains: [`127.0.0.1:${port}`] }, company, store: memoryStore(), clock: { now: () => systemClock.now(), moveTo: () => Promise.resolve() }, upstream: serverUrl,
    callbackUrl: `${serverUrl}/wecom/callback`, host: '127.0.0.1', port: 0, ids: randomUUID,
  })
  const dataKey = Buffer.alloc(32, 7)
  const config: BenchTask['config'] = {
    host: '127.0.0.1', port, publicUrl: serverUrl, adminUsers: [], operatorUsers: [], guideDepartments: [], database: { dataDir }, ownershipFiles: {}, isPooled: false, trustProxy: false,
    logLevel: 'error', requestsPerMinute: 0,
    wecom: {
      corpId: corp.corpId, agentId: corp.agentId, secret: corp.secret, callbackToken: corp.token, callbackAesKey: corp.encodingAesKey, apiUrl: simulator.wecomBase,
      authorizeUrl: `${simulator.wecomBase}/connect/oauth2/authorize`,
    },
  }
  const undo: (() => Promise<unknown> | void)[] = [() => rmSync(dataDir, { recursive: true, force: true }), () => database.stop(), () => simulator.close()]
  return {
    simulator, target, config, dataKey, serverUrl,
    startServer: () => new Promise((started, failed) => {
      const task: BenchTask = { target, config, dataKey: dataKey.toString('base64'), port }
      const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./bench-process.ts', import.meta.url)), JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] })
      const ended = new Promise<void>((done) => { child.once('exit', () => { failed(new Error('the server ended')); done() }) })
      undo.push(async () => { child.kill('SIGKILL'); await ended })
      child.stdout.on('data', (chunk: Buffer) => { if (chunk.toString().includes('listening')) started() })
    }),
    close: async () => { for (const step of undo.reverse()) await step() },
  }
}

/** A company of `reps` who all follow the same `customers`: remark, phone and tag on each relation. */
export function aBigCompany({ customers, reps }: { customers: number, reps: number }): Company {
  const createtime = Math.floor(systemClock.now().getTime() / 1000) - 40 * 86_400
  const userids = Array.from({ length: reps }, (_, index) => `rep-${index}`)
  const ids = Array.from({ length: customers }, (_, index) => `wmBulk${String(index).padStart(7, '0')}`)
  return {
    departments: [{ id: 1, name: '知客', parentid: 0, order: 1, department_leader: [] }],
    members: userids.map(userid => ({ userid, name: `销售${userid}`, department: [1], is_leader_in_dept: [0], direct_leader: [], position: '', status: 1, hasCustomerContact: true })),
    contacts: ids.map((external_userid, index) => ({ external_userid, name: `客户${index}`, avatar: '', type: 1, gender: 2 })),
    follows: userids.flatMap((userid, rep) => ids.map((external_userid, index) => ({
      userid, external_userid, remark: `王姐${index}`, description: '', createtime: createtime + rep, tag_id: [index % 2 ? 'etVip' : 'etNew'], remark_mobiles: [`138${String(index).padStart(8, '0')}`],
      oper_userid: userid, add_way: 1, state: 'tmall-parcel',
    }))),
    tagGroups: [{ group_id: 'etGroup', group_name: '等级', order: 1, create_time: createtime, tag: [{ id: 'etVip', name: 'VIP', order: 1, create_time: createtime }, { id: 'etNew', name: '新', order: 2, create_time: createtime }] }],
    messages: [],
  }
}
