import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { connect, openDatabase, type Database, type DatabaseTarget } from '../../server/db/database.ts'

export interface TestDatabase { db: Database, target: DatabaseTarget, drop: () => Promise<void> }

/** A database of one's own, cloned from the migrated template. Drop it in afterAll. */
export async function testDatabase(): Promise<TestDatabase> {
  const socketDir = inject('socketDir')
  const user = inject('databaseUser')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = connect({ socketDir, user, database: 'postgres', openWithinMs: 120_000 }, { maxConnections: 1 })
  await admin.unsafe(`create database ${name} template zhike_template strategy wal_log`)
  // A worker that computes for seconds meets the end of its patience before the answer that has long been there.
  const target = { socketDir, user, database: name, openWithinMs: 120_000 }
  const db = openDatabase(target, { maxConnections: 5 })
  return {
    db, target,
    drop: async () => {
      await db.destroy()
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}
