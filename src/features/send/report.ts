import { reportSend } from '../../../contract/sends.endpoints.ts'
import type { SendId } from '../../../contract/ids.ts'
import type { Session } from '../../../contract/session.schema.ts'
import type { SendOutcome } from '../../../contract/words.ts'
import { ApiError, messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { keepUnsent } from '../../api/unsent-writes.ts'
import { say } from '../../ui/toast.ts'
import { newId } from '../../utils/new-id.ts'

/**
 * Tells the server what the client said. Never throws: the message is out (or not) already, and an error would invite a second send.
 * A lost connection must not lose the report either: it is kept on the device (encrypted) and delivered later. A refusal is said.
 * Resolves to true when the server knows.
 */
export async function report(session: Pick<Session, 'outboxKey'>, sendId: SendId, outcome: SendOutcome, detail?: string): Promise<boolean> {
  const idempotencyKey = newId()
  const body = { outcome, ...(detail && { detail }) }
  try {
    await call(reportSend, { params: { sendId }, body, idempotencyKey })
    return true
  }
  catch (error) {
    if (!(error instanceof ApiError) || !error.mayPass) say(messageOf(error))
    else await keepUnsent(session.outboxKey, { endpoint: 'reportSend', params: { sendId }, body, idempotencyKey }).catch(() => say('发送记录没能保存，请用“我已联系”补记。'))
    return false
  }
}
