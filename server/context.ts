import type { FastifyBaseLogger } from 'fastify'
import type { CatalogueHolder } from './catalogue/catalogue-holder.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Vault } from './privacy/vault.ts'
import type { Clock } from './time.ts'
import type { WecomClient } from './wecom/client.ts'

/** What a route or a job is given; made once by main.ts, the demo, or a test. Functions take the part they need: `Pick<Context, 'db' | 'clock'>`. */
export interface Context {
  config: Config
  clock: Clock
  /** Random UUIDs. */
  newId: () => string
  db: Database
  vault: Vault
  catalogue: CatalogueHolder
  wecom: WecomClient
  jobs: Jobs
  log: FastifyBaseLogger
}
