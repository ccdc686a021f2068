import { connect, type DatabaseTarget } from './database.ts'
import { startEmbedded } from './embedded.ts'

/** The embedded PostgreSQL with its databases: one for the server, and others for whoever composes more (the demo's simulator). */
export interface Cluster {
  /** Where the database of this name is; makes it when it is missing. Two starters at once are safe. */
  target: (name: string) => Promise<SocketTarget>
  /** The same as options for a postgres.js of one's own. */
  connection: (name: string) => Promise<{ host: string, user: string, database: string }>
  /** Throws away the database of this name, connected or not. */
  dropDatabase: (name: string) => Promise<void>
  /** Stops the server when nobody else is connected. Call it last. */
  stop: () => Promise<void>
}
type SocketTarget = Extract<DatabaseTarget, { socketDir: string }>

/** Starts (or adopts) the embedded server of this directory. */
export async function openCluster(dataDir: string, settings: Record<string, string> = {}): Promise<Cluster> {
  const server = await startEmbedded({ dataDir, settings })
  const targetOf = (database: string): SocketTarget => ({ socketDir: server.socketDir, user: server.user, database: safeName(database) })
  const target = async (name: string): Promise<SocketTarget> => {
    await asAdmin(targetOf('postgres'), async (admin) => {
      const [found] = await admin`select 1 as found from pg_database where datname = ${name}`
      if (!found) await createDatabase(admin, name)
    })
    return targetOf(name)
  }
  return {
    target,
    connection: async (name) => {
      const { socketDir, user, database } = await target(name)
      return { host: socketDir, user, database }
    },
    dropDatabase: name => asAdmin(targetOf('postgres'), async (admin) => {
      await admin.unsafe(`drop database if exists ${safeName(name)} with (force)`)
    }),
    stop: server.stop,
  }
}

/** Names go into DDL, which takes no parameters. */
function safeName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,60}$/.test(name)) throw new Error(`Not a database name of ours: ${name}`)
  return name
}

async function createDatabase(admin: ReturnType<typeof connect>, name: string): Promise<void> {
  try {
    // template0: nobody is ever connected to it.
    await admin.unsafe(`create database ${safeName(name)} template template0`)
  }
  catch (error) {
    // The other starter was quicker: 42P04 duplicate_database, 23505 its row was just being written.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error
  }
}

async function asAdmin(target: DatabaseTarget, work: (admin: ReturnType<typeof connect>) => Promise<void>): Promise<void> {
  const admin = connect(target, { maxConnections: 1 })
  try {
    await work(admin)
  }
  finally {
    await admin.end({ timeout: 5 })
  }
}
