import { sql } from 'kysely'
import type { AnswerId, CustomerId, RepId } from '../../contract/ids.ts'
import type { Answer, Question } from '../../contract/questions.schema.ts'
import type { AnswerSource, AnswerState } from '../../contract/words.ts'
import type { Database, Trx } from '../db/database.ts'
import { accountsOf } from '../orders/persons.queries.ts'

const ofPerson = (externalUserId: CustomerId) => sql<boolean>`answer.external_user_id = any(${accountsOf(externalUserId)})`
const columns = ['answer.id', 'questionKey', 'questionVersion', 'state', 'source', 'options', 'note', 'byUserId', 'rep.name as byName', 'answeredAt'] as const

interface AnswerRow extends Omit<Answer, 'answerId' | 'byUserId' | 'answeredAt'> {
  id: string
  byUserId: string
  answeredAt: Date
}

const asAnswer = ({ id, byUserId, answeredAt, ...row }: AnswerRow): Answer =>
  ({ ...row, answerId: id as AnswerId, byUserId: byUserId as RepId, answeredAt: answeredAt.toISOString() })

/** The newest answer of each question that has one, over all accounts of the person. */
export async function listCurrentAnswers(db: Database | Trx, externalUserId: CustomerId): Promise<Answer[]> {
  const rows = await db.selectFrom('answer').innerJoin('rep', 'rep.userId', 'answer.byUserId').distinctOn('questionKey').select(columns)
    .where(ofPerson(externalUserId)).orderBy('questionKey').orderBy('seq', 'desc').execute()
  return rows.map(asAnswer)
}

/** Every answer ever given, newest first. */
export async function listAnswerHistory(db: Database, externalUserId: CustomerId): Promise<Answer[]> {
  const rows = await db.selectFrom('answer').innerJoin('rep', 'rep.userId', 'answer.byUserId').select(columns)
    .where(ofPerson(externalUserId)).orderBy('seq', 'desc').execute()
  return rows.map(asAnswer)
}

/** One version of a question, also one that is not current any more; undefined when there is none. */
export async function findQuestion(db: Database | Trx, key: string, version: number): Promise<Pick<Question, 'options' | 'multiple'> | undefined> {
  const row = await db.selectFrom('question').select(['options', 'multiple']).where('key', '=', key).where('version', '=', version).executeTakeFirst()
  return row && { options: row.options as Question['options'], multiple: row.multiple }
}

export interface AnswerToInsert {
  id: string
  externalUserId: CustomerId
  questionKey: string
  questionVersion: number
  state: AnswerState
  source: AnswerSource | null
  options: string[]
  note: string
  byUserId: RepId
  answeredAt: Date
}

/** Answers are only ever added: the table refuses an update. */
export async function insertAnswer(trx: Trx, answer: AnswerToInsert): Promise<void> {
  await trx.insertInto('answer').values(answer).execute()
}
