import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import type { ScriptId } from '../../../contract/ids.ts'
import { aProfile, aScript, aSidebar } from '../../../mock/api/sample.ts'
import { cleanPages, find, openCustomer, openTab, tap, textOf, type, until, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

const courier = aScript({ scriptId: 'courier' as ScriptId, title: '物流在哪', parts: [{ text: '帮您查了，明天能到。' }], replies: { known: 3, replied: 2, few: true } })

describe('the scripts that fit now', () => {
  test('come with their reason and how often they get replies', async () => {
    await openCustomer(aSidebar({ scripts: [aScript(), courier] }))
    expect(textOf('.panel')).toContain('约剩 3–6 天')
    expect(textOf('.panel')).toContain('回复 12/40')
  })

  test('where a script was hardly sent there is no figure; why is said once under the list', async () => {
    const few = [courier, { ...courier, scriptId: 'other' as ScriptId, title: '另一条' }]
    await openCustomer(aSidebar({ scripts: few }))
    for (const item of document.querySelectorAll('.panel .item')) expect(item.textContent).not.toMatch(/回复/)
    expect(textOf('.panel').match(/发得还不多/g)).toHaveLength(1)
  })

  test('with figures throughout nothing is said of it', async () => {
    await openCustomer(aSidebar({ scripts: [aScript()] }))
    expect(textOf('.panel')).not.toContain('发得还不多')
  })

  test('right after a question there may be none: she answers first', async () => {
    const situation = { kind: 'asked' as const, why: [], reminderId: null, script: null, questionKey: 'kinds', askedAt: '2026-06-15T09:00:00.000Z', deadlineAt: '2026-06-16T09:00:00.000Z' }
    await openCustomer(aSidebar({ scripts: [], situation }))
    await untilText('.panel', '先等客户回')
  })

  test('are not offered to who deleted us: nothing would reach her', async () => {
    await openCustomer(aSidebar({ scripts: [], profile: aProfile({ lostAt: '2026-05-14T03:00:00.000Z' }) }))
    await untilText('.panel', '客户删了我，话术发不到')
    expect(document.querySelectorAll('.panel button, .panel input')).toHaveLength(0)
  })

  test('are sent from the list in one tap, without claiming the card\'s reminder', async () => {
    const bodies: unknown[] = []
    const state = await openCustomer(aSidebar({ scripts: [courier], situation: { ...aSidebar().situation, reminderId: 'r1' as never } }))
    api.use(http.post('/api/customers/:id/sends', async ({ request }) => { bodies.push(await request.clone().json()) }))
    await tap('发送：物流在哪')
    await until(() => state.sends[0]?.outcome === 'sent')
    expect(bodies).toEqual([{ scriptId: 'courier', text: '帮您查了，明天能到。' }])
  })

  test('a gap is filled before it is sent', async () => {
    await openCustomer(aSidebar({ scripts: [aScript({ scriptId: 'gap' as ScriptId, title: '接着聊', parts: [{ text: '上次说的' }, { missing: '近况' }] })] }))
    await tap('补全：接着聊')
    await untilText('.sheet-panel', '补上近况')
  })

  test('hide what sells while a complaint is open', async () => {
    const offer = aScript({ scriptId: 'offer' as ScriptId, title: '满减', kind: 'offer' })
    const opened = { caseId: 'c' as never, kind: 'complaint' as const, summary: '碎了', openedAt: '2026-06-15T09:00:00.000Z', openedByName: '陈晓', dueAt: '2026-06-15T12:00:00.000Z', handlerUserId: 'rep-chen' as never, handlerName: '陈晓', means: [], closedAt: null, closeNote: null }
    await openCustomer(aSidebar({ scripts: [offer, courier], situation: { kind: 'case_open', why: [], script: null, reminderId: null, case: opened } }))
    expect(textOf('.panel')).toContain('物流在哪')
    expect(textOf('.panel')).not.toContain('满减')
  })
})

describe('the search', () => {
  test('finds a script that the card doesn\'t offer, and sends it after an edit', async () => {
    const state = await openCustomer(aSidebar({ scripts: [] }))
    api.use(http.get('/api/customers/:id/scripts', ({ request }) => HttpResponse.json({ items: new URL(request.url).searchParams.get('q') === '物流' ? [courier] : [] })))
    await type('搜话术', '物流')
    await untilText('.panel', '帮您查了，明天能到。')
    await tap('改一改：物流在哪')
    await type('要发的话', '帮您查了，后天能到。')
    await tap('发到聊天')
    await until(() => state.sends[0]?.outcome === 'sent')
    expect(state.sends).toMatchObject([{ scriptId: 'courier', text: '帮您查了，后天能到。' }])
  })

  test('shows the last word\'s answer, however late the former one comes', async () => {
    const waiting = new Map<string, (title: string) => void>()
    await openCustomer()
    api.use(http.get('/api/customers/:id/scripts', ({ request }) => new Promise((resolve) => {
      const q = new URL(request.url).searchParams.get('q') ?? ''
      waiting.set(q, title => resolve(HttpResponse.json({ items: [{ ...courier, title }] })))
    })))
    await type('搜话术', '物')
    await until(() => waiting.has('物'))
    await type('搜话术', '物流')
    await until(() => waiting.has('物流'))
    waiting.get('物流')!('后一个')
    await untilText('.panel', '后一个')
    waiting.get('物')!('前一个')
    await new Promise(resolve => setTimeout(resolve))
    expect(textOf('.panel')).not.toContain('前一个')
  })

  test('says what it didn\'t find and goes back to what fits', async () => {
    await openCustomer()
    await type('搜话术', '不存在的')
    await untilText('.panel', '没有找到“不存在的”的话术。')
    await tap('看现在合适的')
    await untilText('.panel', '补货：接上次的话')
  })

  test('that failed says so and is tried again', async () => {
    let isAway = true
    await openCustomer()
    api.use(http.get('/api/customers/:id/scripts', () => isAway ? HttpResponse.json({ code: 'database-away', message: '数据库暂时没有回应，稍后再试。' }, { status: 503 }) : HttpResponse.json({ items: [courier] })))
    await type('搜话术', '物流')
    await untilText('.panel', '数据库暂时没有回应，稍后再试。')
    isAway = false
    await tap('再试一次')
    await untilText('.panel', '帮您查了，明天能到。')
  })

  test('is begun by 找答案 with the word that was typed there', async () => {
    await openCustomer(aSidebar({ situation: { kind: 'nothing_due', why: [], script: null, reminderId: null, parcel: null }, reminder: null, scripts: [courier] }))
    await openTab('订单')
    await tap('物流')
    await until(() => find('.panel input')?.getAttribute('aria-label') === '搜话术')
    expect(find('.panel input')).toHaveProperty('value', '物流')
    await untilText('.panel', '物流在哪')
  })
})
