import type { Context } from '../context.ts'
import type { JobName, JobPayloads } from './jobs.ts'
import { tasks, type Task } from './tasks.ts'

/** Runs a job here and now, in this process, and waits for its end: for the worker, for tests, and for the demo when its clock is moved. */
export async function runJob<Name extends JobName>(context: Context, name: Name, payload: JobPayloads[Name]): Promise<void> {
  const task = tasks[name] as Task<Name> | undefined
  if (!task) throw new Error(`No task is registered for the job ${name}: add it in server/jobs/tasks.ts`)
  await task(context, payload)
}
