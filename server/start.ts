import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { openCatalogue } from './catalogue/open-catalogue.ts'
import { loadStarterCatalogue } from './catalogue/starter.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { openCluster, type Cluster } from './db/cluster.ts'
import { openDatabase, type DatabaseTarget } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { createLog } from './http/log.ts'
import { graphileJobs } from './jobs/graphile-jobs.ts'
import { migrateJobs, startWorker } from './jobs/worker.ts'
import { resumeImports } from './orders/import.jobs.ts'
import { createVault } from './privacy/vault.ts'
import { refreshStatistics } from './scripts/script-statistics.ts'
import { queueFirstSynchronisation } from './sync/synchronise.ts'
import type { Clock } from './time.ts'
import { createWecomClient } from './wecom/http-client.ts'

export { openCluster, type Cluster }

export interface StartOptions {
  config: Config
  clock: Clock
  /** An embedded cluster that somebody else opened and stops; the server takes its database `zhike`. */
  cluster?: Cluster
  /** false: no log at all. */
  log?: boolean
  /** Where the built app lies, when not in dist/app. */
  distDir?: string
}

export interface RunningServer {
  app: FastifyInstance
  context: Context
  /** Where it listens: http://host:port (the port chosen, when the configuration says 0). */
  origin: string
  /** Finishes the requests and jobs under way, then ends the connections, and last the embedded database, if it started it. */
  close: () => Promise<void>
}

/** Database, migrations, starter catalogue, jobs, then the port. Throws, and leaves nothing running, when a step fails. */
export async function startServer({ config, clock, cluster, log = true, distDir }: StartOptions): Promise<RunningServer> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const target = await findDatabase(config, cluster, undo)
    const db = openDatabase(target, { prepare: !config.isPooled })
    undo.push(() => db.destroy())
    const { catalogue, close: closeCatalogue } = openCatalogue(target, { prepare: !config.isPooled })
    undo.push(closeCatalogue)
    await migrate(db)
    await migrateJobs(target)
    const vault = createVault(config.dataKeys)
    const logger = createLog(log ? config.logLevel : 'silent')
    const context: Context = {
      config, clock, newId: randomUUID, db, vault, log: logger, jobs: graphileJobs,
      catalogue,
      wecom: createWecomClient({ config: config.wecom, db, vault, clock, log: logger }),
    }
    await loadStarterCatalogue(context)
    // The sidebar ranks by what is held and never counts itself.
    await refreshStatistics(context)
    const app = await buildApp(context, { distDir })
    const worker = await startWorker(context, target)
    undo.push(() => worker.stop())
    await queueFirstSynchronisation(context)
    await resumeImports(context)
    undo.push(() => app.close())
    const origin = await app.listen({ host: config.host, port: config.port })
    logger.info({ origin }, 'listening')
    return { app, context, origin, close }
  }
  catch (error) {
    await close().catch(() => {})
    throw error
  }
}

async function findDatabase(config: Config, shared: Cluster | undefined, undo: (() => Promise<unknown>)[]): Promise<DatabaseTarget> {
  if (shared) return shared.target('zhike')
  if ('url' in config.database) return config.database
  const cluster = await openCluster(config.database.dataDir)
  undo.push(() => cluster.stop())
  return cluster.target('zhike')
}
