import type { CustomerId, RepId } from '../../contract/ids.ts'
import type { ContactClass, OverLimitReason, TouchChannel } from '../../contract/words.ts'
import type { ContactSettings } from '../contact/contact-settings.rules.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { addMs } from '../time.ts'
import { extendTouch, findTouchToJoin, insertTouch, markTouched } from './touches.queries.ts'

export interface TouchMade {
  externalUserId: CustomerId
  userId: RepId
  channel: TouchChannel
  contactClass: ContactClass
  /** 1 for a send from here, 0 for what was done by hand. */
  sendCount: number
  overLimitReason: OverLimitReason | null
  /** What the rep was told when the reason was asked. */
  overLimitText: string | null
  at: Date
}

/** What is done within 24 h of a touch's start goes on with it, else a new one begins. Needs the customer's row lock. Returns the touch's id. */
export async function recordTouch({ newId }: Pick<Context, 'newId'>, trx: Trx, made: TouchMade, settings: Pick<ContactSettings, 'touchJoinMs'>): Promise<string> {
  const open = await findTouchToJoin(trx, { ...made, since: addMs(made.at, -settings.touchJoinMs) })
  const touchId = open?.id ?? newId()
  if (open) await extendTouch(trx, touchId, made)
  else await insertTouch(trx, { ...made, touchId })
  await markTouched(trx, made.externalUserId, made.at)
  return touchId
}
