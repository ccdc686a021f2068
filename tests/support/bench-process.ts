/** The whole server in a process of its own, for benchmarks that must not share its event loop: app, workers and an empty route. Its task comes as JSON, it prints where it listens. */
import { randomUUID } from 'node:crypto'
import { buildApp } from '../../server/app.ts'
import { createCatalogueHolder } from '../../server/catalogue/catalogue-holder.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import type { Context } from '../../server/context.ts'
import { openDatabase } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { createLog } from '../../server/http/log.ts'
import { graphileJobs } from '../../server/jobs/graphile-jobs.ts'
import { migrateJobs, startWorker } from '../../server/jobs/worker.ts'
import { createVault } from '../../server/privacy/vault.ts'
import { systemClock } from '../../server/time.ts'
import { createWecomClient } from '../../server/wecom/http-client.ts'
import type { BenchTask } from './bench-platform.ts'

const { target, config: plain, dataKey, port } = JSON.parse(process.argv[2] ?? '') as BenchTask
const key = Buffer.from(dataKey, 'base64')
const db = openDatabase(target)
await migrate(db)
await migrateJobs(target)
const vault = createVault([key])
const log = createLog('error')
const context: Context = {
  config: { ...plain, dataKeys: [key], sessionKey: key }, clock: systemClock, newId: randomUUID, db, vault, log, jobs: graphileJobs, catalogue: createCatalogueHolder(db),
  wecom: createWecomClient({ config: plain.wecom, db, vault, clock: systemClock, log }),
}
await loadStarterCatalogue(context)
const app = await buildApp(context)
await app.register((scope, _options, done) => {
  scope.addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body))
  scope.post('/bench/empty', { config: { rateLimit: false } }, (_request, reply) => reply.code(200).type('text/plain').send(''))
  done()
})
await app.ready()
await startWorker(context, target)
await app.listen({ port, host: '127.0.0.1' })
process.stdout.write('listening\n')
