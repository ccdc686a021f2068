import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCluster } from '../../../server/db/cluster.ts'
import { connect } from '../../../server/db/database.ts'
import { startEmbedded, type EmbeddedDatabase } from '../../../server/db/embedded.ts'

const settings = { fsync: 'off' }
const starter = new URL('embedded-starter.ts', import.meta.url).pathname
let root: string
const children: ChildProcess[] = []
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'zhike-embedded-')); chmodSync(root, 0o755) })
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

interface Told { pid: number, isAdopted: boolean, socketDir: string }
/** In a process group of its own, as a terminal gives one to each command. */
function startElsewhere(dataDir: string): { child: ChildProcess, told: Promise<Told>, ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['--import', 'tsx', starter, dataDir], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  children.push(child)
  let errors = ''
  child.stderr?.on('data', (piece: Buffer) => { errors += piece.toString() })
  const ended = new Promise<number | null>(done => child.once('exit', done))
  const told = new Promise<Told>((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as Told))
    void ended.then(() => reject(new Error(`It ended: ${errors}`)))
  })
  told.catch(() => {})
  return { child, told, ended }
}
async function count(server: EmbeddedDatabase): Promise<number> {
  const sql = connect({ socketDir: server.socketDir, user: server.user, database: 'postgres' }, { maxConnections: 1 })
  const [row] = await sql`select count(*) as n from kept`
  await sql.end()
  return Number(row?.n)
}
/** A zombie, which nobody has buried yet, is not alive. */
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

describe('the embedded PostgreSQL', () => {
  it('outlives the killed parent and Ctrl-C, is found again by the next start with nothing lost, and is stopped by it', async () => {
    const first = startElsewhere(root)
    const { pid } = await first.told
    first.child.kill('SIGKILL')
    await first.ended
    const second = startElsewhere(root)
    expect(await second.told).toMatchObject({ pid, isAdopted: true })
    // Ctrl-C in a terminal reaches the whole process group.
    process.kill(-(second.child.pid ?? 0), 'SIGINT')
    expect(await second.ended).toBe(7)
    expect(isAlive(pid)).toBe(true)
    const server = await startEmbedded({ dataDir: root })
    expect(server).toMatchObject({ pid, isAdopted: true })
    expect(await count(server)).toBe(2)
    await server.stop()
    expect(isAlive(pid)).toBe(false)
  })

  it('is one server for two processes that start at the same moment', async () => {
    const [one, two] = [startElsewhere(root), startElsewhere(root)]
    const [first, second] = await Promise.all([one.told, two.told])
    expect(second.pid).toBe(first.pid)
    expect([first.isAdopted, second.isAdopted].sort()).toEqual([false, true])
    const server = await startEmbedded({ dataDir: root })
    expect(await count(server)).toBe(2)
    await server.stop()
  })

  it('is stopped although a connection is just being closed, and not while another stays', async () => {
    const server = await startEmbedded({ dataDir: root, settings })
    const other = connect({ socketDir: server.socketDir, user: server.user, database: 'postgres' }, { maxConnections: 1 })
    await other`select 1`
    await server.stop()
    expect(isAlive(server.pid)).toBe(true)
    const stopped = server.stop()
    await other.end()
    await stopped
    expect(isAlive(server.pid)).toBe(false)
  })

  it('starts below a home that only its owner may enter, over what a broken first start and a power cut left behind', async () => {
    chmodSync(root, 0o700)
    const dataDir = join(root, 'data')
    mkdirSync(join(dataDir, 'postgres.new-999999999-half'), { recursive: true })
    const first = await startEmbedded({ dataDir, settings })
    await first.stop()
    expect(readdirSync(dataDir).filter(name => name.startsWith('postgres.new-'))).toEqual([])
    // The pid of the lock file now belongs to somebody else, as in a restarted container.
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n${join(dataDir, 'postgres')}\n`)
    const second = await startEmbedded({ dataDir, settings })
    expect(second.isAdopted).toBe(false)
    await second.stop()
  })

  it('keeps its socket short below a long path, and makes databases that several ask for at once', async () => {
    const dataDir = join(root, 'a'.repeat(60), 'b'.repeat(60))
    const cluster = await openCluster(dataDir, settings)
    const targets = await Promise.all(['zhike', 'zhike', 'simulator'].map(name => cluster.target(name)))
    expect(Buffer.byteLength(targets[0]?.socketDir ?? '')).toBeLessThan(100)
    expect(targets.map(target => target.database)).toEqual(['zhike', 'zhike', 'simulator'])
    await cluster.dropDatabase('simulator')
    await expect(cluster.target('no; drop database zhike')).rejects.toThrow('Not a database name')
    await cluster.stop()
  })
})
