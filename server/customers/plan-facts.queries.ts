import { CompiledQuery } from 'kysely'
import type { CustomerId } from '../../contract/ids.ts'
import type { Trx } from '../db/database.ts'
import { addMs, companyZone, dayMs } from '../time.ts'
import type { CustomerScore } from './customer-facts.ts'
import { onePlanFactsStatement, planFactsStatement } from './plan-facts-statement.queries.ts'
import type { ReadPlanFacts } from './plan-facts.ts'

/** Instants travel as text inside JSON. */
type AsText<T> = T extends Date ? string : T extends string | number ? T : T extends (infer Item)[] ? AsText<Item>[] : T extends object ? { [Key in keyof T]: AsText<T[Key]> } : T
type Text = Omit<AsText<ReadPlanFacts>, 'score'> & { score: { figures: Omit<CustomerScore, 'scoredAt'>, scoredAt: string } | null }
interface Row { catalogueVersion: number, externalUserId: CustomerId, facts: Text }

export interface ManyPlanFacts { /** Null: none of them is there. */ catalogueVersion: number | null, facts: ReadPlanFacts[] }

/** What a plan of these customers needs, by one statement: a job reads, which sees everybody. Who is gone is left out; in the order of their ids. */
export async function readPlanFacts(trx: Trx, externalUserIds: readonly CustomerId[], now: Date): Promise<ManyPlanFacts> {
  const back = (days: number): Date => addMs(now, -days * dayMs)
  const isOne = externalUserIds.length === 1
  const parameters = [isOne ? externalUserIds[0] : [...externalUserIds], now, back(90), back(30), back(21), companyZone, back(60)]
  const { rows } = await trx.executeQuery(CompiledQuery.raw(isOne ? onePlanFactsStatement : planFactsStatement, parameters) as CompiledQuery<Row>)
  rows.sort((a, b) => a.externalUserId < b.externalUserId ? -1 : 1)
  return { catalogueVersion: rows[0]?.catalogueVersion ?? null, facts: rows.map(({ facts }) => factsOf(facts)) }
}

const at = (text: string): Date => new Date(text)
const orNull = (text: string | null): Date | null => text === null ? null : new Date(text)

/** Each instant by its name: looking for them in every field of everybody costs as much as planning. */
function factsOf({ customer, follow, supplyOrder, supplyCorrection, score, serviceCase, personalTask, ...rest }: Text): ReadPlanFacts {
  return {
    ...rest,
    customer: {
      ...customer, optOutAt: orNull(customer.optOutAt), lastOrderAt: orNull(customer.lastOrderAt), lastTouchAt: orNull(customer.lastTouchAt), lastReplyAt: orNull(customer.lastReplyAt),
      addedAt: at(customer.addedAt),
    },
    follow: follow && { ...follow, addedAt: at(follow.addedAt), lostAt: orNull(follow.lostAt) },
    answers: rest.answers.map(answer => ({ ...answer, answeredAt: at(answer.answeredAt) })),
    notes: rest.notes.map(({ text, notedAt }) => ({ text, notedAt: at(notedAt) })),
    orders: rest.orders.map(order => ({ ...order, paidAt: orNull(order.paidAt), signedAt: orNull(order.signedAt) })),
    supplyOrder: supplyOrder && { lines: supplyOrder.lines, placedAt: at(supplyOrder.placedAt), paidAt: orNull(supplyOrder.paidAt), signedAt: orNull(supplyOrder.signedAt) },
    supplyCorrection: supplyCorrection && { leftDays: supplyCorrection.leftDays, correctedAt: at(supplyCorrection.correctedAt) },
    products: rest.products.map(({ productId, firstAt }) => ({ productId, firstAt: at(firstAt) })),
    score: score && { ...score.figures, scoredAt: at(score.scoredAt) },
    touches: rest.touches.map(({ contactClass, startedAt, lastAt, replyState }) => ({ contactClass, replyState, startedAt: at(startedAt), lastAt: at(lastAt) })),
    events: rest.events.map(({ kind, happenedAt }) => ({ kind, happenedAt: at(happenedAt) })),
    serviceCase: serviceCase && { ...serviceCase, openedAt: at(serviceCase.openedAt), dueAt: at(serviceCase.dueAt), closedAt: orNull(serviceCase.closedAt) },
    personalTask: personalTask && { ...personalTask, createdAt: at(personalTask.createdAt), dueAt: at(personalTask.dueAt), windowEndAt: at(personalTask.windowEndAt) },
    reminders: rest.reminders.map(row => ({ ...row, dueAt: at(row.dueAt), windowEndAt: orNull(row.windowEndAt), snoozedUntil: orNull(row.snoozedUntil) })),
    closedReminders: rest.closedReminders.map(({ rule, state, closedAt, dueAt }) => ({ rule, state, closedAt: at(closedAt), dueAt: at(dueAt) })),
  }
}
