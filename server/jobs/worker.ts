import { Logger, parseCronItems, run, runMigrations, type ParsedCronItem, type Runner } from 'graphile-worker'
import pg from 'pg'
import type { Context } from '../context.ts'
import type { DatabaseTarget } from '../db/database.ts'
import type { JobName, JobPayloads } from './jobs.ts'
import { runJob } from './run-job.ts'
import { tasks } from './tasks.ts'

export interface Worker {
  /** Takes no further job and waits for those under way. */
  stop: () => Promise<void>
}

/** Timed work; one process takes each turn. Cron counts in UTC: 18:30 is half past two at night in China. */
const timetable: { task: JobName, match: string, payload?: Record<string, unknown> }[] = [
  { task: 'sweep-inbox', match: '* * * * *' },
  { task: 'deliver-outbox', match: '* * * * *' },
  { task: 'synchronise', match: '30 18 * * *', payload: { kind: 'nightly' } },
  { task: 'nightly', match: '30 19 * * *' },
]

const pool = (target: DatabaseTarget, max: number): pg.Pool => {
  const made = new pg.Pool({ max, ...('url' in target ? { connectionString: target.url } : { host: target.socketDir, user: target.user, database: target.database }) })
  // A broken connection is replaced at the next use; the job at work sees its own error.
  made.on('error', () => {})
  made.on('connect', client => client.on('error', () => {}))
  return made
}

/** Makes or renews graphile-worker's own tables. */
export async function migrateJobs(target: DatabaseTarget): Promise<void> {
  const pgPool = pool(target, 1)
  try {
    await runMigrations({ pgPool, logger: quiet() })
  }
  finally {
    await pgPool.end()
  }
}

/** Runs jobs in this process until it is stopped; begins again by itself when the database was away. */
export async function startWorker(
  context: Context, target: DatabaseTarget, { concurrency = 4, restartMs = 5000 }: { concurrency?: number, restartMs?: number } = {},
): Promise<Worker> {
  let isStopping = false
  let runner: Runner | null = null
  let restart: NodeJS.Timeout | undefined
  const pgPool = pool(target, concurrency + 2)
  const begin = async (): Promise<void> => {
    runner = await run({ pgPool, concurrency, noHandleSignals: true, pollInterval: 2000, logger: quiet(context), taskList: taskList(context), parsedCronItems: cronItems() })
    void runner.promise.catch(() => {}).then(again)
  }
  const again = (): void => {
    if (isStopping) return
    context.log.warn('the job worker ended; it begins again')
    restart = setTimeout(() => void begin().catch(again), restartMs)
  }
  await begin()
  return {
    stop: async () => {
      isStopping = true
      clearTimeout(restart)
      // A runner that broke just now has stopped already.
      await runner?.stop().catch(() => {})
      await pgPool.end()
    },
  }
}

function taskList(context: Context): Record<string, (payload: unknown) => Promise<void>> {
  const names = Object.keys(tasks) as JobName[]
  return Object.fromEntries(names.map(name => [name, (payload: unknown) => runJob(context, name, payload as JobPayloads[typeof name])]))
}

const cronItems = (): ParsedCronItem[] => parseCronItems(timetable.filter(({ task }) => task in tasks)
  .map(({ task, match, payload }) => ({ task, match, payload, identifier: task, options: { backfillPeriod: 0 } })))

/** Only what failed, and only its kind: an error's text may quote what was written. */
function quiet(context?: Context): Logger {
  return new Logger(scope => (level, _message, meta) => {
    if (level !== 'error' || !context) return
    const error = (meta as { error?: { name?: string, code?: string } } | undefined)?.error
    context.log.error({ task: scope.taskIdentifier, jobId: scope.jobId, error: error?.name, errorCode: error?.code }, 'job failed, it is tried again')
  })
}
