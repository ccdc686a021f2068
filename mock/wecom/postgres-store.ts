import postgres from 'postgres'
import { type SimulatorStore, type StoredEntity } from './store.ts'

/** Keeps the platform's state in a database of its own: one row an entity. The connection ends with `close()`. */
export async function postgresStore(connection: postgres.Options<Record<string, postgres.PostgresType>>): Promise<SimulatorStore> {
  const sql = postgres({ max: 2, onnotice: () => {}, ...connection })
  await sql`
    CREATE TABLE IF NOT EXISTS entity (
      kind text NOT NULL,
      id text NOT NULL,
      position bigint GENERATED ALWAYS AS IDENTITY,
      body jsonb NOT NULL,
      PRIMARY KEY (kind, id)
    )`
  return {
    load: async () => {
      const rows = await sql<StoredEntity[]>`SELECT kind, id, body FROM entity ORDER BY position`
      return rows.length > 0 ? rows.map(({ kind, id, body }) => ({ kind, id, body })) : null
    },
    save: async (changes) => {
      const last = new Map(changes.map(change => [`${change.kind}\n${change.id}`, change]))
      const kept = [...last.values()].filter(change => change.body !== null)
      const gone = [...last.values()].filter(change => change.body === null)
      await sql.begin(async (trx) => {
        if (gone.length > 0) {
          await trx`
            DELETE FROM entity USING unnest(${gone.map(c => c.kind)}::text[], ${gone.map(c => c.id)}::text[]) AS gone (kind, id)
            WHERE entity.kind = gone.kind AND entity.id = gone.id`
        }
        if (kept.length > 0) {
          await trx`
            INSERT INTO entity (kind, id, body)
            SELECT kind, id, body::jsonb
            FROM unnest(${kept.map(c => c.kind)}::text[], ${kept.map(c => c.id)}::text[], ${kept.map(c => JSON.stringify(c.body))}::text[]) AS kept (kind, id, body)
            ON CONFLICT (kind, id) DO UPDATE SET body = EXCLUDED.body`
        }
      })
    },
    close: async () => { await sql.end({ timeout: 5 }) },
  }
}
