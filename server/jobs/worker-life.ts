import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import type { Schema } from '../db/schema.ts'
import { feelPulse, holdLife, letLifeGo, listHolders, unlockIfDead } from './worker-life.queries.ts'

export interface WorkerLife {
  /** A worker of this process begins: others see from now on that it lives. */
  begins: (workerId: string) => void
  stop: () => Promise<void>
}

type Signs = { hold: (workerId: string) => Promise<void>, pulse: () => Promise<void>, end: () => Promise<void> }

/**
 * graphile-worker gives the jobs of a dead worker back after four hours. Here every worker holds a lock as long as its process lives, and all
 * look every few seconds whose jobs are held without one: those run again at once. A worker must look dead twice, since it may just be beginning.
 */
export function startWorkerLife({ db, log }: Pick<Context, 'db' | 'log'>, { lookEveryMs = 3000 } = {}): WorkerLife {
  const mine = new Set<string>()
  const suspected = new Set<string>()
  let signs: Promise<Signs> | null = null
  let timer: NodeJS.Timeout | undefined
  let isStopping = false

  const show = async (): Promise<Signs> => {
    signs ??= openSigns(db, mine).catch((error: unknown) => { signs = null; throw error })
    return signs
  }
  const look = async (): Promise<void> => {
    // The connection may have died: its locks are gone, and are taken anew on another one.
    const held = await show()
    await held.pulse().catch(() => {
      signs = null
      void held.end().catch(() => {})
    })
    const holders = (await listHolders(db)).filter(id => !mine.has(id))
    for (const id of holders.filter(id => suspected.has(id))) {
      if (await unlockIfDead(db, id)) log.warn({ workerId: id }, 'the jobs of a dead worker run again')
    }
    suspected.clear()
    holders.forEach(id => suspected.add(id))
  }
  let looking = Promise.resolve()
  const again = (): void => {
    if (isStopping) return
    // While the database is away there is nobody's job to free either.
    looking = look().catch(() => {})
    void looking.then(() => { if (!isStopping) timer = setTimeout(again, lookEveryMs) })
  }
  again()

  return {
    begins: (workerId) => {
      mine.add(workerId)
      void show().then(held => held.hold(workerId)).catch(() => { signs = null })
    },
    stop: async () => {
      isStopping = true
      clearTimeout(timer)
      await looking
      await signs?.then(held => held.end()).catch(() => {})
    },
  }
}

/** One connection for the locks of all workers of this process, held until `end`. */
function openSigns(db: Context['db'], workerIds: ReadonlySet<string>): Promise<Signs> {
  return new Promise((opened, failed) => {
    let end = (): void => {}
    const until = new Promise<void>((done) => { end = done })
    const held = new Set<string>()
    const closed = db.connection().execute(async (connection: Kysely<Schema>) => {
      const hold = async (workerId: string): Promise<void> => {
        if (held.has(workerId)) return
        held.add(workerId)
        await holdLife(connection, workerId)
      }
      for (const workerId of workerIds) await hold(workerId)
      opened({ hold, pulse: () => feelPulse(connection), end: async () => { end(); await closed } })
      await until
      for (const workerId of held) await letLifeGo(connection, workerId)
    })
    closed.catch(failed)
  })
}
