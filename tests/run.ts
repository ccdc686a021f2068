/**
 * `npm test`: everything that must hold, cheapest first, and one closing line `N passed, N failed`.
 * `npm test -- app wecom` runs only the vitest files whose path contains one of the words.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Outcome { name: string, passed: number, failed: number, seconds: number }

const bin = (name: string): string => join('node_modules', '.bin', name)

/** Runs a program with its output passed through; resolves to its exit code. */
function run(file: string, args: string[], environment: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...environment } })
    child.on('error', (error) => { console.error(error.message); resolve(1) })
    child.on('close', code => resolve(code ?? 1))
  })
}

async function check(name: string, file: string, args: string[]): Promise<Outcome> {
  const startedAt = performance.now()
  const code = await run(file, args)
  const seconds = (performance.now() - startedAt) / 1000
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`)
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, seconds }
}

async function suite(name: string, args: string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'zhike-run-'))
  const report = join(folder, 'report.json')
  const startedAt = performance.now()
  const code = await run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args])
  const seconds = (performance.now() - startedAt) / 1000
  const counted = readReport(report)
  rmSync(folder, { recursive: true, force: true })
  // A run that broke outside a test (an unhandled rejection, a file that does not load) is a failure too.
  const failed = counted.failed === 0 && code !== 0 ? 1 : counted.failed
  console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${counted.passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`)
  return { name, passed: counted.passed, failed, seconds }
}

function readReport(file: string): { passed: number, failed: number } {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number, numFailedTests: number, numFailedTestSuites: number, numPassedTestSuites: number }
    return { passed: report.numPassedTests, failed: report.numFailedTests }
  }
  catch {
    return { passed: 0, failed: 1 }
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
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}

await main(process.argv.slice(2))
