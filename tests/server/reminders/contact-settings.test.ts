import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ContactSettings, ContactSettingsChange, ContactSettingsView } from '../../../contract/contact-settings.schema.ts'
import { loadStarterCatalogue } from '../../../server/catalogue/starter.ts'
import { digestOf, pushSettings } from '../../../server/pushes/push-times.rules.ts'
import { isWithin } from '../../../server/contact/hours.rules.ts'
import { contactSettings } from '../../../server/contact/contact-settings.rules.ts'
import { defaultContactSettings, problemOfContact } from '../../../server/reminders/settings/contact-fields.rules.ts'
import { fitOf } from '../../../server/scripts/script-fit.rules.ts'
import { aLead, aRep, asJson } from '../../support/factories.ts'
import { testServer, type TestServer } from '../../support/test-server.ts'
import { factsOf } from '../contact/facts.ts'

const path = '/api/contact-settings'
let server: TestServer
beforeAll(async () => {
  server = await testServer()
  await loadStarterCatalogue(server.context)
  await aRep(server.db, { userId: 'rep-chen' })
  await aLead(server.db, { userId: 'lead-sun', team: ['rep-chen'] })
  await aRep(server.db, { userId: 'operator-he', role: 'operator', name: '何运营' })
})
afterAll(() => server.close())
beforeEach(() => { server.queued.length = 0 })

const get = async (userId = 'operator-he') => (await server.as(userId)('GET', path)).json<ContactSettingsView & { code?: string }>()
const change = async (body: object, userId = 'operator-he') => (await server.as(userId)('PATCH', path, body)).json<ContactSettingsView & { code?: string, message: string, details: unknown }>()
const valueAt = (settings: ContactSettings, key: string): unknown => key.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], settings)

describe('who may', () => {
  it('is an operator; a lead reads, a rep neither', async () => {
    const { version } = await get()
    expect(await change({ basedOn: version, settings: { queue: { dayList: 30 } } }, 'lead-sun')).toMatchObject({ code: 'not-allowed' })
    expect(await change({ basedOn: version, settings: { queue: { dayList: 30 } } }, 'rep-chen')).toMatchObject({ code: 'not-allowed' })
    expect(await get('rep-chen')).toMatchObject({ code: 'not-allowed' })
    expect((await server.as('rep-chen')('GET', `${path}/history`)).statusCode).toBe(403)
    expect(await get('lead-sun')).toMatchObject({ version, settings: { queue: { dayList: 45 } } })
  })
})

describe('what is shown', () => {
  it('is a field with a value, a default and a range for each setting', async () => {
    const { fields, settings, defaults } = await get()
    const leaves = (value: unknown, at: string): string[] => typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, at ? `${at}.${key}` : key)) : [at]
    expect(fields.map(({ key }) => key).sort()).toEqual(leaves(settings, '').sort())
    expect(settings).toEqual(defaults)
    for (const { key, kind, min, max } of fields.filter(field => field.kind === 'number' || field.kind === 'share')) {
      expect(min, key).not.toBeNull()
      expect(max, key).not.toBeNull()
      expect(kind === 'share' ? 0.1 : Number(valueAt(defaults, key)), key).toBeGreaterThanOrEqual(Number(min))
      expect(Number(valueAt(defaults, key)), key).toBeLessThanOrEqual(Number(max))
    }
  })
})

describe('a change is refused', () => {
  it('beyond a range, with a word that is none, or with a setting that does not exist', async () => {
    const { version } = await get()
    for (const settings of [{ queue: { dayList: 4 } }, { queue: { dayList: 201 } }, { pushes: { digestAt: '25:00', warnHours: 2 } }, { holdoutShare: 0.6 }, { onboardingDays: 0 }, { colour: 'red' }, { oneToOneFen: 9_999 }, { highValueShare: 0 }, { personalTasks: { perDay: 0, days: 14 } }, { offers: { ...(await get()).settings.offers, sales: [{ label: ' ', on: '06-18' }] } }, { offers: { ...(await get()).settings.offers, sales: [{ label: '618', on: '6.18' }] } }]) {
      expect(await change({ basedOn: version, settings }), JSON.stringify(settings)).toMatchObject({ code: 'invalid-value' })
    }
    expect((await get()).version).toBe(version)
  })
  it('in words where settings do not fit each other', async () => {
    const { version, settings } = await get()
    const refusal = async (part: object) => (await change({ basedOn: version, settings: part })).message
    expect(await refusal({ quietHours: { start: '21:00', end: '21:00' } })).toContain('起止不能相同')
    expect(await refusal({ offers: { ...settings.offers, sales: [{ label: '年中', on: '06-31' }] } })).toContain('“年中”的 06-31 不是一个日子')
    expect(await refusal({ silence: { doubleAfter: 4, coolAfter: 3 } })).toContain('不能小于')
    expect(await refusal({ cadence: { ...settings.cadence, days: 10 } })).toContain('“两次至少隔几天”')
    expect(await refusal({ pushes: { digestAt: '22:30', warnHours: 2 } })).toContain('晚上的安静时间')
    const { version: ruleVersion } = (await server.as('operator-he')('GET', '/api/rules')).json<{ items: { key: string, version: number }[] }>().items.find(({ key }) => key === 'first_contact')!
    expect((await server.as('operator-he')('PATCH', '/api/rules/first_contact', { basedOn: ruleVersion, params: { tellLeadHours: 6 } })).statusCode).toBe(200)
    expect(await refusal({ pushes: { digestAt: '09:00', warnHours: 6 } })).toContain('6 小时')
    expect((await get()).version).toBe(version)
  })
  it('when somebody was first, with the settings as they now are', async () => {
    const { version } = await get()
    expect(await change({ basedOn: version, settings: { complaint: { calmDays: 9 } } })).toMatchObject({ version: version + 1 })
    expect(await change({ basedOn: version, settings: { queue: { dayList: 60 } } })).toMatchObject({
      code: 'state-conflict', details: { version: version + 1, settings: { complaint: { calmDays: 9 }, queue: { dayList: 45 } } },
    })
  })
})

