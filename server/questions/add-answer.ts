import type { CustomerId } from '../../contract/ids.ts'
import type { NewAnswer } from '../../contract/questions.schema.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import { replanCustomer } from '../reminders/planner.ts'
import { lockCustomer } from '../session/scope.queries.ts'
import type { Viewer } from '../session/viewer.ts'
import { checkAnswer } from './answer.rules.ts'
import { findQuestion, insertAnswer, listCurrentAnswers } from './answers.queries.ts'

/**
 * Records one answer under the customer's row lock and plans anew: an answered question closes its reminder.
 * Throws ApiError: `customer-not-found`, `invalid-value`, `answer-conflict` (details: `current` and `yours`).
 */
export async function addAnswer(
  context: Pick<Context, 'clock' | 'catalogue' | 'newId'>, trx: Trx, viewer: Viewer, externalUserId: CustomerId, yours: NewAnswer,
): Promise<void> {
  await lockCustomer(trx, viewer, externalUserId)
  const question = await findQuestion(trx, yours.questionKey, yours.questionVersion)
  if (!question) throw new ApiError('invalid-value', '这个问题已经更新，请刷新后再填')
  const checked = checkAnswer(yours, question)
  if (checked.status === 'refused') throw new ApiError('invalid-value', checked.why)
  const current = (await listCurrentAnswers(trx, externalUserId)).find(answer => answer.questionKey === yours.questionKey) ?? null
  if ((current?.answerId ?? null) !== yours.basedOn) throw new ApiError('answer-conflict', undefined, { current, yours })
  await insertAnswer(trx, {
    id: context.newId(), externalUserId, questionKey: yours.questionKey, questionVersion: yours.questionVersion, state: yours.state,
    source: checked.source, options: checked.options, note: yours.note.trim(), byUserId: viewer.userId, answeredAt: context.clock.now(),
  })
  await replanCustomer(context, trx, externalUserId)
}
