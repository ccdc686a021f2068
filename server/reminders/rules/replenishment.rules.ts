import { numberOr, textOr } from '../../contact/contact-settings.rules.ts'
import { deliveriesLeft } from '../../orders/supply.rules.ts'
import { addMs, chineseDay, dayMs, dayOf } from '../../time.ts'
import { dayAfter, daysApart, nextFestival } from '../calendar.rules.ts'
import type { ReminderRule } from '../candidate.ts'
import { type SupplyEnd, supplyEnd, supplyOf } from '../supply-end.rules.ts'
import { noteText, rangeText, tenOClock, tenOn } from '../words.rules.ts'

/** Her supply ends: seven days before, earlier when it would end while the couriers rest over the Spring Festival. */
export const replenishment: ReminderRule = ({ facts, catalogue, settings, params, now }) => {
  const end = supplyEnd(facts, catalogue)
  if (!end || !facts.follow || facts.follow.lostAt) return null
  const middle = new Date((end.endFrom.getTime() + end.endTo.getTime()) / 2)
  const ordinary = tenOClock(addMs(middle, -numberOr(params.daysBefore, 7) * dayMs))
  const beforeStop = springFestivalDue(dayOf(middle), settings.springFestivalStop, numberOr(params.beforeSpringFestivalDays, 14))
  const dueAt = beforeStop && beforeStop < ordinary ? beforeStop : ordinary
  const windowEndAt = addMs(ordinary, numberOr(params.windowDays, 14) * dayMs)
  const { lastOrderAt } = facts.customer
  // Something else bought since it fell due: she was here, and what she bought says nothing about this pack.
  const isAnswered = lastOrderAt !== null && lastOrderAt > end.boughtAt && lastOrderAt > dueAt
  if (windowEndAt <= now || isAnswered) return null
  // What is left on the day it falls due, and that day with it: words that are read on another day must stay true.
  const left = supplyOf(facts, catalogue, dueAt)?.leftDays ?? { min: 0, max: 0 }
  const toCome = end.deliveries && deliveriesLeft(end.deliveries, left)
  const bought = `${chineseDay(end.boughtAt, now)}买的${end.productName}（${packText(end)}）`
  const note = noteText(facts, now)
  return {
    rule: 'replenishment', contactClass: 'proactive', title: textOr(params.title, '该补货了'),
    reason: `${bought}，到${chineseDay(dueAt, now)}大约还剩 ${rangeText(left)}${toCome && !end.isCorrected ? `，${deliveryText(toCome)}` : ''}${end.isCorrected ? '（客户说的）' : ''}${end.usualGapDays === null ? '' : `；平时 ${end.usualGapDays} 天左右买一次`}`,
    changes: [...(beforeStop && dueAt === beforeStop ? ['年前快递要停，所以提早问'] : []), ...(note ? [note] : []), '客户说还有，就按她说的日子改'],
    windowStartAt: dueAt, dueAt, windowEndAt, pull: 1,
    facts: {
      boughtAt: end.boughtAt.toISOString(), packDays: end.packDays, endFrom: end.endFrom.toISOString(), endTo: end.endTo.toISOString(), usualGapDays: end.usualGapDays, family: end.family,
    },
  }
}

/** A card comes by its calendar, however many take it. */
function packText({ packDays, deliveries, takers }: SupplyEnd): string {
  if (deliveries) return `${packDays} 天量，分 ${deliveries.deliveries} 次送`
  return `${packDays} 天量${takers !== null && takers > 1 ? `，${takers} 个人在吃` : ''}`
}

const deliveryText = ({ min, max }: { min: number, max: number }): string => max === 0 ? '都送完了' : `还有 ${min === max ? '' : `${min}–`}${max} 次没送`

/** Due day when the supply ends between the couriers' stop and their return; null otherwise. */
function springFestivalDue(endOn: string, { daysBefore, daysAfter }: { daysBefore: number, daysAfter: number }, leadDays: number): Date | null {
  const { on } = nextFestival(dayAfter(endOn, -daysAfter), ['春节'])
  const offset = daysApart(on, endOn)
  return offset >= -daysBefore && offset <= daysAfter ? tenOn(dayAfter(on, -daysBefore - leadDays)) : null
}
