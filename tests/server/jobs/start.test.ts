import { inject, describe, expect, it } from 'vitest'
import { createServer } from 'node:http'
import { countJobs } from '../../../server/jobs/jobs.queries.ts'
import { openDatabase, type DatabaseTarget } from '../../../server/db/database.ts'
import { startServer, type Cluster } from '../../../server/start.ts'
import { parseConfig, type ConfigError } from '../../../server/config.ts'
import { testDatabase } from '../../support/test-database.ts'
import { testConfig } from '../../support/test-server.ts'

const clock = { now: () => new Date('2026-06-15T02:00:00Z') }

describe('npm start', () => {
  it('names every variable that is missing or malformed, at once', () => {
    const problems = (() => {
      try { parseConfig({ PORT: 'x' }) }
      catch (error) { return (error as ConfigError).problems.join('\n') }
    })()
    for (const name of ['PORT', 'PUBLIC_URL', 'WECOM_CORP_ID', 'WECOM_SECRET', 'DATA_KEY', 'SESSION_KEY', 'ADMIN_USERS', 'DATA_DIR']) expect(problems).toContain(name)
  })
})

describe('startServer', () => {
  it('brings an empty database up, works through jobs, finishes what is in flight when it stops, and starts again on its data', async () => {
    const database = await testDatabase()
    const target = database.target as Extract<DatabaseTarget, { socketDir: string }>
    const cluster: Cluster = { target: () => Promise.resolve(target), connection: () => Promise.reject(new Error('unused')), dropDatabase: () => Promise.resolve(), stop: () => Promise.resolve() }
    // A platform that never answers in time but refuses: the first synchronisation fails, the server stands.
    const platform = createServer((_request, response) => { response.end(JSON.stringify({ errcode: 40013 })) })
    await new Promise<void>(done => platform.listen(0, '127.0.0.1', done))
    const { port } = platform.address() as { port: number }
    const config = { ...testConfig, wecom: { ...testConfig.wecom, apiUrl: `http://127.0.0.1:${port}` } }
    expect(inject('socketDir')).toBe(target.socketDir)

    const server = await startServer({ config, clock, cluster, log: false })
    const scripts = (await server.context.catalogue.current()).scripts.length
    expect(scripts).toBeGreaterThan(24)
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(200)
    // A job that was added in a transaction runs by itself; its effect is seen through LISTEN, not a pause.
    await server.context.db.insertInto('inbox').values({ source: 'wecom', dedupeKey: 'k', orderKey: 'other', bodyCipher: server.context.vault.seal('<xml><Event>x</Event></xml>'), receivedAt: clock.now() }).execute()
    await server.context.db.transaction().execute(trx => server.context.jobs.add(trx, 'process-inbox', { orderKey: 'other' }))
    await expect.poll(async () => (await server.context.db.selectFrom('inbox').select('processedAt').executeTakeFirstOrThrow()).processedAt).not.toBeNull()
    await server.context.db.deleteFrom('script').execute()
    const slow = fetch(`${server.origin}/api/openapi.json`)
    await Promise.all([slow.then(reply => reply.json()), slow.then(() => server.close())])
    await expect(fetch(`${server.origin}/healthz`)).rejects.toThrow()

    const again = await startServer({ config, clock, cluster, log: false })
    // What an operator deleted stays deleted.
    expect((await again.context.catalogue.current()).scripts).toEqual([])
    await again.close()
    const db = openDatabase(target, { maxConnections: 1 })
    expect(await countJobs(db)).toBeGreaterThan(0)
    await db.destroy()
    platform.closeAllConnections()
    await new Promise(done => platform.close(done))
    await database.drop()
  })
})
