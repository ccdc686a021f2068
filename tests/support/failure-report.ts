/** What a test run came to, and how a red one is told again at its end: of a long output only the end may be seen. */
export interface RunReport { passed: number, failed: number, failures: Failure[] }

export interface Failure {
  /** Empty for what broke outside of a project. */
  project: string
  /** From the root of the repository, or a check's name; empty for what broke outside of a file. */
  file: string
  /** Describes and test, outermost first; empty for what broke outside of a test. */
  names: readonly string[]
  message: string
  /** Our own frames of its stack, innermost first. */
  frames: readonly string[]
}

const mostLines = 12
const mostFrames = 4
const mostFailures = 20

/** One block a failure: where and which, its message (the first 12 lines, 400 characters each), the first frames. From the 21st on only where and which. */
export function toldAgain(failures: readonly Failure[]): string[] {
  return failures.flatMap((failure, at) => at < mostFailures ? [whichOf(failure), ...whyOf(failure)] : [whichOf(failure)])
}

function whichOf({ project, file, names }: Failure): string {
  return `FAIL ${[project && `[${project}]`, [file, ...names].filter(Boolean).join(' > ')].filter(Boolean).join(' ')}`
}

function whyOf({ message, frames }: Failure): string[] {
  const lines = message.replace(colours, '').split('\n').map(line => line.trimEnd()).filter(Boolean)
  const cut = lines.length > mostLines ? [`… ${lines.length - mostLines} lines more`] : []
  return [...lines.slice(0, mostLines).map(line => line.slice(0, 400)), ...cut, ...frames.slice(0, mostFrames).map(frame => `at ${frame}`)].map(line => `     ${line}`)
}

// eslint-disable-next-line no-control-regex -- colours of a terminal begin with one
const colours = /\u001B\[[\d;]*m/g
