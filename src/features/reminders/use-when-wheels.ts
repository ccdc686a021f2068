import { computed, ref } from 'vue'
import { dayAndTimeOf, dayInMonthText, dayOf, instantOf, monthText } from '../../utils/calendar.ts'
import { daysAhead, timesAhead } from './later-times.ts'

interface WheelOption { text: string, value: string }
const optionsOf = (values: string[], textOf: (value: string) => string = value => value): WheelOption[] => values.map(value => ({ text: textOf(value), value }))
const nearest = (values: string[], wanted: string): string => values.includes(wanted) ? wanted : values[values.length - 1] ?? ''

/** Three wheels, month, day and time: every combination of them lies ahead of `nowMs`, within a year, outside the quiet hours. */
export function useWhenWheels(nowMs: number, startAt: string) {
  const days = daysAhead(nowMs)
  const months = [...new Set(days.map(monthOf))]
  const start = dayAndTimeOf(startAt)
  const day = ref(nearest(days, start.day))
  const time = ref(nearest(timesAhead(day.value, nowMs), start.time))
  const daysOfMonth = (month: string): string[] => days.filter(each => monthOf(each) === month)

  const columns = computed(() => [
    optionsOf(months, month => monthText(month, dayOf(nowMs))),
    optionsOf(daysOfMonth(monthOf(day.value)).map(numberOf), number => dayInMonthText(`${monthOf(day.value)}-${number}`)),
    optionsOf(timesAhead(day.value, nowMs)),
  ])
  const values = computed(() => [monthOf(day.value), numberOf(day.value), time.value])
  const at = computed(() => instantOf(day.value, time.value))

  /** Another month keeps the day where it has one, else its nearest; another day keeps the time likewise. */
  function turn([month = '', number = '', nextTime = '']: string[]): void {
    const possible = daysOfMonth(month)
    const wanted = `${month}-${number}`
    day.value = possible.includes(wanted) ? wanted : wanted < (possible[0] ?? '') ? possible[0]! : nearest(possible, wanted)
    const times = timesAhead(day.value, nowMs)
    time.value = times.includes(nextTime) ? nextTime : times[0] ?? ''
  }

  /** One wheel by so many options, no further than its ends. */
  function step(column: number, by: number): void {
    const options = columns.value[column] ?? []
    const now = options.findIndex(({ value }) => value === values.value[column])
    const next = options[Math.min(options.length - 1, Math.max(0, now + by))]
    if (next) turn(values.value.map((value, each) => each === column ? next.value : value))
  }

  return { columns, values, at, turn, step }
}

const monthOf = (day: string): string => day.slice(0, 7)
const numberOf = (day: string): string => day.slice(8)
