import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import type { TimelineEntry } from '../../../contract/touches.schema.ts'
import { aSidebar } from '../../../mock/api/sample.ts'
import { cleanPages, find, openCustomer, openTab, sheet, tap, textOf, toastText, type, undo, until, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

const away = { code: 'database-away', message: '数据库暂时没有回应，稍后再试。' }
const entry = (at: number): TimelineEntry => ({ at: new Date(Date.parse('2026-06-14T03:00:00Z') - at * 3_600_000).toISOString(), kind: 'note', title: `第 ${at} 件`, detail: '', byName: '陈晓' })
const submit = async (): Promise<void> => { find('.sheet form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })) }

describe('记一笔', () => {
  test('is saved with one line, stands first at once, and can be taken back', async () => {
    const state = await openCustomer()
    await tap('记一笔')
    await type('聊到了什么', '六月去杭州')
    await tap('打算')
    await submit()
    await until(() => toastText() === '已记下')
    expect(textOf('.fv-talk .row')).toContain('六月去杭州')
    expect(state.sidebar.notes[0]).toMatchObject({ text: '六月去杭州', kind: 'plan' })
    await undo()
    await until(() => !textOf('.fv-talk').includes('六月去杭州'))
    expect(state.sidebar.notes.map(({ text }) => text)).toEqual(['先生嫌甜'])
  })

  test('keeps what was typed when saving fails, and saves it once with the second try', async () => {
    const keys: (string | null)[] = []
    const state = await openCustomer()
    api.use(http.post('/api/customers/:id/notes', ({ request }) => {
      keys.push(request.headers.get('idempotency-key'))
      return keys.length === 1 ? HttpResponse.json(away, { status: 503 }) : undefined
    }))
    await tap('记一笔')
    await type('聊到了什么', '六月去杭州')
    await submit()
    await untilText('.sheet', away.message)
    expect(find('.sheet input')).toHaveProperty('value', '六月去杭州')
    await submit()
    await until(() => !find('.sheet'))
    expect(state.sidebar.notes).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
  })

  test('loses nothing when the sheet is closed by accident; once saved it begins empty', async () => {
    const state = await openCustomer()
    await tap('记一笔')
    await type('聊到了什么', '女儿九月结婚')
    find('.sheet')!.click()
    await until(() => !find('.sheet'))
    await tap('记一笔')
    await until(() => find('.sheet input'))
    expect(find('.sheet input')).toHaveProperty('value', '女儿九月结婚')
    await submit()
    await until(() => !find('.sheet'))
    expect(state.sidebar.notes[0]?.text).toBe('女儿九月结婚')
    await tap('记一笔')
    await until(() => find('.sheet input'))
    expect(find('.sheet input')).toHaveProperty('value', '')
  })

  test('that was changed after a failure goes out under a new key', async () => {
    const keys: (string | null)[] = []
    await openCustomer()
    api.use(http.post('/api/customers/:id/notes', ({ request }) => {
      keys.push(request.headers.get('idempotency-key'))
      return keys.length === 1 ? HttpResponse.json(away, { status: 503 }) : undefined
    }))
    await tap('记一笔')
    await type('聊到了什么', '六月去杭州')
    await submit()
    await untilText('.sheet', away.message)
    await type('聊到了什么', '七月去杭州')
    await submit()
    await until(() => !find('.sheet'))
    expect(keys[0]).not.toBe(keys[1])
  })
})

describe('the notes in 记录', () => {
  test('of one\'s own are changed and changed back', async () => {
    const state = await openCustomer()
    await openTab('记录')
    await tap('改：先生嫌甜')
    await type('聊到了什么', '先生不嫌甜了')
    await submit()
    await until(() => toastText() === '改好了')
    expect(textOf('.panel')).toContain('先生不嫌甜了')
    await undo()
    await until(() => state.sidebar.notes[0]?.text === '先生嫌甜')
    await until(() => textOf('.panel .rows').includes('先生嫌甜'))
  })

  test('of one\'s own are deleted, and brought back by the undo', async () => {
    const state = await openCustomer()
    await openTab('记录')
    await tap('删：先生嫌甜')
    await until(() => toastText() === '删了一笔')
    expect(state.sidebar.notes).toEqual([])
    expect(textOf('.panel')).toContain('还没记过聊了什么。')
    await undo()
    await until(() => textOf('.panel .rows').includes('先生嫌甜'))
    expect(state.sidebar.notes).toMatchObject([{ text: '先生嫌甜', notedAt: '2026-05-03T05:00:00.000Z' }])
    expect(textOf('.panel .rows')).toContain('5月3日')
  })

  test('come back when the server refuses to delete', async () => {
    await openCustomer()
    await openTab('记录')
    api.use(http.delete('/api/notes/:noteId', () => HttpResponse.json({ code: 'not-allowed', message: '只能删自己记的。' }, { status: 403 })))
    await tap('删：先生嫌甜')
    await until(() => toastText() === '只能删自己记的。')
    expect(textOf('.panel .rows')).toContain('先生嫌甜')
  })

  test('of a colleague carry the name and can\'t be changed', async () => {
    await openCustomer(aSidebar({ notes: [{ ...aSidebar().notes[0]!, isMine: false, byName: '周岚' }] }))
    await openTab('记录')
    expect(textOf('.panel .rows')).toContain('周岚')
    expect(find('.panel .rows button')).toBeNull()
  })
})

describe('the time line', () => {
  test('is read by pages, older ones appended under what is there', async () => {
    await openCustomer(aSidebar(), {}, (state) => { state.timeline = Array.from({ length: 45 }, (_, at) => entry(at)) })
    await openTab('记录')
    await untilText('.timeline', '第 19 件')
    expect(document.querySelectorAll('.timeline li')).toHaveLength(20)
    await tap('看更早的')
    await until(() => document.querySelectorAll('.timeline li').length === 40)
    await tap('看更早的')
    await until(() => document.querySelectorAll('.timeline li').length === 45)
    expect(textOf('.panel')).not.toContain('看更早的')
  })

  test('that can\'t be read says what is kept, and is tried again', async () => {
    await openCustomer(aSidebar(), {}, (state) => { state.timeline = [entry(1)] })
    let isAway = true
    api.use(http.get('/api/customers/:id/timeline', () => isAway ? HttpResponse.json(away, { status: 503 }) : undefined))
    await openTab('记录')
    await untilText('.panel', '时间线没读到，记录都还在。')
    expect(sheet()).toBe('')
    isAway = false
    await tap('再试一次')
    await untilText('.timeline', '第 1 件')
  })
})