describe('a change', () => {
  it('of the day\'s list and the digest is in force at once, kept with who made it and audited, and plans nobody anew', async () => {
    const { version } = await get()
    const pushes = { digestAt: '10:30', warnHours: 3 }
    expect(await change({ basedOn: version, settings: { queue: { dayList: 30 }, pushes } })).toMatchObject({ version: version + 1, settings: { queue: { dayList: 30 }, pushes }, defaults: { queue: { dayList: 45 } } })
    expect(server.queued).toEqual([])
    expect((await server.as('rep-chen')('GET', '/api/me/pushes')).json()).toMatchObject({ digestAt: '10:30' })
    const [newest, before] = (await server.as('lead-sun')('GET', `${path}/history`)).json<{ items: ContactSettingsChange[] }>().items
    expect([newest?.version, newest?.changedByName, newest?.settings.queue.dayList, before?.settings.queue.dayList]).toEqual([version + 1, '何运营', 30, 45])
    const audited = await server.db.selectFrom('audit').select(['userId', 'details']).where('action', '=', 'contact-settings-changed').orderBy('at', 'desc').orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(audited).toMatchObject({ userId: 'operator-he', details: { before: { queue: { dayList: 45 } }, after: { queue: { dayList: 30 } } } })
  })
  it('of a limit plans everybody anew', async () => {
    const { version, settings } = await get()
    expect(await change({ basedOn: version, settings: { cadence: { ...settings.cadence, apartDays: 14 } } })).toMatchObject({ settings: { cadence: { apartDays: 14 } } })
    expect(server.queued).toEqual([{ name: 'plan-everyone', payload: {} }])
  })
  it('of the dates of big sales is what scripts hold back for', async () => {
    const { version, settings } = await get()
    const sales = [{ label: '周年庆', on: '06-20' }]
    expect(await change({ basedOn: version, settings: { offers: { ...settings.offers, sales } } })).toMatchObject({ settings: { offers: { sales } } })
    expect(fitOf(factsOf(), 'nothing_due', await server.context.catalogue.current(), new Date('2026-06-15T10:00:00+08:00')).saleSoon).toEqual({ label: '周年庆', daysAway: 5 })
    await change({ basedOn: version + 1, settings: { offers: settings.offers } })
  })
  it('of what makes 1V1 or high value has the layers made anew and plans only whom that changes', async () => {
    const { version } = await get()
    expect(await change({ basedOn: version, settings: { oneToOneFen: 300_000, highValueShare: 0.2 } })).toMatchObject({ settings: { oneToOneFen: 300_000, highValueShare: 0.2 }, defaults: { oneToOneFen: 500_000, highValueShare: 0.15 } })
    expect(server.queued).toEqual([{ name: 'derive-everyone', payload: {} }])
  })
  it('kept before a setting existed shows what was in force then: its default', async () => {
    await server.db.updateTable('settingChange').set({ settings: asJson({ queue: { dayList: 33 } }) }).where('version', '=', 1).execute()
    const { items } = (await server.as('lead-sun')('GET', `${path}/history`)).json<{ items: ContactSettingsChange[] }>()
    expect(items.at(-1)).toMatchObject({ version: 1, settings: { queue: { dayList: 33 }, personalTasks: { perDay: 5, days: 14 }, oneToOneFen: 500_000 } })
  })
  it('keeps what stands beside it: the dates of the big sales', async () => {
    const { version, settings } = await get()
    await change({ basedOn: version, settings: { offers: { ...settings.offers, toNeverBought: true } } })
    expect((await server.context.catalogue.current()).settings.offers).toMatchObject({ toNeverBought: true, sales: [{ label: '618' }, { label: '双11' }, { label: '年货节' }] })
  })
  it('of working days and quiet hours is in force', async () => {
    const { version } = await get()
    const workingHours = { start: '09:30', end: '18:00', weekdays: [1, 2, 3, 4, 5] }
    expect(await change({ basedOn: version, settings: { workingHours } })).toMatchObject({ version: version + 1, settings: { workingHours } })
    expect(contactSettings(await server.context.catalogue.current()).workingDays).toEqual([1, 2, 3, 4, 5])
  })
})

it('never leaves a company without its digest: what is accepted comes on every day', () => {
  const clock = fc.integer({ min: 0, max: 1439 }).map(minute => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`)
  fc.assert(fc.property(clock, clock, clock, (start, end, digestAt) => {
    const wanted = { ...defaultContactSettings(), quietHours: { start, end }, pushes: { digestAt, warnHours: 2 } }
    fc.pre(problemOfContact(wanted, 20) === null)
    const settings = { ...wanted } as Record<string, unknown>
    const { quiet } = contactSettings({ settings })
    const minutes = Array.from({ length: 1440 }, (_, minute) => new Date(Date.UTC(2026, 5, 15) - 8 * 3_600_000 + minute * 60_000))
    expect(minutes.some(at => !isWithin(at, quiet) && digestOf(at, pushSettings({ settings, rules: [] }), quiet) !== null)).toBe(true)
  }))
})
