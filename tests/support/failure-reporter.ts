import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import type { Failure, RunReport } from './failure-report.ts'

interface Thrown { message?: string, stack?: string, diff?: string, stacks?: readonly { file: string, line: number, column: number }[], cause?: Thrown, VITEST_TEST_PATH?: string }

/** Vitest's reporter for tests/run.ts: writes a RunReport to the file that ZHIKE_RUN_REPORT names. Vitest's own JSON names neither projects nor errors outside of tests. */
export default class FailureReporter implements Reporter {
  #root = process.cwd()

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly Thrown[]): void {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const failures = [
      ...modules.flatMap(module => this.#failuresOf(module)),
      ...unhandled.map(error => ({ project: '', file: this.#fileOf(error), names: ['outside of its tests'], ...this.#told(error) })),
    ]
    const count = (state: string): number => tests.filter(test => test.result().state === state).length
    const report: RunReport = { passed: count('passed'), failed: count('failed'), failures }
    if (process.env.ZHIKE_RUN_REPORT) writeFileSync(process.env.ZHIKE_RUN_REPORT, JSON.stringify(report))
  }

  /** Of the tests, and of the hooks and imports around them. */
  #failuresOf(module: TestModule): Failure[] {
    const where = { project: module.project.name, file: relative(this.#root, module.moduleId) }
    const told = (names: readonly string[], errors: readonly Thrown[]): Failure[] => errors.slice(0, 2).map(error => ({ ...where, names, ...this.#told(error) }))
    return [
      ...told([], module.errors()),
      ...[...module.children.allSuites()].flatMap(suite => told(suite.fullName.split(' > '), suite.errors())),
      ...[...module.children.allTests('failed')].flatMap(test => told(test.fullName.split(' > '), test.result().errors ?? [])),
    ]
  }

  /** Where it happened, not always where it comes from. */
  #fileOf({ VITEST_TEST_PATH: path }: Thrown): string {
    return path ? relative(this.#root, path) : ''
  }

  #told(error: Thrown): Pick<Failure, 'message' | 'frames'> {
    const { message = '', stack = '', diff = '', stacks = [], cause } = error
    const frames = stacks.map(({ file, line, column }) => `${relative(this.#root, file)}:${line}:${column}`)
    const plain = stack.split('\n').filter(line => line.trim().startsWith('at ') && line.includes(this.#root)).map(line => line.trim().slice('at '.length).replace(`${this.#root}/`, ''))
    const ours = (frames.length > 0 ? frames : plain).filter(frame => !/node_modules|node:/.test(frame))
    return { message: [message || stack.split('\n')[0], diff, cause?.message && `cause: ${cause.message}`].filter(Boolean).join('\n'), frames: ours }
  }
}
