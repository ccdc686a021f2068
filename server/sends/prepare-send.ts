import type { CustomerId, SendId } from '../../contract/ids.ts'
import type { NewSend, PreparedSend } from '../../contract/sends.schema.ts'
import type { Catalogue, Script } from '../catalogue/catalogue-holder.ts'
import { contactClassOf } from '../contact/contact.rules.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import { checkContact } from '../contact/send-check.rules.ts'
import type { Context } from '../context.ts'
import { readCustomerFacts } from '../customers/customer-facts.queries.ts'
import type { CustomerFacts } from '../customers/customer-facts.ts'
import type { Database, Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { hasContactFunction } from '../session/viewer.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { gapsIn, isTooLong } from './send-text.rules.ts'
import { insertSend } from './sends.queries.ts'
import { findWords, wordList } from './words.rules.ts'

/**
 * First step of a send: nothing has happened to the customer yet. Throws ApiError `customer-not-found`, `not-allowed` (who does not follow her: nobody speaks as her rep; a member without the contact function), `invalid-value`, `script-has-gaps`
 * (details: names), `words-need-check` (details: WordHit[]), `reason-required` (details: ContactWarning).
 */
export async function prepareSend(
  context: Pick<Context, 'clock' | 'catalogue' | 'newId' | 'vault'>, db: Database | Trx, viewer: Viewer, externalUserId: CustomerId, send: NewSend,
): Promise<PreparedSend> {
  const now = context.clock.now()
  const facts = await readCustomerFacts(db, { viewerId: viewer.userId, externalUserId, now })
  if (!facts) throw new ApiError('customer-not-found')
  if (!facts.follow?.isViewers) throw new ApiError('not-allowed', `这位客户由${facts.owner?.name ?? '别人'}跟，话由跟的人发；要提醒就直接找 TA。`)
  if (!await hasContactFunction(db, viewer.userId)) throw new ApiError('not-allowed', '你在企业微信里没有客户联系权限，不能给客户发消息。请管理员在「客户联系」里给你开通，第二天起可以发。')
  const catalogue = await context.catalogue.at(facts.catalogueVersion)
  const script = scriptOf(catalogue, send)
  checkText(send.text)
  const words = checkWords(send, catalogue, facts)
  // Another one's promise is not kept by this send.
  const reminder = facts.reminders.find(({ reminderId, rule, userId }) => reminderId === send.reminderId && (rule !== 'promise' || userId === viewer.userId)) ?? null
  const settings = contactSettings(catalogue)
  const scriptKind = script?.kind ?? null
  const contactClass = contactClassOf(facts, settings, { now, reminderClass: reminder?.contactClass ?? null, scriptKind })
  const warning = checkContact(facts, settings, { now, contactClass, scriptKind, userId: viewer.userId })
  if (warning && !send.overLimitReason) throw new ApiError('reason-required', warning.text, warning)
  const sendId = context.newId() as SendId
  await insertSend(db, {
    id: sendId, externalUserId, userId: viewer.userId, scriptId: script?.id ?? null, questionKey: send.questionKey ?? script?.questionKey ?? null,
    reminderId: reminder?.reminderId ?? null, textCipher: context.vault.seal(send.text), contactClass,
    overLimitReason: warning ? send.overLimitReason ?? null : null, overLimitText: warning?.text ?? null, wordsAccepted: words, preparedAt: now,
  })
  return { sendId, text: send.text, contactClass }
}

function scriptOf(catalogue: Catalogue, { scriptId, questionKey }: NewSend): Script | null {
  if (questionKey !== undefined && !catalogue.questions.some(({ key }) => key === questionKey)) throw new ApiError('invalid-value', '没有这个问题，可能已停用，请刷新后再试')
  if (scriptId === null) return null
  const script = catalogue.scripts.find(({ id }) => id === scriptId)
  if (!script) throw new ApiError('invalid-value', '这条话术已停用，请换一条')
  return script
}

function checkText(text: string): void {
  if (text.trim() === '') throw new ApiError('invalid-value', '还没有写内容')
  const missing = gapsIn(text)
  if (missing.length > 0) throw new ApiError('script-has-gaps', `还没填上：${missing.join('、')}`, { missing })
  if (isTooLong(text)) throw new ApiError('invalid-value', '内容太长，微信一条发不下，请分两条发')
}

/** The words that the rep accepted after the warning, for the record. */
function checkWords({ text, wordsAccepted }: NewSend, catalogue: Catalogue, facts: CustomerFacts): string[] {
  const hits = findWords(text, wordList(catalogue), foodClasses(catalogue, facts))
  if (hits.length > 0 && !wordsAccepted) throw new ApiError('words-need-check', undefined, hits)
  return hits.map(({ word }) => word)
}

function foodClasses({ products }: Catalogue, { orders }: CustomerFacts): string[] {
  const bought = new Set(orders.flatMap(order => order.lines.map(line => line.productId)))
  return [...new Set(products.filter(({ id }) => bought.has(id)).map(({ foodClass }) => foodClass))]
}
