import { reportSend } from '../../../contract/sends.endpoints.ts'
import type { SendId } from '../../../contract/ids.ts'
import type { Session } from '../../../contract/session.schema.ts'
import type { SendOutcome } from '../../../contract/words.ts'
import { ApiError } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { keepUnsent } from '../../api/unsent-writes.ts'
import { newId } from '../../utils/new-id.ts'

/**
 * Tells the server what the client said. The message is out already: a lost connection must not lose that,
 * so the report is kept on the device (encrypted) and delivered later.
 */
export async function report(session: Pick<Session, 'outboxKey'>, sendId: SendId, outcome: SendOutcome, detail?: string): Promise<void> {
  const idempotencyKey = newId()
  const body = { outcome, ...(detail && { detail }) }
  try {
    await call(reportSend, { params: { sendId }, body, idempotencyKey })
  }
  catch (error) {
    if (!(error instanceof ApiError) || !error.mayPass) throw error
    await keepUnsent(session.outboxKey, { endpoint: 'reportSend', params: { sendId }, body, idempotencyKey })
  }
}
