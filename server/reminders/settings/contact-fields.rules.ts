import { Check } from 'typebox/value'
import { settings as starterSettings } from '../../../catalogue/catalogue.ts'
import { BigSale, ContactSettings, type ContactField } from '../../../contract/contact-settings.schema.ts'
import { usualOneToOneFen } from '../../orders/one-to-one.rules.ts'
import { highValueShareOf } from '../../tiers/high-value.rules.ts'
import { contactSettings, fieldsOf, numberOr, type DaySpan } from '../../contact/contact-settings.rules.ts'
import { afterQuiet, atMinute } from '../../contact/hours.rules.ts'
import { pushSettings } from '../../pushes/push-times.rules.ts'
import { dayMs, dayOf, hourMs, instantOf, minuteMs } from '../../time.ts'
import { dayListOf } from '../queue.rules.ts'

type Stored = Record<string, unknown>

const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const clocksOf = ({ startMinute, endMinute }: DaySpan) => ({ start: clockOf(startMinute), end: clockOf(endMinute) })

/** As the operator sees them: every one of them, product.md's figures where none is stored. */
export function shownContactSettings(settings: Stored): ContactSettings {
  const { quiet, working, workingDays, cadence, silence, calmAfterComplaintMs, springFestivalStop, personalTasks, offers, holdoutShare, ...counted } = contactSettings({ settings })
  const { digestMinute, warnMs } = pushSettings({ settings, rules: [] })
  return {
    quietHours: clocksOf(quiet), workingHours: { ...clocksOf(working), weekdays: [...workingDays] },
    cadence: {
      max: cadence.max, days: cadence.windowMs / dayMs, apartDays: cadence.apartMs / dayMs, freeAfterMoveHours: cadence.freeAfterMoveMs / hourMs,
      freeAtAnyHourMinutes: cadence.freeAtAnyHourMs / minuteMs,
    },
    silence, complaint: { calmDays: calmAfterComplaintMs / dayMs }, springFestivalStop, personalTasks, holdoutShare,
    onboardingDays: counted.onboardingMs / dayMs, touchJoinHours: counted.touchJoinMs / hourMs, replyWindowHours: counted.replyWindowMs / hourMs,
    offers: { ...offers, holdBeforeSaleDays: numberOr(fieldsOf(settings.offers).holdBeforeSaleDays, 14), sales: salesOf(settings) },
    oneToOneFen: numberOr(settings.oneToOneFen, usualOneToOneFen), highValueShare: highValueShareOf(settings),
    queue: { dayList: dayListOf({ settings }) }, pushes: { digestAt: clockOf(digestMinute), warnHours: warnMs / hourMs },
  }
}

const salesOf = ({ offers }: Stored): BigSale[] => {
  const { sales } = fieldsOf(offers)
  return Array.isArray(sales) ? sales.filter((sale): sale is BigSale => Check(BigSale, sale)) : []
}

/** As a new installation has them. */
export const defaultContactSettings = (): ContactSettings => shownContactSettings(starterSettings as Stored)

