import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, run, runMigrations, type ParsedCronItem, type Runner, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import type { Context } from '../context.ts'
import type { DatabaseTarget } from '../db/database.ts'
import type { JobName, JobPayloads } from './jobs.ts'
import { runJob } from './run-job.ts'
import { tasks } from './tasks.ts'
import { startWorkerLife, type WorkerLife } from './worker-life.ts'

export interface Worker {
  /** Takes no further job and waits for those under way. */
  stop: () => Promise<void>
}

/** Timed work; one process takes each turn. Cron counts in UTC: 18:30 is half past two at night in China. */
const timetable: { task: JobName, match: string, payload?: Record<string, unknown> }[] = [
  { task: 'sweep-inbox', match: '* * * * *' },
  { task: 'deliver-outbox', match: '* * * * *' },
  { task: 'sweep-pushed', match: '* * * * *' },
  { task: 'pull-orders', match: '*/5 * * * *' },
  { task: 'push', match: '* * * * *' },
  { task: 'look-at-bulk', match: '*/10 * * * *' },
  { task: 'synchronise', match: '30 18 * * *', payload: { kind: 'nightly' } },
  { task: 'nightly', match: '30 19 * * *' },
  { task: 'plan-due', match: '*/10 * * * *', payload: { lane: 0 } },
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

/**
 * Work that must not wait behind other work has workers of its own: a welcome message is worth nothing after 20 seconds, what WeCom tells
 * is to be seen in two, an import or a night's pass takes minutes.
 */
interface Lane {
  concurrency: number
  tasks: (name: JobName) => boolean
  /** Is told of every new job, of whatever lane; the others look twice a second: at 200 callbacks a second two looks in vain for each would cost more than the work. */
  isNudged: boolean
}
const lanes: Lane[] = [
  { concurrency: 2, tasks: name => name === 'send-welcome', isNudged: false },
  { concurrency: 3, tasks: name => isPrompt(name), isNudged: true },
  // A first pull may bring ten thousand orders: they hold up neither what WeCom tells nor an import.
  { concurrency: 2, tasks: name => isPushed(name), isNudged: false },
  { concurrency: 3, tasks: name => name !== 'send-welcome' && !isPrompt(name) && !isPushed(name), isNudged: false },
]
const isPrompt = (name: JobName): boolean => name === 'process-inbox' || name === 'sweep-inbox' || name === 'deliver-outbox' || name === 'push'
const isPushed = (name: JobName): boolean => name === 'process-pushed' || name === 'sweep-pushed' || name === 'pull-orders'

export interface WorkerOptions { restartMs?: number, lookEveryMs?: number }

/** Runs jobs in this process until it is stopped; begins again by itself when the database was away. */
export async function startWorker(context: Context, target: DatabaseTarget, { restartMs = 5000, lookEveryMs }: WorkerOptions = {}): Promise<Worker> {
  const life = startWorkerLife(context, { lookEveryMs })
  const pgPool = pool(target, lanes.reduce((sum, { concurrency }) => sum + concurrency + 2, 0))
  const running = await Promise.all(lanes.map(lane => startLane(context, pgPool, lane, { restartMs, life })))
  return {
    stop: async () => {
      await Promise.all(running.map(lane => lane.stop()))
      await life.stop()
      await pgPool.end()
    },
  }
}

async function startLane(context: Context, pgPool: pg.Pool, { concurrency, tasks: isOfLane, isNudged }: Lane, { restartMs, life }: { restartMs: number, life: WorkerLife }): Promise<Worker> {
  let isStopping = false
  let runner: Runner | null = null
  let restart: NodeJS.Timeout | undefined
  const taskList = taskListOf(context, isOfLane)
  // The turns of the timetable are taken by one lane; the jobs they make run in their own.
  const parsedCronItems = isOfLane('nightly') ? cronItems() : []
  const begin = async (): Promise<void> => {
    const events: WorkerEvents = new EventEmitter()
    events.on('pool:create', ({ workerPool }) => {
      life.begins(workerPool.id)
      if (!isNudged) workerPool.nudge = () => {}
    })
    runner = await run({ pgPool, concurrency, noHandleSignals: true, pollInterval: isNudged ? 2000 : 500, logger: quiet(context), taskList, parsedCronItems, events })
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
    },
  }
}

function taskListOf(context: Context, isOfLane: (name: JobName) => boolean): Record<string, (payload: unknown) => Promise<void>> {
  const names = (Object.keys(tasks) as JobName[]).filter(isOfLane)
  return Object.fromEntries(names.map(name => [name, (payload: unknown) => runJob(context, name, payload as JobPayloads[typeof name])]))
}

/** The timetable as the worker takes it. */
export const cronItems = (): ParsedCronItem[] => parseCronItems(timetable.filter(({ task }) => task in tasks)
  .map(({ task, match, payload }) => ({ task, match, payload, identifier: task, options: { backfillPeriod: 0 } })))

/** Only what failed, and only its kind: an error's text may quote what was written. */
function quiet(context?: Context): Logger {
  return new Logger(scope => (level, _message, meta) => {
    if (level !== 'error' || !context) return
    const error = (meta as { error?: { name?: string, code?: string } } | undefined)?.error
    context.log.error({ task: scope.taskIdentifier, jobId: scope.jobId, error: error?.name, errorCode: error?.code }, 'job failed, it is tried again')
  })
}
