import { openBornDemo } from '../support/sixty-days/born-demo.ts'
import { clockOf, liveThrough, type LivedDay, type Lived } from '../support/sixty-days/live.ts'

/**
 * The demo world (`npm run demo -- --fresh`) under a moved clock for sixty days, in a folder and on ports of its own: jobs run at their clock times, customers come through
 * the simulator and buy through the signed webhook, reps work through their lists by the API, and a referee that knows product.md alone judges what is proposed.
 * Prints each member's list per day (what is for today / all that is due; of leads what was given to them), violations with their history, and totals.
 * `sixty-days [days] [--from 2026-06-15] [--seed 1] [--kept FOLDER] [--json]`; `--kept`: the data of a stopped demo, changed by the run.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const valueOf = (name: string): string | undefined => args.includes(name) ? args[args.indexOf(name) + 1] : undefined
  const days = Number(args.find((arg, index) => /^\d+$/.test(arg) && !args[index - 1]?.startsWith('--')) ?? 60)
  const isJson = args.includes('--json')
  const say = (line: string): void => { if (!isJson) console.log(line) }
  const place = await openBornDemo({ beginsAt: new Date(`${valueOf('--from') ?? '2026-06-15'}T09:00:00+08:00`), keptIn: valueOf('--kept'), say })
  try {
    const startedAt = performance.now()
    const lived = await liveThrough(place, { days, seed: valueOf('--seed') ?? 1, stepMinutes: 10, lookMinutes: 20, size: 1, onDay: (day) => { if (!isJson) printDay(day) } })
    if (isJson) console.log(JSON.stringify({ ...lived, totals: Object.fromEntries(lived.totals) }))
    else console.log(`${summaryOf(lived)}\n${((performance.now() - startedAt) / 1000 / days).toFixed(1)} s a day`)
  }
  finally {
    await place.close()
  }
}

let isHeaded = false

function printDay({ day, lists, violations }: LivedDay): void {
  if (!isHeaded) console.log(`${'for today / due'.padEnd(15)}${lists.map(({ userId }) => userId.padStart(12)).join('')}  against the rules`)
  isHeaded = true
  console.log(`${day.padEnd(15)}${lists.map(({ forToday, due }) => `${forToday} / ${due}`.padStart(12)).join('')}  ${violations.length}`)
  for (const { at, what, history } of violations) console.log(`    ${clockOf(at)} ${what}\n${history}`)
}

function summaryOf({ days, firstTalks, totals, proposalsJudged }: Lived): string {
  const { added, inTime, escalated, gone, missed } = firstTalks
  const lists = days.flatMap(day => day.lists).filter(({ userId }) => !userId.startsWith('lead')).map(({ forToday }) => forToday).sort((a, b) => a - b)
  return [
    `against the rules of contact: ${days.reduce((sum, day) => sum + day.violations.length, 0)} (${proposalsJudged} looks at proposals)`,
    `first talks: ${added} added more than a day ago, ${inTime} spoken to within 24 h, ${escalated} given to the lead in time, ${gone} gone before, ${missed} missed`,
    `a day's list: ${lists[0]} to ${lists.at(-1)}, half of them up to ${lists[Math.floor(lists.length / 2)]}`,
    ...[...totals].sort(([a], [b]) => a.localeCompare(b)).map(([what, count]) => `  ${what.padEnd(32)} ${count}`),
  ].join('\n')
}