type Described = [key: string, label: string, kind: ContactField['kind'], unit?: ContactField['unit']]
const groups: [group: string, fields: Described[]][] = [
  ['主动联系的次数', [
    ['cadence.max', '最多联系几次', 'number', 'times'], ['cadence.days', '在多少天里计次', 'number', 'days'], ['cadence.apartDays', '两次至少隔几天', 'number', 'days'],
    ['cadence.freeAfterMoveHours', '客户动了以后，多久内不计次', 'number', 'hours'], ['touchJoinHours', '多久之内算同一次联系', 'number', 'hours'], ['onboardingDays', '加微后多久算首聊期，不计次', 'number', 'days'],
  ]],
  ['安静时间和上班时间', [
    ['quietHours.start', '安静时间从', 'clock'], ['quietHours.end', '安静时间到', 'clock'], ['cadence.freeAtAnyHourMinutes', '客户刚动，安静时间里也可回的时间', 'number', 'minutes'],
    ['workingHours.start', '上班时间从', 'clock'], ['workingHours.end', '上班时间到', 'clock'], ['workingHours.weekdays', '上班的日子', 'weekdays'],
  ]],
  ['没回和售后', [
    ['replyWindowHours', '联系后多久内回了算这次回的', 'number', 'hours'], ['silence.doubleAfter', '连着几次没回，间隔加倍', 'number', 'times'],
    ['silence.coolAfter', '连着几次没回，先缓缓', 'number', 'times'], ['complaint.calmDays', '售后办完后，先不推销的天数', 'number', 'days'],
  ]],
  ['推荐东西', [
    ['offers.toNeverBought', '没买过的客户，也可以主动推荐', 'switch'], ['offers.toLapsedHighValue', '好久没来的高价值客户，也可以主动推荐', 'switch'],
    ['offers.holdBeforeSaleDays', '大促前多少天起只预告、不推销', 'number', 'days'], ['offers.sales', '大促的日子，每年都算', 'sales'],
    ['springFestivalStop.daysBefore', '春节前几天起快递停运', 'number', 'days'], ['springFestivalStop.daysAfter', '春节后几天才恢复', 'number', 'days'],
  ]],
  ['群发之后', [
    ['personalTasks.perDay', '没发给的客户转成 1V1 任务，每位成员一天最多', 'number', 'people'], ['personalTasks.days', '1V1 任务最多分到几天里', 'number', 'days'],
  ]],
  ['今日清单和推送', [
    ['queue.dayList', '一天的清单', 'number', 'people'], ['pushes.digestAt', '早上推送今日该跟的时间', 'clock'], ['pushes.warnHours', '首聊快超时，比主管早多久告诉销售', 'number', 'hours'],
  ]],
  ['1V1 和高价值', [
    ['oneToOneFen', '累计消费满多少算 1V1，不进群发', 'money'], ['highValueShare', '按近一年消费，前多少算高价值', 'share'],
  ]],
  ['对照', [['holdoutShare', '随机留出不做主动联系的客户，用来看联系有没有用', 'share']]],
]

interface Limits { minimum?: number, maximum?: number, properties?: Record<string, Limits> }

/** The fields with the ranges that the contract checks. */
export const contactFields: readonly ContactField[] = groups.flatMap(([group, fields]) => fields.map(([key, label, kind, unit = null]) => {
  const limits = key.split('.').reduce<Limits | undefined>((schema, part) => schema?.properties?.[part], ContactSettings as Limits)
  return { key, group, label, kind, unit, min: limits?.minimum ?? null, max: limits?.maximum ?? null }
}))

/** Settings that fit one by one may still not fit each other: what is wrong, in words for who typed them; null: nothing. `tellLeadHours`: when the lead hears of a first talk. */
export function problemOfContact({ quietHours, workingHours, cadence, silence, pushes, offers }: ContactSettings, tellLeadHours: number): string | null {
  const impossible = offers.sales.find(({ on }) => !isDay(on))
  if (impossible) return `“大促的日子，每年都算”里“${impossible.label}”的 ${impossible.on} 不是一个日子，请改成月-日，例如 06-18`
  if (quietHours.start === quietHours.end) return '安静时间的起止不能相同，那样一整天都不能联系'
  if (workingHours.start === workingHours.end) return '上班时间的起止不能相同'
  if (cadence.apartDays > cadence.days) return '“两次至少隔几天”不能比“在多少天里计次”还长'
  if (silence.coolAfter < silence.doubleAfter) return '“连着几次没回，先缓缓”不能小于“连着几次没回，间隔加倍”'
  if (isNeverDigest(pushes.digestAt, quietHours)) return '“早上推送今日该跟的时间”落在晚上的安静时间里，那样当天就推不出去了，请改早一点'
  return pushes.warnHours >= tellLeadHours ? `“首聊快超时，比主管早多久告诉销售”要小于规则里多久还没聊就告诉主管的 ${tellLeadHours} 小时` : null
}

/** Of a leap year: 02-29 is a day. */
const isDay = (on: string): boolean => new Date(Date.UTC(2024, Number(on.slice(0, 2)) - 1, Number(on.slice(3)))).toISOString().slice(5, 10) === on
const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** A digest in the small hours waits for the end of quiet hours; one late in the evening would wait for another day, on which it waits again. */
function isNeverDigest(digestAt: string, { start, end }: ContactSettings['quietHours']): boolean {
  const anyDay = instantOf('2026-01-01')
  const at = afterQuiet(atMinute(anyDay, minutesOf(digestAt)), { startMinute: minutesOf(start), endMinute: minutesOf(end) })
  return dayOf(at) !== dayOf(anyDay)
}
