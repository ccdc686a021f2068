/**
 * `npm test`: everything that must hold, cheapest first, and one closing line `N passed, N failed`.
 * `npm test -- app wecom` runs only the vitest files whose path contains one of the words.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { toldAgain, type Failure, type RunReport } from './support/failure-report.ts'

interface Outcome { name: string, passed: number, failed: number, seconds: number, failures: Failure[] }

const bin = (name: string): string => join('node_modules', '.bin', name)

/** Runs a program with its output passed through; resolves to its exit code. */
function run(file: string, args: string[], environment: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...environment } })
    child.on('error', (error) => { console.error(error.message); resolve(1) })
    child.on('close', code => resolve(code ?? 1))
  })
}

/** The same for a check: resolves to what it said as well. */
function runHearing(file: string, args: string[]): Promise<{ code: number, said: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const hear = (from: Readable, to: Writable): void => void from.setEncoding('utf8').on('data', (text: string) => { said += text; to.write(text) })
    hear(child.stdout, process.stdout)
    hear(child.stderr, process.stderr)
    child.on('error', error => resolve({ code: 1, said: error.message }))
    child.on('close', code => resolve({ code: code ?? 1, said }))
  })
}

async function check(name: string, file: string, args: string[]): Promise<Outcome> {
  const startedAt = performance.now()
  const { code, said } = await runHearing(file, args)
  const seconds = (performance.now() - startedAt) / 1000
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`)
  return code === 0 ? { name, passed: 1, failed: 0, seconds, failures: [] } : { name, passed: 0, failed: 1, seconds, failures: [{ project: '', file: name, names: [], message: said, frames: [] }] }
}

async function suite(name: string, args: string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'zhike-run-'))
  const file = join(folder, 'report.json')
  const startedAt = performance.now()
  const code = await run(bin('vitest'), ['run', '--reporter=default', '--reporter=./tests/support/failure-reporter.ts', ...args], { ZHIKE_RUN_REPORT: file })
  const seconds = (performance.now() - startedAt) / 1000
  const { passed, failed: counted, failures } = readReport(file)
  rmSync(folder, { recursive: true, force: true })
  // A run that broke outside a test (an unhandled rejection, a file that does not load) is a failure too.
  const failed = counted === 0 && code !== 0 ? 1 : counted
  console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`)
  return { name, passed, failed, seconds, failures }
}

function readReport(file: string): RunReport {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunReport
  }
  catch (error) {
    return { passed: 0, failed: 1, failures: [{ project: '', file: '', names: ['the whole run'], message: `it ended without a report: ${String(error)}`, frames: [] }] }
  }
}

async function main(words: string[]): Promise<void> {
  const outcomes: Outcome[] = []
  if (words.length > 0) outcomes.push(await suite('tests', words))
  else {
    outcomes.push(...await Promise.all([
      check('lint', bin('eslint'), ['.', '--quiet', '--cache', '--cache-location', 'node_modules/.cache/eslint/']),
      check('types', bin('vue-tsc'), ['--noEmit']),
      check('openapi', process.execPath, ['--import', 'tsx', 'scripts/lint-openapi.ts']),
      check('unused', bin('knip'), ['--no-progress', '--include', 'dependencies,files,unlisted']),
    ]))
    outcomes.push(await check('build', process.execPath, ['--import', 'tsx', 'mock/demo/build.ts']))
    outcomes.push(await check('size', bin('size-limit'), []))
    outcomes.push(await suite('unit, server, simulator', ['--project', 'app', '--project', 'node', '--maxWorkers=100%']))
    outcomes.push(await suite('browser', ['--project', 'e2e']))
  }
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
  for (const outcome of outcomes) console.log(`${outcome.failed === 0 ? 'ok  ' : 'FAIL'} ${outcome.name} ${outcome.seconds.toFixed(1)} s`)
  for (const line of toldAgain(outcomes.flatMap(({ failures }) => failures))) console.log(line)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}

await main(process.argv.slice(2))
