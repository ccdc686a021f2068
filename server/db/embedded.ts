import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, closeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import postgres from 'postgres'
import { chooseRunAs, findBinaries, wrap, type RunAs } from './embedded-binaries.ts'

/**
 * A real PostgreSQL of our own, from npm, for whoever sets no DATABASE_URL.
 * It listens on a unix socket in a directory that only its user may enter, and on nothing else: hence `trust`.
 */
export interface EmbeddedDatabase {
  /** Unix socket directory: `host` for postgres.js and pg. */
  socketDir: string
  user: string
  pid: number
  /** An own server that a killed parent had left running was found and is used on. */
  isAdopted: boolean
  /** Fast shutdown; leaves it running when another process of ours is still connected. */
  stop: () => Promise<void>
}

export interface EmbeddedOptions {
  dataDir: string
  /** Extra `-c name=value` settings. Tests turn fsync off; nothing else may. */
  settings?: Record<string, string>
  startTimeoutMs?: number
}

const user = 'zhike'
/** sun_path holds 107 bytes; the socket's own name takes some. */
const longestSocketDir = 80
const leaveWithinMs = 5_000

export async function startEmbedded({ dataDir, settings = {}, startTimeoutMs = 60_000 }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  mkdirSync(resolve(dataDir), { recursive: true, mode: 0o755 })
  const root = realpathSync(dataDir)
  const binaries = findBinaries()
  const cluster = join(root, 'postgres')
  const runAs = chooseRunAs(binaries, root, existsSync(cluster) ? statSync(cluster).uid : null)
  const socketDir = makeSocketDir(root, runAs)

  if (!existsSync(cluster)) initialise(binaries, root, cluster, runAs)

  const running = await adopt(cluster)
  if (running) return handle(running, true, cluster)
  forgetForeignLock(cluster)

  const startedPid = launch(binaries, cluster, socketDir, settings, runAs, join(root, 'postgres.log'))
  const deadline = Date.now() + startTimeoutMs
  for (;;) {
    const found = await adopt(cluster)
    // Two starters: the server that lost the lock file is gone, the other one is used by both.
    if (found) return handle(found, found.pid !== startedPid, cluster)
    if (!isAlive(startedPid) && !isOurServer(readLock(cluster), cluster)) {
      throw new Error(`The embedded PostgreSQL did not start. Its last words:\n${tail(join(root, 'postgres.log'))}`)
    }
    if (Date.now() > deadline) throw new Error(`The embedded PostgreSQL did not accept connections within ${startTimeoutMs} ms. See ${join(root, 'postgres.log')}`)
    await pause(40)
  }
}

/** initdb beside the final place, then one rename: an interrupted first start leaves nothing half made. */
function initialise(binaries: string, root: string, cluster: string, runAs: RunAs): void {
  for (const left of readdirSync(root)) {
    const maker = /^postgres\.new-(\d+)-/.exec(left)?.[1]
    if (maker && !isAlive(Number(maker))) rmSync(join(root, left), { recursive: true, force: true })
  }
  const fresh = join(root, `postgres.new-${process.pid}-${randomBytes(4).toString('hex')}`)
  mkdirSync(fresh, { mode: 0o700 })
  if (runAs.kind === 'uid') chownSync(fresh, runAs.uid, runAs.gid)
  const program = wrap(runAs, join(binaries, 'bin', 'initdb'), [
    '-D', fresh, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=und', '--no-instructions',
  ])
  const done = spawnSync(program.file, program.args, { ...program.options, cwd: '/', encoding: 'utf8', timeout: 120_000, env: cleanEnv() })
  if (done.status !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw new Error(`initdb failed (${done.error?.message ?? `exit ${done.status ?? done.signal}`}):\n${done.stderr ?? ''}`)
  }
  try {
    renameSync(fresh, cluster)
  }
  catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    // Another starter was quicker: its cluster is as good.
    if (!existsSync(join(cluster, 'PG_VERSION'))) throw error
  }
}

function makeSocketDir(root: string, runAs: RunAs): string {
  const near = join(root, 'socket')
  const name = `zhike-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`
  const dir = [near, join(tmpdir(), name), join('/tmp', name)].find(candidate => Buffer.byteLength(candidate) <= longestSocketDir) ?? near
  const uid = runAs.kind === 'uid' ? runAs.uid : process.getuid?.() ?? 0
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  // Somebody else may have made a directory of this name in /tmp first.
  const found = lstatSync(dir)
  if (!found.isDirectory() || (found.uid !== uid && found.uid !== process.getuid?.())) {
    throw new Error(`${dir} belongs to somebody else: remove it or choose another DATA_DIR.`)
  }
  chmodSync(dir, 0o700)
  if (runAs.kind === 'uid') chownSync(dir, runAs.uid, runAs.gid)
  return dir
}

