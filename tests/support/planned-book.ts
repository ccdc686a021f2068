import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { sql } from 'kysely'
import type { Sql } from 'postgres'
import type { CustomerId } from '../../contract/ids.ts'
import { aPersonName } from '../../mock/world/names.ts'
import { randomOf } from '../../mock/world/random.ts'
import { factNotes } from '../../mock/world/talk.ts'
import { buildApp } from '../../server/app.ts'
import { createCatalogueHolder } from '../../server/catalogue/catalogue-holder.ts'
import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import type { Context } from '../../server/context.ts'
import { connect, openDatabase, type Database, type DatabaseTarget } from '../../server/db/database.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { createVault } from '../../server/privacy/vault.ts'
import { replanCustomers } from '../../server/reminders/planner.ts'
import { runJob } from '../../server/jobs/run-job.ts'
import { sessionCookie } from '../../server/session/cookie.ts'
import { addMs, hourMs, instantOf, minuteMs } from '../../server/time.ts'
import { aCustomer, anAnswer, aReminder, aServiceCase, aTouch } from './factories.ts'
import { planWorld } from './plan-world.ts'
import { testConfig } from './test-server.ts'

export interface PlannedBook {
  url: string
  cookie: { name: string, value: string }
  sql: Sql
  target: DatabaseTarget
  now: Date
  userId: string
  close: () => Promise<void>
}

const userId = 'rep-0'

/**
 * One rep's whole book on the real server and an embedded database, planned by the planner itself: customers with ten orders each (plan-world.ts), as people
 * are called and talked about in the demo world; on a Monday morning one was added, one asked, one complains. It listens; its clock stands.
 */
export async function openPlannedBook(customers: number, distDir?: string): Promise<PlannedBook> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhike-book-'))
  const server = await startEmbedded({ dataDir, settings: { fsync: 'off' } })
  const target = { socketDir: server.socketDir, user: server.user, database: 'postgres' }
  const db = openDatabase(target, { maxConnections: 10, statementTimeoutMs: 600_000 })
  await migrate(db)
  let now = instantOf('2026-06-15', '03:30')
  const unused = (): Promise<never> => Promise.reject(new Error('no platform here'))
  const context: Context = {
    config: { ...testConfig, requestsPerMinute: 0 }, clock: { now: () => now }, newId: randomUUID, db, vault: createVault(testConfig.dataKeys), catalogue: createCatalogueHolder(db),
    wecom: { get: unused, post: unused, agentTicket: () => Promise.resolve({ ticket: 'book', expiresAt: addMs(now, 2 * hourMs) }) },
    jobs: { add: () => Promise.resolve() }, log: Fastify({ logger: false }).log,
  }
  await loadStarterCatalogue(context)
  await planWorld(db, { customers, ordersEach: 10, reps: 1, now, seed: 7 })
  await nameThem(db, now)
  await runJob(context, 'nightly', {})
  now = instantOf('2026-06-15', '09:30')
  await replanCustomers(context, await thisMorning(db, now))
  await runJob(context, 'plan-due', { lane: 0 })
  await sql`vacuum analyze`.execute(db)
  const app = await buildApp(context, { distDir })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const client = connect(target, { maxConnections: 10 })
  const session = app.createSecureSession({ userId, signedInAt: now.getTime() })
  return {
    sql: client, target, now, userId, cookie: { name: sessionCookie, value: encodeURIComponent(app.encodeSecureSession(session)) }, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    close: async () => {
      await app.close()
      await client.end()
      await db.destroy()
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Names, remarks and notes as in the demo world; every fifth customer is somebody of whom something is noted. */
async function nameThem(db: Database, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`select external_user_id id from customer order by 1`.execute(db)
  const people = rows.map(({ id }) => ({ id, random: randomOf(`book/${id}`) })).map(({ id, random }) => ({ id, ...aPersonName(random), note: random.chance(0.2) ? random.pick(factNotes) : null, hasRemark: random.chance(0.7) }))
  const texts = (of: (person: (typeof people)[number]) => string): string[] => people.map(of)
  await sql`update customer set name = named.name from unnest(${texts(({ id }) => id)}::text[], ${texts(({ wechat }) => wechat)}::text[]) named (id, name) where external_user_id = named.id`.execute(db)
  await sql`update follow set remark = named.name from unnest(${texts(({ id }) => id)}::text[], ${texts(({ hasRemark, address }) => hasRemark ? address : '')}::text[]) named (id, name)
    where external_user_id = named.id`.execute(db)
  await sql`delete from note`.execute(db)
  const noted = people.filter(({ note }) => note !== null)
  await sql`insert into note (id, external_user_id, kind, text, by_user_id, noted_at, updated_at)
    select gen_random_uuid(), id, kind, text, ${userId}, ${addMs(now, -30 * 24 * hourMs)}::timestamptz, ${now}::timestamptz
    from unnest(${noted.map(({ id }) => id)}::text[], ${noted.map(({ note }) => note![0])}::text[], ${noted.map(({ note }) => note![1])}::text[]) noted (id, kind, text)`.execute(db)
}

/** What came up since yesterday: a promise, a complaint, one added this morning, one asked yesterday. */
async function thisMorning(db: Database, now: Date): Promise<CustomerId[]> {
  const known = (n: number): CustomerId => `wm${String(n).padStart(8, '0')}` as CustomerId
  const [promised, complains] = [known(40), known(117)]
  await aReminder(db, { externalUserId: promised, userId, rule: 'promise', contactClass: 'as_set', title: '答应的事', reason: '问无糖的即食燕窝哪天到货，回她', dueAt: addMs(now, -20 * minuteMs), score: 7e6 })
  await aServiceCase(db, { externalUserId: complains, openedBy: userId, handlerUserId: userId, kind: 'complaint', summary: '两瓶盖子松，漏了半箱', openedAt: addMs(now, -hourMs), dueAt: addMs(now, 3 * hourMs) })
  const comes = async (externalUserId: string, minutesAgo: number, state: string): Promise<CustomerId> => {
    const addedAt = addMs(now, -minutesAgo * minuteMs)
    return aCustomer(db, { externalUserId, name: aPersonName(randomOf(`book/${externalUserId}`)).wechat, followedBy: [userId], follow: { addedAt, state }, addedAt })
  }
  const added = await comes('wmNew1', 25, 'tmall-parcel')
  const asked = await comes('wmNew2', 26 * 60, 'live-room')
  await aTouch(db, { externalUserId: asked, userId, contactClass: 'onboarding', startedAt: addMs(now, -25.5 * hourMs), lastAt: addMs(now, -25.5 * hourMs) })
  await anAnswer(db, { externalUserId: asked, byUserId: userId, questionKey: 'kinds', state: 'asked', source: null, options: [], answeredAt: addMs(now, -25.5 * hourMs) })
  return [complains, added, asked]
}
