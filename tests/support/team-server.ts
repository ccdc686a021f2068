import { loadStarterCatalogue } from '../../server/catalogue/starter.ts'
import { aLead, aRep, asJson } from './factories.ts'
import { testServer, type TestServer } from './test-server.ts'

/** A server with the starter catalogue, nobody held out for comparison, leads with these members, a guide (guide-gu) and an operator (operator-he). The caller closes it. */
export async function teamServer(teams: Record<string, readonly string[]>): Promise<TestServer> {
  const server = await testServer()
  await loadStarterCatalogue(server.context)
  await server.db.updateTable('setting').set({ value: asJson(0) }).where('key', '=', 'holdoutShare').execute()
  for (const userId of new Set(Object.values(teams).flat())) await aRep(server.db, { userId })
  for (const [userId, team] of Object.entries(teams)) await aLead(server.db, { userId, team })
  await aRep(server.db, { userId: 'guide-gu', role: 'guide' })
  await aRep(server.db, { userId: 'operator-he', role: 'operator' })
  return server
}
