import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { graphileJobs } from '../../../server/jobs/graphile-jobs.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { migrateJobs } from '../../../server/jobs/worker.ts'
import { processBeside, type OwnProcess } from '../../support/own-process.ts'
import type { ProcessTask } from '../../support/process-main.ts'
import { wecomWorld, type WecomWorld } from '../../support/wecom-world.ts'
import { ourWorld, theirWorld } from '../../support/world-comparison.ts'
import { aCompany } from '../../wecom/simulator-fixture.ts'

let world: WecomWorld
const processes: OwnProcess[] = []
afterEach(async () => {
  await Promise.all(processes.splice(0).map(one => one.kill()))
  await world.close()
})

async function aWorld(customers = 0): Promise<void> {
  world = await wecomWorld({ company: () => withCustomers(customers) })
  await migrateJobs(world.server.target)
  // What the test's own process queues is worked through by the others.
  world.server.context.jobs = graphileJobs
}
/** `behindMs`: its clock is so far behind the platform's. */
function start(task: ProcessTask['task'], { behindMs = 0 } = {}): OwnProcess {
  const made = processBeside(world.server, task, new Date(world.harness.clock.now().getTime() - behindMs))
  processes.push(made)
  return made
}
const calls = async (path: string): Promise<number> => (await world.harness.state()).calls.filter(call => call.path === path).length
const until = (condition: () => Promise<boolean>) => expect.poll(condition, { interval: 25 }).toBe(true)

function withCustomers(count: number): ReturnType<typeof aCompany> {
  const company = aCompany()
  const createtime = company.follows[0]?.createtime ?? 0
  for (let index = 0; index < count; index += 1) {
    const external_userid = `wmMany${String(index).padStart(4, '0')}`
    company.contacts.push({ external_userid, name: `客${index}`, avatar: '', type: 1, gender: 0 })
    company.follows.push({ userid: 'rep-zhou', external_userid, remark: `备注${index}`, description: '', createtime, tag_id: [], remark_mobiles: [], oper_userid: 'rep-zhou', add_way: 1 })
  }
  return company
}

describe('several processes', () => {
  it('ask for one token, though all find it missing at once, and for one more when all find it expired', async () => {
    await aWorld()
    const crowd = [start({ call: 8 }), start({ call: 8 })]
    await Promise.all(crowd.map(one => one.until('ready')))
    await world.harness.control('faults', { api: [{ path: 'gettoken', latencyMs: 150 }] })
    crowd.forEach(one => one.go())
    await Promise.all(crowd.map(one => one.until('done 1')))
    expect([await calls('gettoken'), await calls('department/list')]).toEqual([1, 16])
    await world.harness.control('faults', { expireTokens: true })
    crowd.forEach(one => one.go())
    await Promise.all(crowd.map(one => one.until('done 2')))
    expect(await calls('gettoken')).toBe(2)
  })
})

describe('kill -9', () => {
  it('in the midst of the first synchronisation: the next one goes on from the last page and ends equal to the platform\'s world', async () => {
    await aWorld(450)
    // After four pages no more: it is killed in the midst, however late.
    await world.harness.control('faults', { api: [{ path: 'externalcontact/batch/get_by_user', latencyMs: 1, count: 4 }, { path: 'externalcontact/batch/get_by_user', timeout: true }] })
    const first = start('synchronise')
    const known = async (): Promise<number> => Number((await world.server.db.selectFrom('customer').select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
    await until(async () => await known() > 150 && await calls('externalcontact/batch/get_by_user') > 4)
    await first.kill()
    const had = await known()
    expect(had).toBeLessThan(453)
    expect(await world.server.db.selectFrom('syncRun').select(['status', 'customers']).execute()).toMatchObject([{ status: 'running' }])
    const asked = await calls('externalcontact/batch/get_by_user')
    await world.harness.control('faults', {})
    // Its clock is behind the dead one's: nothing that it reads counts as older than the run.
    await start('synchronise', { behindMs: 5000 }).until('done')
    const { company } = world.harness.simulator
    expect(await ourWorld(world.server.context, company)).toEqual(theirWorld(company))
    // lead-lin and rep-chen have a page each, rep-zhou five: seven, and at most the one that was under way again.
    const again = await calls('externalcontact/batch/get_by_user') - asked
    expect([asked > 2, again < 7, asked + again <= 8]).toEqual([true, true, true])
    expect(await world.server.db.selectFrom('syncRun').select(['status', 'repsDone']).execute()).toEqual([{ status: 'done', repsDone: 3 }])
  })

  it('of a worker in the midst of a callback and of a welcome message: another does them within seconds, not in four hours', async () => {
    await aWorld()
    await runJob(world.server.context, 'synchronise', { kind: 'full' })
    await world.harness.control('faults', { api: [{ path: 'externalcontact/get', latencyMs: 60_000 }, { path: 'externalcontact/send_welcome_msg', latencyMs: 60_000 }] })
    const first = start('work', { behindMs: 10_000 })
    await first.until('ready')
    await world.harness.simulator.emit({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmKilled01', name: '小满' })
    await world.receive()
    await until(async () => {
      const { rows } = await sql<{ taskIdentifier: string }>`select task_identifier from graphile_worker.jobs where locked_by is not null`.execute(world.server.db)
      const welcome = await world.server.db.selectFrom('welcome').select('claimedAt').executeTakeFirst()
      return rows.some(row => row.taskIdentifier === 'process-inbox') && Boolean(welcome?.claimedAt)
    })
    await first.kill()
    await world.harness.control('faults', {})
    start('work')
    await until(async () => (await world.server.as('rep-chen')('GET', '/api/customers/wmKilled01/sidebar')).statusCode === 200)
    await until(async () => (await world.server.db.selectFrom('welcome').select('outcome').executeTakeFirstOrThrow()).outcome !== null)
    expect(await world.server.db.selectFrom('welcome').select(['outcome', 'attempts']).executeTakeFirst()).toEqual({ outcome: 'sent', attempts: 2 })
    expect(world.harness.simulator.company.messages.filter(message => message.via === 'welcome')).toHaveLength(1)
  })
})
