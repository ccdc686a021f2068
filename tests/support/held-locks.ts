import { sql } from 'kysely'
import type { Database } from '../../server/db/database.ts'
import type { WecomClient } from '../../server/wecom/client.ts'

/** What the server holds in its database while it asks the platform: transactions that stand idle, and locks taken by name. */
export interface Held { path: string, transactions: number, locks: number }

/** The same client, which looks at the database during every call and notes what is held. */
export function watchingCalls(client: WecomClient, db: Database, seen: Held[]): WecomClient {
  const look = async (path: string): Promise<void> => {
    const { rows: [row] } = await sql<{ transactions: number, locks: number }>`select
      (select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%') as transactions,
      (select count(*) from pg_locks join pg_database d on d.oid = pg_locks.database where d.datname = current_database() and locktype = 'advisory') as locks`.execute(db)
    seen.push({ path, transactions: row?.transactions ?? -1, locks: row?.locks ?? -1 })
  }
  return {
    ...client,
    get: async (path, query) => { await look(path); return client.get(path, query) },
    post: async (path, body, options) => { await look(path); return client.post(path, body, options) },
  }
}
