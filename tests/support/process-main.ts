/** A server process for tests, without HTTP: what it does comes as JSON in the first argument, what it has done goes out as lines. Started by `own-process.ts`. */
import { randomUUID } from 'node:crypto'
import { createCatalogueHolder } from '../../server/catalogue/catalogue-holder.ts'
import type { Config } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { openDatabase, type DatabaseTarget } from '../../server/db/database.ts'
import { createLog } from '../../server/http/log.ts'
import { graphileJobs } from '../../server/jobs/graphile-jobs.ts'
import { createVault } from '../../server/privacy/vault.ts'
import { createWecomClient } from '../../server/wecom/http-client.ts'

export interface ProcessTask {
  target: DatabaseTarget
  config: Omit<Config, 'dataKeys' | 'sessionKey'>
  dataKey: string
  /** The clock of the process stands here: how long a busy machine takes must not make a claim stale or a message late. */
  now: string
  /** `work`: runs jobs until it is ended; `synchronise`: the full synchronisation, once; `call`: so many calls at once at each word `go`. */
  task: 'work' | 'synchronise' | { call: number }
}

const { target, config: plain, dataKey, now, task } = JSON.parse(process.argv[2] ?? '') as ProcessTask
const clock = { now: () => new Date(now) }
const db = openDatabase(target, { maxConnections: 5 })
const key = Buffer.from(dataKey, 'base64')
const vault = createVault([key])
const log = createLog('silent')
const context: Context = {
  config: { ...plain, dataKeys: [key], sessionKey: key }, clock, newId: randomUUID, db, vault, log, jobs: graphileJobs, catalogue: createCatalogueHolder(db),
  wecom: createWecomClient({ config: plain.wecom, db, vault, clock, log }),
}
const say = (line: string): void => { process.stdout.write(`${line}\n`) }

if (task === 'work') {
  const { startWorker } = await import('../../server/jobs/worker.ts')
  await startWorker(context, target, { lookEveryMs: 250 })
  say('ready')
}
else if (task === 'synchronise') {
  const { synchronise } = await import('../../server/sync/synchronise.ts')
  await synchronise(context, { kind: 'full' })
  say('done')
  await db.destroy()
}
else {
  let times = 0
  process.stdin.on('data', () => {
    void Promise.all(Array.from({ length: task.call }, () => context.wecom.get('department/list'))).then(() => say(`done ${times += 1}`))
  })
  say('ready')
}
