import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import { connect, openDatabase } from '../../server/db/database.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { findBrowser } from './browser.ts'

declare module 'vitest' {
  export interface ProvidedContext { socketDir: string, databaseUser: string }
}

/** One real PostgreSQL for the run, with a migrated template (starter catalogue in it) that nobody is connected to: a test file clones it in some 45 ms. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Where the browser comes packed it is unpacked here, once: of two files at the same moment one would start half of it. Who needs none may do without.
  await findBrowser().catch(() => {})
  const dataDir = mkdtempSync(join(tmpdir(), 'zhike-test-'))
  const server = await startEmbedded({ dataDir, settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' } })
  const admin = connect({ socketDir: server.socketDir, user: server.user, database: 'postgres' }, { maxConnections: 1 })
  await admin`create database zhike_template`
  await admin.end()
  const template = openDatabase({ socketDir: server.socketDir, user: server.user, database: 'zhike_template' }, { maxConnections: 1 })
  await migrate(template)
  await loadStarterCatalogue({ db: template, clock: { now: () => new Date('2026-06-01T00:00:00Z') } })
  await template.destroy()
  project.provide('socketDir', server.socketDir)
  project.provide('databaseUser', server.user)
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
