import { connect } from '../../../server/db/database.ts'
import { startEmbedded } from '../../../server/db/embedded.ts'

/** A process of its own that starts the embedded server in the directory named, writes one row, tells what it got, and then waits to be killed. */
const server = await startEmbedded({ dataDir: process.argv[2] ?? '' })
const sql = connect({ socketDir: server.socketDir, user: server.user, database: 'postgres' }, { maxConnections: 1 })
await sql`create table if not exists kept (n integer)`
await sql`insert into kept values (1)`
await sql.end()
process.on('SIGINT', () => process.exit(7))
setInterval(() => {}, 1000)
process.stdout.write(`${JSON.stringify({ pid: server.pid, isAdopted: server.isAdopted, socketDir: server.socketDir })}\n`)
