import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import { openDatabase } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { migrateJobs } from '../../server/jobs/worker.ts'
import { findNewestRun } from '../../server/sync/sync-run.queries.ts'
import { systemClock } from '../../server/time.ts'
import { aBigCompany, benchPlatform, type BenchPlatform } from '../support/bench-platform.ts'
import { ownProcess } from '../support/own-process.ts'

/** The platform's limit for one API of one company (wecom.md §2.14). */
const callsAMinute = 10_000

/**
 * The first synchronisation of 5,000 customers × 6 reps from an empty database, and the reconciliation of the same world when nothing has
 * changed: relations a second, calls by endpoint, and how far they are below the platform's limit. The server is a process of its own;
 * platform, server and database share this machine. `--customers N`, `--reps N`.
 */
export async function run(args: string[]): Promise<void> {
  const given = (name: string, usual: number): number => Number(args[args.indexOf(name) + 1]) || usual
  const size = { customers: given('--customers', 5000), reps: given('--reps', 6) }
  const bench = await benchPlatform(() => aBigCompany(size))
  const db = openDatabase(bench.target, { maxConnections: 2 })
  try {
    await migrate(db)
    await migrateJobs(bench.target)
    await loadStarterCatalogue({ db, clock: systemClock })
    const relations = size.customers * size.reps
    process.stdout.write(`sync: ${size.customers} customers × ${size.reps} reps, ${relations} relations, pages of 100\n`)
    for (const name of ['first synchronisation', 'reconciliation, nothing changed']) {
      const before = new Map(bench.simulator.callCounts)
      await synchronised(bench)
      const newest = await findNewestRun(db)
      const seconds = ((newest?.finishedAt?.getTime() ?? Number.NaN) - (newest?.startedAt.getTime() ?? Number.NaN)) / 1000
      report(name, { seconds, relations, customers: size.customers }, new Map([...bench.simulator.callCounts].map(([path, count]) => [path, count - (before.get(path) ?? 0)])))
    }
  }
  finally {
    await db.destroy()
    await bench.close()
  }
}

async function synchronised({ target, config, dataKey }: BenchPlatform): Promise<void> {
  const server = ownProcess({ target, config, dataKey: dataKey.toString('base64'), now: systemClock.now().toISOString(), task: 'synchronise' })
  try {
    await server.until('done')
  }
  finally {
    await server.kill()
  }
}

function report(name: string, { seconds, relations, customers }: { seconds: number, relations: number, customers: number }, calls: ReadonlyMap<string, number>): void {
  const made = [...calls].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
  const most = made[0]?.[1] ?? 0
  process.stdout.write(`${[
    `${name}: ${seconds.toFixed(1)} s, ${(relations / seconds).toFixed(0)} relations /s, ${(customers / seconds).toFixed(0)} customers /s`,
    ...made.map(([path, count]) => `  ${String(count).padStart(6)}  ${path}`),
    `  the busiest API at ${(most / seconds * 60).toFixed(0)} calls a minute; the platform takes ${callsAMinute}`,
  ].join('\n')}\n`)
}
