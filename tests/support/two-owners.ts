import type { Database } from '../../server/db/database.ts'
import { aCustomer, aRep } from './factories.ts'
import { testServer, type TestServer } from './test-server.ts'

/** A server with a member whom a test is not about (rep-other, 周航) and an operator. The caller closes it. */
export async function twoOwnersServer(): Promise<TestServer> {
  const server = await testServer()
  await aRep(server.db, { userId: 'rep-other', name: '周航' })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  return server
}

/** For the `count`th test a member of its own with a customer, and a customer of rep-other. */
export async function twoCustomers(db: Database, count: number): Promise<{ rep: string, mine: string, others: string }> {
  const rep = await aRep(db, { userId: `rep-${count}` })
  const mine = await aCustomer(db, { externalUserId: `wmMine${count}`, name: '小满', followedBy: [rep] })
  const others = await aCustomer(db, { externalUserId: `wmOther${count}`, name: '立夏', followedBy: ['rep-other'] })
  return { rep, mine, others }
}