/** Starts the server in a session of its own, so that Ctrl-C in the terminal does not reach it; it is stopped last. */
function launch(binaries: string, cluster: string, socketDir: string, settings: Record<string, string>, runAs: RunAs, logFile: string): number {
  const chosen = { listen_addresses: '', unix_socket_directories: socketDir, unix_socket_permissions: '0700', timezone: 'UTC', log_timezone: 'UTC', max_connections: '100', ...settings }
  const args = ['-D', cluster, ...Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const program = wrap(runAs, join(binaries, 'bin', 'postgres'), args)
  const log = openSync(logFile, 'a')
  const child = spawn(program.file, program.args, { ...program.options, cwd: '/', detached: true, stdio: ['ignore', log, log], env: cleanEnv() })
  closeSync(log)
  child.on('error', () => {})
  child.unref()
  if (!child.pid) throw new Error(`Could not start ${program.file}`)
  return child.pid
}

interface Running { pid: number, socketDir: string }

/** Our running server for this cluster, if it is alive and answers on its socket; else null. */
async function adopt(cluster: string): Promise<Running | null> {
  const lock = readLock(cluster)
  if (!lock?.socketDir || !isAlive(lock.pid)) return null
  const sql = connect(lock.socketDir)
  try {
    const [row] = await sql`select current_setting('data_directory') as dir`
    return row?.dir === cluster ? { pid: lock.pid, socketDir: lock.socketDir } : null
  }
  catch {
    return null
  }
  finally {
    await sql.end({ timeout: 1 })
  }
}

/** After a power cut the pid of the lock file may belong to another program (in a container nearly always): PostgreSQL would refuse to start. */
function forgetForeignLock(cluster: string): void {
  const lock = readLock(cluster)
  if (lock && !isOurServer(lock, cluster)) rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

/** Is the process of the lock file a server on this cluster? Where /proc does not tell, being alive is taken for it. */
function isOurServer(lock: { pid: number } | null, cluster: string): boolean {
  if (!lock || !isAlive(lock.pid)) return false
  if (!existsSync('/proc/self/cmdline')) return true
  try {
    return readFileSync(`/proc/${lock.pid}/cmdline`, 'utf8').split('\0').includes(cluster)
  }
  catch {
    return false
  }
}

function handle({ pid, socketDir }: Running, isAdopted: boolean, cluster: string): EmbeddedDatabase {
  return { socketDir, user, pid, isAdopted, stop: () => stop(pid, socketDir, cluster) }
}

async function stop(pid: number, socketDir: string, cluster: string): Promise<void> {
  if (readLock(cluster)?.pid !== pid || !isAlive(pid) || await isUsedByOthers(socketDir)) return
  signal(pid, 'SIGINT')
  const deadline = Date.now() + 20_000
  // The lock file goes before the process does: whoever removes the folder or looks for processes afterwards must find none.
  while (isAlive(pid)) {
    if (Date.now() > deadline && isOurServer({ pid }, cluster)) signal(pid, 'SIGQUIT')
    await pause(20)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A connection closed a moment ago is still listed until its backend has ended: only who stays is another. */
async function isUsedByOthers(socketDir: string): Promise<boolean> {
  const sql = connect(socketDir)
  const deadline = Date.now() + leaveWithinMs
  try {
    for (;;) {
      const [row] = await sql`select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
      if (row?.others === 0) return false
      if (Date.now() > deadline) return true
      await pause(20)
    }
  }
  catch {
    return false
  }
  finally {
    await sql.end({ timeout: 1 })
  }
}

const connect = (socketDir: string) => postgres({ host: socketDir, user, database: 'postgres', max: 1, connect_timeout: 2, idle_timeout: 1, onnotice: () => {} })

/** postmaster.pid: line 1 the pid, line 5 the first socket directory (empty while it starts). */
function readLock(cluster: string): { pid: number, socketDir: string | null } | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return pid > 0 ? { pid, socketDir: lines[4]?.trim() || null } : null
  }
  catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A zombie is not a server.
    return !existsSync(`/proc/${pid}/stat`) || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  }
  catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Nothing of the caller's PG* variables or locale may reach the server. */
function cleanEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}

const pause = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms))
const tail = (file: string): string => existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-15).join('\n') : '(no log)'
