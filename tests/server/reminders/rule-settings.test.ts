import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Rule } from '../../../contract/rules.schema.ts'
import { ruleKeys } from '../../../contract/words.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { propose } from '../../../server/reminders/arbitration.rules.ts'
import { ruleSettingsFor } from '../../../server/reminders/settings/rule-settings.rules.ts'
import { aRep } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'
import { ago, anOrderFact, catalogue, factsOf, now } from '../contact/facts.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen' })
  await aRep(server.db, { userId: 'lead-sun', role: 'lead' })
  await aRep(server.db, { userId: 'operator-he', role: 'operator', name: '何运营' })
})
afterAll(() => server.close())

const list = async (): Promise<Rule[]> => (await server.as('operator-he')('GET', '/api/rules')).json<{ items: Rule[] }>().items
const find = async (key: string): Promise<Rule> => (await list()).find(rule => rule.key === key)!
const patch = (key: string, body: object, userId = 'operator-he') => server.as(userId)('PATCH', `/api/rules/${key}`, body)

describe('the rules as an operator sees them', () => {
  it('are thirteen, each with fields whose values it holds, and defaults', async () => {
    const items = await list()
    expect(items.map(({ key }) => key)).toEqual([...ruleKeys])
    for (const { fields, params, defaults } of items) {
      expect(Object.keys(params).sort()).toEqual(fields.map(({ key }) => key).sort())
      for (const { key } of fields) expect(params[key] ?? null, key).not.toBeNull()
      expect(params).toEqual(defaults)
    }
  })
  it('are shown to leads, changed by operators, and nobody else\'s business', async () => {
    expect((await server.as('lead-sun')('GET', '/api/rules')).statusCode).toBe(200)
    expect((await patch('cadence', { basedOn: 1, isEnabled: false }, 'lead-sun')).json()).toMatchObject({ code: 'not-allowed' })
    expect((await server.as('rep-chen')('GET', '/api/rules')).json()).toMatchObject({ code: 'not-allowed' })
  })
})

describe('a change of a rule', () => {
  it('is refused in words where a value makes no sense', async () => {
    const { version } = await find('cadence')
    const refusal = async (params: object, key = 'cadence') => (await patch(key, { basedOn: version, params })).json<{ code: string, message: string }>()
    expect(await refusal({ fromDays: -1 })).toEqual(expect.objectContaining({ code: 'invalid-value', message: '“上次联系后第几天起”要在 0–180 天之间' }))
    expect((await refusal({ fromDays: 40 })).message).toContain('“止”要晚于“起”')
    expect((await refusal({ who: [] })).message).toContain('至少要选一项')
    expect((await refusal({ title: '   ' })).message).toContain('1–30 个字')
    expect((await refusal({ colour: 'red' })).message).toContain('没有“colour”这一项')
    expect((await refusal({ tellLeadHours: 30 }, 'first_contact')).message).toContain('告诉主管要早于')
    expect((await refusal({ seasons: [{ key: 'x', label: '梅雨', from: '06-10', to: null, regions: [], needs: ['keep_dry'] }] }, 'seasonal_care')).message).toContain('要么都填')
  })

  it('is kept with who made it, in a history and in the audit, and everybody is planned anew', async () => {
    const before = await find('drifting')
    server.queued.length = 0
    const reply = (await patch('drifting', { basedOn: before.version, params: { windowDays: 10 } })).json<Rule>()
    expect(reply).toMatchObject({ version: before.version + 1, updatedByName: '何运营', params: { ...before.params, windowDays: 10 } })
    expect(server.queued).toEqual([{ name: 'plan-everyone', payload: {} }])
    const history = (await server.as('lead-sun')('GET', '/api/rules/drifting/history')).json<{ items: { version: number, params: Record<string, unknown>, changedByName: string | null }[] }>().items
    expect(history.map(({ version, params, changedByName }) => [version, params.windowDays, changedByName])).toEqual([[2, 10, '何运营'], [1, 7, null]])
    expect(await server.db.selectFrom('audit').select(['action', 'userId', 'externalUserId']).where('action', '=', 'rule-changed').execute()).toEqual([{ action: 'rule-changed', userId: 'operator-he', externalUserId: null }])
    expect((await server.context.catalogue.current()).rules.find(({ key }) => key === 'drifting')?.params.windowDays).toBe(10)
  })

  it('made on what another has changed meanwhile is refused with what is', async () => {
    const { version } = await find('birthday')
    await patch('birthday', { basedOn: version, isEnabled: false })
    expect((await patch('birthday', { basedOn: version, isEnabled: true })).json()).toMatchObject({ code: 'state-conflict', details: { key: 'birthday', isEnabled: false, version: version + 1 } })
  })
})

describe('overrides', () => {
  const rule = { ...catalogue.rules.find(({ key }) => key === 'replenishment')!, overrides: [
    { families: ['nest'], channels: [], isEnabled: null, params: { daysBefore: 10 } }, { families: [], channels: ['live-room'], isEnabled: false, params: {} },
  ] }
  it('hold for the families and channels they name, a later one over an earlier', () => {
    expect(ruleSettingsFor(rule, { families: ['ginseng'], channel: null })).toMatchObject({ isEnabled: true, params: { daysBefore: 7 } })
    expect(ruleSettingsFor(rule, { families: ['nest'], channel: null })).toMatchObject({ isEnabled: true, params: { daysBefore: 10, windowDays: 14 } })
    expect(ruleSettingsFor(rule, { families: ['nest'], channel: 'live-room' })).toMatchObject({ isEnabled: false })
  })
  it('move the very proposal: a nest customer is asked three days earlier, one of the live room not at all', () => {
    const facts = (state: string) => factsOf({ follow: { state, addedAt: ago({ days: 300 }) }, supplyOrder: anOrderFact({ paidAt: ago({ days: 2 }), signedAt: ago({ days: 1 }) }), wasEverTouched: true })
    const with_ = { ...catalogue, rules: catalogue.rules.map(each => each.key === 'replenishment' ? rule : each) }
    const [usual, earlier] = [propose(facts(''), catalogue, now), propose(facts(''), with_, now)]
    expect(usual?.rule).toBe('replenishment')
    expect((usual?.dueAt.getTime() ?? 0) - (earlier?.dueAt.getTime() ?? 0)).toBe(3 * 86_400_000)
    expect(propose(facts('live-room'), with_, now)).toBeNull()
  })
})
