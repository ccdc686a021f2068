import type { CustomerId, RepId, SendId } from '../../contract/ids.ts'
import type { ContactClass, OverLimitReason, SendOutcome } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import { isUuid } from '../http/uuid.ts'

export interface NewSendRow {
  id: string
  externalUserId: CustomerId
  userId: RepId
  scriptId: string | null
  questionKey: string | null
  reminderId: string | null
  textCipher: Buffer
  contactClass: ContactClass
  overLimitReason: OverLimitReason | null
  /** What the rep was told, with the figures of that moment. */
  overLimitText: string | null
  wordsAccepted: string[]
  preparedAt: Date
}

export async function insertSend(db: Database | Trx, row: NewSendRow): Promise<void> {
  await db.insertInto('scriptSend').values(row).execute()
}

/** The send, if this member prepared it: nobody else may report its outcome. */
export async function findOwnSend(db: Database | Trx, userId: RepId, sendId: SendId) {
  if (!isUuid(sendId)) return undefined
  const row = await db.selectFrom('scriptSend')
    .select(['id', 'externalUserId', 'scriptId', 'questionKey', 'reminderId', 'contactClass', 'overLimitReason', 'overLimitText', 'outcome', 'preparedAt', 'touchId'])
    .where('id', '=', sendId).where('userId', '=', userId).executeTakeFirst()
  if (!row) return undefined
  const { externalUserId, contactClass, overLimitReason } = row
  return { ...row, externalUserId: externalUserId as CustomerId, contactClass: contactClass as ContactClass, overLimitReason: overLimitReason as OverLimitReason | null }
}

export async function setOutcome(trx: Trx, sendId: string, result: { outcome: SendOutcome, failure: string | null, outcomeAt: Date, touchId: string | null }): Promise<void> {
  await trx.updateTable('scriptSend').set(result).where('id', '=', sendId).execute()
}

export interface AskedQuestion { answerId: string, externalUserId: CustomerId, questionKey: string, questionVersion: number, userId: RepId, at: Date }

/** The question stands as asked from now on, unless she has answered it or would not say. */
export async function insertAsked(trx: Trx, { answerId, externalUserId, questionKey, questionVersion, userId, at }: AskedQuestion): Promise<void> {
  const current = await trx.selectFrom('answer').select('state').where('externalUserId', '=', externalUserId).where('questionKey', '=', questionKey)
    .orderBy('seq', 'desc').limit(1).executeTakeFirst()
  if (current?.state === 'answered' || current?.state === 'declined') return
  await trx.insertInto('answer').values({ id: answerId, externalUserId, questionKey, questionVersion, state: 'asked', byUserId: userId, answeredAt: at }).execute()
}
