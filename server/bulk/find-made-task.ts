import type { Context } from '../context.ts'
import { addMs, minuteMs } from '../time.ts'
import { isKnownMessage, type BulkTask } from './bulk.queries.ts'

interface Page { next_cursor?: string, group_msg_list: { msgid: string, text?: { content?: string } }[] }

/** Clocks of the two sides may differ so much. */
const slackMs = 2 * minuteMs
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000)

/** The platform's id of the task that an earlier call has made though its answer was lost: the same words for the same member since then, and nobody else's. Throws WecomError. */
export async function findMadeTask({ db, wecom, vault, clock }: Pick<Context, 'db' | 'wecom' | 'vault' | 'clock'>, task: BulkTask, calledAt: Date): Promise<string | null> {
  const text = vault.open(task.textCipher)
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page: Page = await wecom.post<Page>('externalcontact/get_groupmsg_list_v2', {
      chat_type: 'single', start_time: seconds(addMs(calledAt, -slackMs)), end_time: seconds(addMs(clock.now(), slackMs)), filter_type: 0, limit: 100, cursor,
    }, { isSafe: true })
    for (const { msgid, text: said } of page.group_msg_list) {
      if (said?.content !== text || await isKnownMessage(db, msgid)) continue
      const { task_list: members } = await wecom.post<{ task_list: { userid: string }[] }>('externalcontact/get_groupmsg_task', { msgid, limit: 1000 }, { isSafe: true })
      if (members.some(({ userid }) => userid.toLowerCase() === task.userId)) return msgid
    }
    cursor = page.next_cursor || undefined
  }
  return null
}
