import { prepareSend } from '../../../contract/sends.endpoints.ts'
import type { NewSend, PreparedSend, WordHit } from '../../../contract/sends.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import type { OverLimitReason } from '../../../contract/words.ts'
import { ApiError } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import ReasonSheet from '../../ui/ReasonSheet.vue'
import WordsSheet from './WordsSheet.vue'

/**
 * First step of a send. What the server wants to know first (a reason above the limit, a look at risky words) is asked in one tap each.
 * Undefined: the rep closed a question, nothing was prepared.
 */
export async function prepare(customerId: CustomerId, draft: NewSend): Promise<PreparedSend | undefined> {
  let send = draft
  // As often as it asks: what was rewritten may hold another such word. Each round is the rep's own tap.
  for (;;) {
    try {
      return await call(prepareSend, { params: { id: customerId }, body: send })
    }
    catch (error) {
      const next = await answer(error, customerId, send)
      if (!next) return undefined
      send = next
    }
  }
}

async function answer(error: unknown, customerId: CustomerId, send: NewSend): Promise<NewSend | undefined> {
  if (!(error instanceof ApiError)) throw error
  if (error.code === 'reason-required') {
    const overLimitReason = await openSheet<OverLimitReason>(ReasonSheet, { message: error.message })
    return overLimitReason && { ...send, overLimitReason }
  }
  if (error.code === 'words-need-check') {
    const hits = (error.details as { hits?: WordHit[] } | undefined)?.hits ?? error.details as WordHit[]
    const checked = await openSheet<{ text: string, isAccepted: boolean }>(WordsSheet, { text: send.text, draft: `words ${customerId}`, hits })
    return checked && { ...send, text: checked.text, wordsAccepted: checked.isAccepted }
  }
  throw error
}
