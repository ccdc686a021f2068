import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../server/db/database.ts'
import { runJob } from '../../server/jobs/run-job.ts'
import { importFiles } from '../../server/orders/import-files.ts'
import { findNewestRun } from '../../server/sync/sync-run.queries.ts'
import { openCluster, startServer, type Cluster, type RunningServer } from '../../server/start.ts'
import { postgresStore } from '../wecom/postgres-store.ts'
import { startSimulator, type Simulator } from '../wecom/simulator.ts'
import { makeWorld, type World, type WorldBirth } from '../world/world.ts'
import { demoClock, type DemoClock } from './demo-clock.ts'
import { demoConfig, readOrMakeSettings } from './demo-settings.ts'
import { freePort } from './free-port.ts'
import { playActs } from './play.ts'

export interface DemoOptions {
  root: string
  port: number
  /** Throw the kept world away and make it anew. */
  isFresh: boolean
  dataDir?: string
  say?: (line: string) => void
  /** Another world than the demo's, as tests want it. */
  world?: (born: WorldBirth) => World
  /** The instant at which a new world begins; its clock runs on from there. Absent: now. */
  beginsAt?: Date
  /** Where the built app lies, when not in dist/app. */
  distDir?: string
  /** What stands between the simulator's proxy and the server, as Vite does in development. Given the server's address, says its own. */
  front?: (server: string) => Promise<{ origin: string, close: () => Promise<void> }>
}

export interface Demo { origin: string, close: () => Promise<void> }

/**
 * Simulator, server and app on one port and one embedded cluster, with the demo world. A second start goes on with its data;
 * a first start that was interrupted begins again. Everything in the world came through the product's own doors.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return { origin: await compose(options, undo), close }
  }
  catch (error) {
    await close().catch(() => {})
    throw error
  }
}

async function compose({ root, port, isFresh, dataDir = join(root, '.data', 'demo'), say = () => {}, world: worldOf = makeWorld, beginsAt, distDir, front }: DemoOptions, undo: (() => Promise<unknown>)[]): Promise<string> {
  const complete = join(dataDir, 'world-complete')
  const databaseDir = join(dataDir, 'database')
  const isNew = isFresh || !existsSync(complete)
  mkdirSync(dataDir, { recursive: true })
  const cluster = await openCluster(databaseDir)
  undo.push(() => cluster.stop())
  if (isNew) await forgetWorld(cluster, dataDir)

  const settings = readOrMakeSettings(join(dataDir, 'settings.json'), beginsAt ?? new Date())
  const makeOurWorld = (): World => worldOf({ seed: settings.seed, startedAt: new Date(settings.startedAt) })
  const world = isNew ? makeOurWorld() : null
  const serverPort = await freePort()
  const upstream = `http://127.0.0.1:${serverPort}`
  const origin = `http://127.0.0.1:${port}`
  let afterMove = (_now: Date): Promise<void> => Promise.resolve()
  const clock = demoClock(join(dataDir, 'clock.json'), now => afterMove(now))
  if (isNew && beginsAt) await clock.moveTo(beginsAt)

  const standing = await front?.(upstream)
  if (standing) undo.push(standing.close)

  const simulator = await startSimulator({
    corp: { ...settings.corp, trustedDomains: [`127.0.0.1:${port}`, `localhost:${port}`] },
    company: () => (world ?? makeOurWorld()).company,
    store: await postgresStore(await cluster.connection('simulator')),
    clock, upstream: standing?.origin ?? upstream, callbackUrl: `${upstream}/wecom/callback`, host: '127.0.0.1', port, ids: randomUUID,
  })
  undo.push(() => simulator.close())
  const server = await startServer({ config: demoConfig(settings, { origin, serverPort, dataDir: databaseDir }), clock, cluster, distDir })
  undo.push(() => server.close())
  afterMove = async () => {
    await runJob(server.context, 'nightly', {})
    await runJob(server.context, 'push', {})
  }

  if (world) {
    await bringIn(world, { server, simulator, clock, cluster, say })
    writeFileSync(complete, settings.startedAt)
  }
  return origin
}

interface Parts { cluster: Cluster, server: RunningServer, simulator: Simulator, clock: DemoClock, say: (line: string) => void }

/** The world comes in through the doors that production has: synchronisation, import, the API. */
async function bringIn(world: World, { server, simulator, clock, cluster, say }: Parts): Promise<void> {
  say('企业微信同步 …')
  await synchronised(server)
  say(`订单导入：${world.orderFiles.length} 个文件 …`)
  // An interrupted first start begins anew: its commits need not wait for the disk one by one. The nightly pass, durable again, writes them through.
  const db = openDatabase(await cluster.target('zhike'), { isDurable: false })
  try {
    const context = { ...server.context, db }
    await importFiles(context, { userId: 'operator-he', files: world.orderFiles })
    say(`往来记录：${world.acts.length} 条 …`)
    await playActs(context, simulator, clock, world.acts)
  }
  finally {
    await db.destroy()
  }
  await simulator.settled()
  await runJob(server.context, 'nightly', {})
}

/** The server synchronises by itself at its first start; this waits until it has. Throws what made it fail. */
async function synchronised(server: RunningServer): Promise<void> {
  for (;;) {
    const run = await findNewestRun(server.context.db)
    if (run?.status === 'done') return
    if (run?.status === 'failed') throw new Error(`The first synchronisation failed: ${run.failure}`)
    await new Promise(done => setTimeout(done, 100))
  }
}

async function forgetWorld(cluster: Cluster, dataDir: string): Promise<void> {
  for (const name of ['zhike', 'simulator']) await cluster.dropDatabase(name)
  for (const file of ['settings.json', 'clock.json', 'world-complete']) rmSync(join(dataDir, file), { force: true })
}
