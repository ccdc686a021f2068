import type { Context } from '../context.ts'
import { addMs, secondMs } from '../time.ts'
import { commitImport } from './commit-import.ts'
import { claimStalled } from './import.queries.ts'
import { readImport } from './read-import.ts'
import { storedUploads } from './stored-uploads.ts'

/** The jobs `read-import` and `commit-import`. Each may run again after a crash and ends the same. */
export async function runReadImport(context: Context, { importId }: { importId: string }): Promise<void> {
  await readImport(context, importId, await storedUploads(context, importId))
}

export async function runCommitImport(context: Context, { importId }: { importId: string }): Promise<void> {
  await commitImport(context, importId)
}

/** A running import says something at every batch; longer silence means that its process is gone. */
const silenceMs = 60 * secondMs

/** Queues imports again whose process died: called at start, and for one import when somebody looks at it. */
export async function resumeImports(context: Pick<Context, 'db' | 'clock' | 'jobs'>, importId: string | null = null): Promise<void> {
  const now = context.clock.now()
  await context.db.transaction().execute(async (trx) => {
    for (const { id, status } of await claimStalled(trx, addMs(now, -silenceMs), now, importId)) {
      if (status === 'reading') await context.jobs.add(trx, 'read-import', { importId: id })
      if (status === 'committing') await context.jobs.add(trx, 'commit-import', { importId: id })
    }
  })
}
