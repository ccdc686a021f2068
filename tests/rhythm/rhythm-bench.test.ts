import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { originsOf } from '../bench/rhythm.ts'
import { isoDayOf } from '../../server/rhythm/day-number.ts'
import { readPurchaseLog } from './purchase-log.ts'
import { heavyHeadLog, syntheticLog } from './synthetic-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'rhythm-bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Said { code: number, stdout: string, stderr: string }

/** What `npm run bench -- …` runs. */
function bench(...args: string[]): Promise<Said> {
  const main = fileURLToPath(new URL('../bench/main.ts', import.meta.url))
  return new Promise(resolve => {
    execFile(process.execPath, ['--import', 'tsx', main, ...args], (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }))
  })
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const small = syntheticLog({ ...heavyHeadLog, customers: 500 }, 8)
  .flatMap((purchases, i) => purchases.map(p => `c${i},${isoDayOf(p.day)},${(p.amountFen! / 100).toFixed(2)}`))

describe('a purchase log', () => {
  it.each([
    ['', /line 1.*header must be customer,date/],
    ['who,when\na,2025-01-01', /line 1.*header must be customer,date.*who,when/],
    ['customer,date\n', /no purchases/],
    ['customer,date\na,2025-01-01\nb,03.02.2025', /line 3: date must be.*03\.02\.2025/],
    ['customer,date\na,2025-02-30', /line 2: date must be.*2025-02-30/],
    ['customer,date,amount\na,2025-01-01,12元', /line 2: amount is not a number: 12元/],
    ['customer,date\n,2025-01-01', /line 2: customer is empty/],
    ['customer,date\n"a,2025-01-01', /not a CSV file/],
  ])('%j is refused with the line and what is wrong', (text, message) => {
    expect(() => readPurchaseLog(text)).toThrow(message)
  })

  it('is read with a byte order mark, Windows line ends, quotes, empty amounts, times and rows in any order', () => {
    const text = '\uFEFFcustomer,date,amount\r\nb,2025-03-01T10:00:00,\r\n"a, the first",2025-02-01,9.9\r\nb,2025-01-01,20\r\nb,2025-03-01,1.5\r\n\r\n'
    const [a, b] = readPurchaseLog(text)
    expect(a!.amountsFen).toEqual([990])
    expect(b!.days.map(isoDayOf)).toEqual(['2025-01-01', '2025-03-01'])
    expect(b!.amountsFen).toEqual([2000, 150])
  })

  it('is the same log in any order of rows', () => {
    expect(readPurchaseLog(['customer,date,amount', ...[...small].reverse()].join('\n'))).toEqual(readPurchaseLog(['customer,date,amount', ...small].join('\n')))
  })
})

describe('decision days', () => {
  it.each(['', '2025-01-01', '2025-01-01:2025-03-01', '2025-01-01:2025-03-01:0', '2025-13-01:2025-03-01:30', '2025-03-01:2025-01-01:30'])('%j are refused', text => {
    expect(() => originsOf(text)).toThrow()
  })

  it('run from the first by the step, the last included when it is met', () => {
    expect(originsOf('2025-01-01:2025-03-02:30').map(isoDayOf)).toEqual(['2025-01-01', '2025-01-31', '2025-03-02'])
    expect(originsOf('2025-01-01:2025-03-01:30')).toHaveLength(2)
  })
})

describe('npm run bench', () => {
  it('names the benchmarks when none or an unknown one is asked for', async () => {
    const [none, unknown] = await Promise.all([bench(), bench('rythm')])
    for (const said of [none, unknown]) expect(said).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/names: .*rhythm/) })
  })

  it('says what is wrong on standard error and nothing on standard output', async () => {
    const said = await Promise.all([bench('rhythm'), bench('rhythm', '--log', join(folder, 'none.csv')), bench('rhythm', '--log', file('short.csv', 'customer,date\na,2025-01-01\n'))])
    expect(said.map(one => [one.code, one.stdout])).toEqual([[1, ''], [1, ''], [1, '']])
    expect(said.map(one => one.stderr)).toEqual([expect.stringMatching(/--log is missing/), expect.stringMatching(/cannot read/), expect.stringMatching(/210 days.*--origins/)])
  })

  it('prints the JSON alone: decision days, and four figures for each of the six methods', async () => {
    const log = file('small.csv', ['customer,date,amount', ...small].join('\n'))
    const first = isoDayOf(19_200)
    const said = await bench('rhythm', '--log', log, '--json', '--origins', `${first}:${isoDayOf(19_260)}:30`)
    expect(said.code).toBe(0)
    const printed = JSON.parse(said.stdout) as { origins: string[], methods: { name: string }[] }
    expect(printed.origins).toEqual([first, isoDayOf(19_230), isoDayOf(19_260)])
    expect(printed.methods.map(method => method.name)).toEqual(['rule-90', 'recency', 'own-median', 'rfm', 'p30', 'score'])
    for (const method of printed.methods) {
      expect(method).toEqual({ name: method.name, auc: expect.any(Number), precisionAt15: expect.any(Number), lift: expect.any(Number), ece: expect.any(Number) })
    }
  })
})
