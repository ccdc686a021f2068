import { sql } from 'kysely'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { aCustomer, aLead, aNote, anAnswer, anOrder, aReminder, aRep, aServiceCase, aTouch, before, testNow } from '../../support/factories.ts'
import { testServer, type TestServer, type TestServerOptions } from '../../support/test-server.ts'

/** The customer of rep-chen, whose lead is lead-lin. All that is hers carries one of the marks. */
export const hers = 'wmSecret0001'
export const phone = '13988887777'
/** What stands nowhere but with her. */
export const marks = /密|SECRET|13988887777/
/** What an operator may not see of her: who she is. */
export const identity = /甲方密友|密备注|13988887777|SFSECRET/

export interface ScopeWorld { server: TestServer, question: { key: string, version: number } }

/** Two departments with a lead each, a guide of the other one, an operator, an admin; one customer with something in every table that grows with customers. */
export async function scopeWorld(options: TestServerOptions = {}): Promise<ScopeWorld> {
  const server = await testServer(options)
  const { db, context } = server
  await loadStarterCatalogue(context)
  for (const userId of ['rep-chen', 'rep-zhou', 'rep-gone']) await aRep(db, { userId })
  await aRep(db, { userId: 'guide-deng', role: 'guide' })
  await aLead(db, { userId: 'lead-lin', team: ['rep-chen'] })
  await aLead(db, { userId: 'lead-song', team: ['rep-zhou', 'guide-deng'] })
  await aRep(db, { userId: 'operator-he', role: 'operator' })
  await aRep(db, { userId: 'admin-xu', role: 'admin' })
  await aCustomer(db, {
    externalUserId: hers, name: '甲方密友', followedBy: ['rep-chen'], addedAt: before(testNow, { days: 300 }), region: '密省', follow: { remark: '密备注', description: '密描述' }, tier: 'vip', highValue: true, lifetimeSpendFen: 80_000,
  })
  await db.insertInto('followPhone').values({ externalUserId: hers, userId: 'rep-chen', phoneHash: context.vault.hashPhone(phone), phoneCipher: context.vault.seal(phone), lastFour: '7777' }).execute()
  await db.insertInto('tagGroup').values({ id: 'etGroup', name: '等级', position: 0 }).execute()
  await db.insertInto('tag').values({ id: 'etVip', groupId: 'etGroup', name: '金卡', position: 0 }).execute()
  await theirsToo(server)
  const question = await db.selectFrom('question').select(['key', 'version']).where('isCurrent', '=', true).orderBy('position').executeTakeFirstOrThrow()
  await anAnswer(db, { externalUserId: hers, byUserId: 'rep-chen', questionKey: question.key, note: '密答' })
  await aNote(db, { externalUserId: hers, byUserId: 'rep-chen', text: '密记' })
  await anOrder(db, { externalUserId: hers, orderNo: 'SECRET-20260601', logisticsNo: 'SFSECRET1', recipientMasked: '密*', lines: [{ title: '密货' }] })
  await aTouch(db, { externalUserId: hers, userId: 'rep-chen', contactClass: 'service' })
  await aServiceCase(db, { externalUserId: hers, openedBy: 'rep-chen', summary: '密案', openedAt: before(testNow, { days: 30 }), closedAt: before(testNow, { days: 28 }) })
  await aReminder(db, { externalUserId: hers, userId: 'rep-chen', reason: '密由' })
  return { server, question }
}

/** Everybody else has customers as well: an empty list proves nothing. */
async function theirsToo({ db }: TestServer): Promise<void> {
  for (const userId of ['rep-zhou', 'guide-deng', 'lead-song']) await aCustomer(db, { externalUserId: `wmOf-${userId}`, followedBy: [userId], name: '乙方' })
}

const herTables = ['note', 'answer', '"order"', 'touch', 'reminder', 'service_case', 'follow', 'customer_tag', 'customer', 'script_send', 'supply_correction', 'customer_join']

/** Everything about her, as the database has it: an attack that was refused has changed none of it. */
export async function herState({ db }: TestServer): Promise<unknown> {
  const parts = herTables.map(table => sql`(select json_agg(t order by t::text) from ${sql.raw(table)} t where external_user_id = ${hers})`)
  const { rows: [row] } = await sql<{ state: unknown }>`select json_build_array(${sql.join(parts)}, (select count(*) from outbox)) as state`.execute(db)
  return row?.state
}
