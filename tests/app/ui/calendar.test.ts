import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const source = pathToFileURL(resolve('src/utils/calendar.ts')).href
/** Around the nights in which the clocks of the zones below change, and every hour of a day of each half of the year. */
const instants = ['2026-03-08T06:30:00Z', '2026-03-29T00:30:00Z', '2026-10-04T14:00:00Z', '2026-11-01T05:30:00Z', '2026-01-15T00:00:00Z', '2026-07-15T00:00:00Z']
  .flatMap(at => Array.from({ length: 48 }, (_, hour) => Date.parse(at) + (hour - 24) * 3_600_000))

/** Runs on a device of that zone: a process of its own, since a running one does not change its zone everywhere. */
const script = `
const { dayOf, dayAndTimeOf, dayHourText, instantOf } = await import(${JSON.stringify(source)})
const said = ${JSON.stringify(instants)}.map((ms) => {
  const at = new Date(ms).toISOString()
  const { day, time } = dayAndTimeOf(at)
  return { day: dayOf(ms), later: dayOf(ms, 3), back: instantOf(day, time) === at, time, text: dayHourText(at) }
})
console.log(JSON.stringify({ hour: new Date(${Date.parse('2026-07-15T00:00:00Z')}).getHours(), said }))`

async function saidIn(zone: string): Promise<{ hour: number, said: unknown[] }> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], { env: { ...process.env, TZ: zone } })
  return JSON.parse(stdout) as { hour: number, said: unknown[] }
}

const parts = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: 'numeric', minute: '2-digit', hourCycle: 'h23' })
function wallClock(ms: number): { day: string, time: string } {
  const { year, month, day, hour, minute } = Object.fromEntries(parts.formatToParts(ms).map(({ type, value }) => [type, value]))
  return { day: `${year}-${month}-${day}`, time: `${Number(hour)}:${minute}` }
}

test.each([['America/New_York', 20], ['Australia/Lord_Howe', 10], ['UTC', 0]])('a device in %s, with its summer time or without, shows the company\'s day and hour', async (zone, hour) => {
  const { hour: ofDevice, said } = await saidIn(zone)
  // The zone was really taken.
  expect(ofDevice).toBe(hour)
  expect(said).toEqual(instants.map((ms) => {
    const { day, time } = wallClock(ms)
    return expect.objectContaining({ day, time, later: wallClock(ms + 3 * 86_400_000).day, back: true, text: expect.stringContaining(` ${time}`) as string }) as unknown
  }))
})
