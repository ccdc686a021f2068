import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, type InjectOptions, type LightMyRequestResponse } from 'fastify'
import { buildApp } from '../../server/app.ts'
import { openCatalogue } from '../../server/catalogue/open-catalogue.ts'
import type { Config } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import type { JobName } from '../../server/jobs/jobs.ts'
import { createVault } from '../../server/privacy/vault.ts'
import { sessionCookie } from '../../server/session/cookie.ts'
import { WecomError, type WecomClient } from '../../server/wecom/client.ts'
import { testDatabase, type TestDatabase } from './test-database.ts'

export const testConfig: Config = {
  host: '127.0.0.1', port: 0, publicUrl: 'http://127.0.0.1:8787',
  wecom: {
    corpId: 'wwtest00000001', agentId: '1000002', secret: 'test-secret-0123456789', callbackToken: 'QDG6eK', callbackAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
    apiUrl: 'http://127.0.0.1:9', authorizeUrl: 'http://127.0.0.1:9/connect/oauth2/authorize',
  },
  adminUsers: ['admin-xu'], operatorUsers: ['operator-he'], guideDepartments: [],
  dataKeys: [Buffer.alloc(32, 7)], sessionKey: Buffer.alloc(32, 9), database: { dataDir: '/nowhere' }, ownershipFiles: {}, isPooled: false, trustProxy: false, logLevel: 'silent',
}

export interface TestServer extends TestDatabase {
  app: FastifyInstance
  context: Context
  /** Moves the injected clock. */
  setNow: (at: string | Date) => void
  /** Jobs that were queued, in order, not run. */
  queued: { name: JobName, payload: unknown }[]
  /** A request as that member, from our own page. */
  as: (userId: string) => (method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, body?: InjectOptions['payload'], headers?: Record<string, string>) => Promise<LightMyRequestResponse>
  close: () => Promise<void>
}

const away: WecomClient = {
  get: () => Promise.reject(new WecomError(null, 'no platform in this test')),
  post: () => Promise.reject(new WecomError(null, 'no platform in this test')),
  agentTicket: () => Promise.reject(new WecomError(null, 'no platform in this test')),
}

export interface TestServerOptions {
  now?: string | Date
  /** A client, or how to make one over this server's database and clock. */
  wecom?: WecomClient | ((parts: Pick<Context, 'config' | 'db' | 'vault' | 'clock' | 'log'>) => WecomClient)
  config?: Partial<Config>
  distDir?: string
  log?: Context['log']
}

/** The real app on a real database, with an injected clock; WeCom is away unless a test brings a client. */
export async function testServer({ now = '2026-06-15T10:00:00+08:00', wecom = away, config = {}, distDir, log }: TestServerOptions = {}): Promise<TestServer> {
  const database = await testDatabase()
  let current = new Date(now)
  const queued: TestServer['queued'] = []
  const parts = {
    config: { ...testConfig, ...config },
    clock: { now: () => current },
    db: database.db,
    vault: createVault(testConfig.dataKeys),
    log: log ?? Fastify({ logger: false }).log,
  }
  const { catalogue, close: closeCatalogue } = openCatalogue(database.target)
  const context: Context = {
    ...parts,
    newId: randomUUID,
    catalogue,
    wecom: typeof wecom === 'function' ? wecom(parts) : wecom,
    jobs: { add: (_trx, name, payload) => { queued.push({ name, payload }); return Promise.resolve() } },
  }
  const app = await buildApp(context, { distDir })
  await app.ready()
  return {
    ...database, app, context, queued,
    setNow: (at) => { current = new Date(at) },
    as: userId => (method, url, body, headers = {}) => app.inject({
      method, url, ...(body !== undefined && { payload: body }),
      headers: { origin: parts.config.publicUrl, ...headers },
      cookies: { [sessionCookie]: app.encodeSecureSession(app.createSecureSession({ userId, signedInAt: current.getTime() })) },
    }),
    close: async () => {
      await app.close()
      await closeCatalogue()
      await database.drop()
    },
  }
}
