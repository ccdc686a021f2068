import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runJob } from '../../server/jobs/run-job.ts'
import { importFiles } from '../../server/orders/import-files.ts'
import { openCluster, startServer, type Cluster } from '../../server/start.ts'
import { postgresStore } from '../wecom/postgres-store.ts'
import { startSimulator } from '../wecom/simulator.ts'
import { makeWorld } from '../world/world.ts'
import { demoClock } from './demo-clock.ts'
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
}

export interface Demo { origin: string, close: () => Promise<void> }

/**
 * Simulator, server and app on one port and one embedded cluster, with the demo world. A second start goes on with its data;
 * a first start that was interrupted begins again. Everything in the world came through the product's own doors.
 */
export async function startDemo({ root, port, isFresh, dataDir = join(root, '.data', 'demo'), say = () => {} }: DemoOptions): Promise<Demo> {
  const complete = join(dataDir, 'world-complete')
  const cluster = await openCluster(join(dataDir, 'database'))
  const isNew = isFresh || !existsSync(complete)
  if (isNew) await forgetWorld(cluster, dataDir)
  mkdirSync(dataDir, { recursive: true })

  const settings = readOrMakeSettings(join(dataDir, 'settings.json'), new Date())
  const serverPort = await freePort()
  const origin = `http://127.0.0.1:${port}`
  let afterMove = (_now: Date): Promise<void> => Promise.resolve()
  const clock = demoClock(join(dataDir, 'clock.json'), now => afterMove(now))
  const world = isNew ? makeWorld({ seed: settings.seed, startedAt: new Date(settings.startedAt) }) : null

  const simulator = await startSimulator({
    corp: { ...settings.corp, trustedDomains: [`127.0.0.1:${port}`, `localhost:${port}`] },
    company: () => (world ?? makeWorld({ seed: settings.seed, startedAt: new Date(settings.startedAt) })).company,
    store: await postgresStore(await cluster.connection('simulator')),
    clock, upstream: `http://127.0.0.1:${serverPort}`, callbackUrl: `http://127.0.0.1:${serverPort}/wecom/callback`,
    host: '127.0.0.1', port, ids: randomUUID,
  })
  const server = await startServer({ config: demoConfig(settings, { origin, serverPort, dataDir: join(dataDir, 'database') }), clock, cluster })
  afterMove = () => runJob(server.context, 'nightly', {})

  if (world) {
    say('企业微信同步 …')
    await runJob(server.context, 'synchronise', { kind: 'full' })
    say(`订单导入：${world.orderFiles.length} 个文件 …`)
    await importFiles(server.context, { userId: 'operator-he', files: world.orderFiles })
    say(`往来记录：${world.acts.length} 条 …`)
    await playActs(server, clock, world.acts)
    await runJob(server.context, 'nightly', {})
    writeFileSync(complete, settings.startedAt)
  }
  return {
    origin,
    close: async () => {
      await simulator.close()
      await server.close()
      await cluster.stop()
    },
  }
}

async function forgetWorld(cluster: Cluster, dataDir: string): Promise<void> {
  for (const name of ['zhike', 'simulator']) await cluster.dropDatabase(name)
  for (const file of ['settings.json', 'clock.json', 'world-complete']) rmSync(join(dataDir, file), { force: true })
}
