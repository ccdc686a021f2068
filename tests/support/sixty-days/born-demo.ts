import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { demoClock } from '../../../mock/demo/demo-clock.ts'
import { demoConfig, readOrMakeSettings } from '../../../mock/demo/demo-settings.ts'
import { startDemo } from '../../../mock/demo/demo.ts'
import { freePort } from '../../../mock/demo/free-port.ts'
import { postgresStore } from '../../../mock/wecom/postgres-store.ts'
import { startSimulator } from '../../../mock/wecom/simulator.ts'
import { standingClock } from '../../../mock/wecom/clock.ts'
import { randomOf } from '../../../mock/world/random.ts'
import { makeWorld } from '../../../mock/world/world.ts'
import { buildApp } from '../../../server/app.ts'
import { openCatalogue } from '../../../server/catalogue/open-catalogue.ts'
import type { Context } from '../../../server/context.ts'
import { openCluster } from '../../../server/db/cluster.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { migrate } from '../../../server/db/migrate.ts'
import { createVault } from '../../../server/privacy/vault.ts'
import { minuteMs } from '../../../server/time.ts'
import { createWecomClient } from '../../../server/wecom/http-client.ts'
import { openPlace, type Place, type QueuedJob } from './place.ts'

const root = join(import.meta.dirname, '../../..')

/**
 * The demo world as `npm run demo -- --fresh` makes it, in a folder of its own; then the same data under a clock that stands until it is moved, and
 * with jobs that run when we say so. `keptIn`: a folder with the data of such a demo that was stopped; it is used, and not thrown away.
 */
export async function openBornDemo({ beginsAt, keptIn, say }: { beginsAt: Date, keptIn?: string | undefined, say: (line: string) => void }): Promise<Place> {
  const dataDir = keptIn ?? mkdtempSync(join(tmpdir(), 'zhike-sixty-days-'))
  const throwAway = (): void => { if (!keptIn) rmSync(dataDir, { recursive: true, force: true }) }
  try {
    if (!keptIn) {
      const demo = await startDemo({ root, port: await freePort(), isFresh: true, dataDir, beginsAt, say })
      await demo.close()
    }
    return await compose(dataDir, throwAway)
  }
  catch (error) {
    throwAway()
    throw error
  }
}

async function compose(dataDir: string, throwAway: () => void): Promise<Place> {
  const settings = readOrMakeSettings(join(dataDir, 'settings.json'), new Date(0))
  const world = makeWorld({ seed: settings.seed, startedAt: new Date(settings.startedAt) })
  const cluster = await openCluster(join(dataDir, 'database'), { fsync: 'off' })
  const [port, serverPort] = [await freePort(), await freePort()]
  const origin = `http://127.0.0.1:${port}`
  const upstream = `http://127.0.0.1:${serverPort}`
  // The demo's own clock has run on since the world was born: on the next full ten minutes it stands.
  const begin = new Date(Math.ceil(demoClock(join(dataDir, 'clock.json'), () => Promise.resolve()).now().getTime() / (10 * minuteMs)) * 10 * minuteMs)
  const clock = standingClock(begin)
  const simulator = await startSimulator({
    corp: { ...settings.corp, trustedDomains: [`127.0.0.1:${port}`] }, company: () => world.company, store: await postgresStore(await cluster.connection('simulator')),
    clock, upstream, callbackUrl: `${upstream}/wecom/callback`, host: '127.0.0.1', port, ids: idsOf('platform'),
  })
  const target = await cluster.target('zhike')
  const db = openDatabase(target)
  await migrate(db)
  const { catalogue, close: closeCatalogue } = openCatalogue(target)
  const queued: QueuedJob[] = []
  const parts = { config: { ...demoConfig(settings, { origin, serverPort, dataDir }), requestsPerMinute: 0 }, clock, db, log: Fastify({ logger: false }).log }
  const vault = createVault(parts.config.dataKeys)
  const context: Context = {
    ...parts, vault, catalogue, newId: idsOf('server'), wecom: createWecomClient({ ...parts, vault, config: parts.config.wecom, pause: () => Promise.resolve() }),
    jobs: { add: (_trx, name, payload) => Promise.resolve(void queued.push({ name, payload })) },
  }
  const app = await buildApp(context)
  await app.listen({ host: '127.0.0.1', port: serverPort })
  return openPlace({
    context, app, simulator, world, queued, delivered: () => simulator.settled(),
    setNow: at => void clock.moveTo(at),
    close: async () => {
      await simulator.close()
      await app.close()
      await db.destroy()
      await closeCatalogue()
      await cluster.stop()
      throwAway()
    },
  })
}

/** UUIDs that are the same from run to run, so that ties are broken alike. */
function idsOf(whose: string): () => string {
  const random = randomOf(`sixty-days/ids/${whose}`)
  const hex = (digits: number): string => Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join('')
  return () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`
}
