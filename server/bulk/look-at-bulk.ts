import type { CustomerId } from '../../contract/ids.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { addMs, dayMs, minuteMs } from '../time.ts'
import { isPassing, WecomError } from '../wecom/client.ts'
import { claimLook, findBulkTask, setTask, type BulkTask, type Outcome } from './bulk.queries.ts'
import { endTask, settleRecipients } from './settle-bulk.ts'

/** Twice an hour: a little less than half of one, or the job of every ten minutes would find it not yet due by milliseconds. */
const lookEveryMs = 29 * minuteMs
/** So long a member may take to confirm; then the task is withdrawn, for what it was decided by is no longer so. */
const confirmWithinMs = 3 * dayMs

/** Asks the platform whom the mass messages have reached, and withdraws what no member confirmed in time. */
export async function lookAtBulk(context: Context): Promise<void> {
  for (;;) {
    const now = context.clock.now()
    const taskId = await claimLook(context.db, now, addMs(now, lookEveryMs))
    const task = taskId === null ? undefined : await findBulkTask(context.db, taskId)
    if (!task?.msgid) return
    await look(context, task, task.msgid, now)
  }
}

async function look(context: Context, task: BulkTask, msgid: string, now: Date): Promise<void> {
  try {
    const isOver = now >= addMs(task.createdAt, confirmWithinMs)
    // First withdrawn, then read: nothing can be sent in between.
    if (isOver) await withdraw(context, msgid)
    const outcomes = await readResults(context, task, msgid)
    await transact(context.db, trx => settleRecipients(context, trx, task.id, outcomes.settled))
    if (isOver) await endTask(context, task.id, 'settled')
    else if (!outcomes.isPending) await setTask(context.db, task.id, { state: 'settled' })
  }
  catch (error) {
    if (!(error instanceof WecomError)) throw error
    if (isPassing(error) || error.errcode === 41063) return
    context.log.warn({ errcode: error.errcode }, 'the platform does not know a mass message')
    await endTask(context, task.id, 'failed')
  }
}

async function withdraw({ wecom }: Pick<Context, 'wecom'>, msgid: string): Promise<void> {
  try {
    await wecom.post('externalcontact/cancel_groupmsg_send', { msgid }, { isSafe: true })
  }
  catch (error) {
    // 41093: it is withdrawn already.
    if (!(error instanceof WecomError) || error.errcode !== 41093) throw error
  }
}

interface Page { next_cursor?: string, send_list: { external_userid?: CustomerId, status: number, send_time?: number }[] }

/** Status 0 not yet, 1 sent, 2 no friend any more, 3 she had another mass message (wecom.md, 93338). */
async function readResults({ wecom }: Pick<Context, 'wecom'>, task: BulkTask, msgid: string): Promise<{ settled: Outcome[], isPending: boolean }> {
  const settled: Outcome[] = []
  let isPending = false
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page: Page = await wecom.post<Page>('externalcontact/get_groupmsg_send_result', { msgid, userid: task.userId, limit: 1000, cursor }, { isSafe: true })
    for (const { external_userid: externalUserId, status, send_time: sentAt } of page.send_list) {
      if (status === 0 || !externalUserId) isPending = true
      else if (status === 1) settled.push({ externalUserId, outcome: 'sent', refused: null, why: null, at: sentAt ? new Date(sentAt * 1000) : null })
      else settled.push({ externalUserId, outcome: 'not_sent', refused: null, why: status === 2 ? 'not-friend' : 'full', at: null })
    }
    cursor = page.next_cursor || undefined
  }
  return { settled, isPending }
}
