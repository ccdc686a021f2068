/** A calendar day as whole days since 1970-01-01. */
export type DayNumber = number

const msPerDay = 86_400_000

/** Day number of `YYYY-MM-DD`; a time behind it is ignored. Throws RangeError when it is no day of the calendar (2025-02-30). */
export function dayNumberOf(iso: string): DayNumber {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])/.exec(iso)
  const ms = match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : NaN
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== iso.slice(0, 10)) throw new RangeError(`not a day (YYYY-MM-DD): ${iso}`)
  return ms / msPerDay
}

/** `YYYY-MM-DD` of a day number. */
export function isoDayOf(day: DayNumber): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10)
}
