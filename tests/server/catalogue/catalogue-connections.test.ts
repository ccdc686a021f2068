import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aCustomer, aRep, aTouch } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await aRep(server.db, { userId: 'rep-chen' })
})
afterAll(() => server.close())

it('more writes at once than there are connections all end, although each reads the catalogue inside its transaction and it has just been changed', async () => {
  const touches = await Promise.all(Array.from({ length: 12 }, async (_, at) => {
    const externalUserId = await aCustomer(server.db, { externalUserId: `wmAtOnce${at}`, followedBy: ['rep-chen'] })
    return aTouch(server.db, { externalUserId, userId: 'rep-chen' })
  }))
  await sql`update catalogue_version set version = version + 1`.execute(server.db)
  const replies = await Promise.all(touches.map(id => server.as('rep-chen')('PATCH', `/api/touches/${id}`, { reply: 'yes' })))
  expect(replies.map(reply => reply.statusCode)).toEqual(touches.map(() => 200))
})
