import { flushPromises } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import type { ContactSettingsView } from '../../../contract/contact-settings.schema.ts'
import { sampleContactSettings } from '../../../mock/api/sample-contact-settings.ts'
import { api } from '../support/api.ts'
import { pageTest } from '../support/page-test.ts'
import { until } from '../../support/app-customer.ts'

const { sent, open: openAt, text, button } = pageTest('PATCH')
const open = (role: 'operator' | 'lead' | 'rep' = 'operator') => openAt('/settings', { role })
const row = (key: string): HTMLElement => document.querySelector<HTMLElement>(`[data-key="${key}"]`)!
const value = (key: string) => row(key).querySelector('input')!.value
async function type(key: string, typed: string): Promise<void> {
  await until(() => document.querySelector('.rule-editor'))
  row(key).querySelector('input')!.value = typed
  for (const event of ['input', 'change']) row(key).querySelector('input')!.dispatchEvent(new Event(event))
  await flushPromises()
}

test('who may not see the settings is told so', async () => {
  api.use(http.get('/api/contact-settings', () => HttpResponse.json({ code: 'not-allowed', message: '不行' }, { status: 403 })))
  await open('rep')
  await until(() => text('[role=alert] p')?.includes('你的身份不能看这一页'))
})

test('a lead reads the settings and changes nothing', async () => {
  await open('lead')
  await until(() => document.querySelector('.rule-editor'))
  expect([...document.querySelectorAll<HTMLInputElement>('.rule-editor input, .rule-editor .chip')].every(each => each.disabled)).toBe(true)
})

describe('changing a setting', () => {
  test('beyond its range is said beside it, and nothing is sent', async () => {
    await open()
    await type('queue.dayList', '4')
    expect(row('queue.dayList').querySelector('[role=alert]')?.textContent).toBe('要在 5–200 位之间的整数')
    await type('holdoutShare', '51')
    expect(row('holdoutShare').querySelector('[role=alert]')?.textContent).toBe('要在 0–50 %之间的整数')
    button('保存')!.click()
    await until(() => text('.rule-effect')?.includes('有几项没填对'))
    expect(sent).toEqual([])
  })

  test('sends only what differs, says what it does, names who changed it, and can be taken back', async () => {
    await open()
    await type('queue.dayList', '30')
    expect(text('.rule-effect')).toBe('保存后，下一次打开今日、下一次推送起生效。')
    await type('cadence.apartDays', '14')
    expect(text('.rule-effect')).toContain('重排')
    button('保存')!.click()
    await until(() => text('.toast')?.includes('改好了') && text('.rule-change')?.includes('陈晓'))
    expect([...document.querySelectorAll('.rule-change')][0]!.textContent).toMatch(/陈晓.*现在用的.*两次至少隔几天 12天 → 14天一天的清单 45位 → 30位/s)
    button('撤销')!.click()
    await until(() => sent.length === 2 && value('queue.dayList') === '45')
    const { settings } = sampleContactSettings()
    expect(sent).toEqual([
      { basedOn: 1, settings: { cadence: { ...settings.cadence, apartDays: 14 }, queue: { dayList: 30 } } },
      { basedOn: 2, settings: { cadence: settings.cadence, queue: { dayList: 45 } } },
    ])
  })

  test('money is typed in yuan; what makes 1V1 says that it is for good', async () => {
    await open()
    await type('oneToOneFen', '99')
    expect(row('oneToOneFen').querySelector('[role=alert]')?.textContent).toBe('要在 100–100000 元之间的整数')
    await type('oneToOneFen', '3000')
    expect(text('.rule-effect')).toContain('已经是的也还是')
    button('保存')!.click()
    await until(() => sent.length === 1 && text('.rule-change')?.includes('累计消费满多少算 1V1，不进群发 5000元 → 3000元'))
    expect(sent).toEqual([{ basedOn: 1, settings: { oneToOneFen: 300_000 } }])
  })

  test('dates of big sales are added, corrected and taken away; a day that is none is said and not sent', async () => {
    await open()
    await until(() => document.querySelectorAll('.sale-row').length === 2)
    const put = async (selector: string, value: string) => {
      const input = [...document.querySelectorAll<HTMLInputElement>(selector)].at(-1)!
      input.value = value
      input.dispatchEvent(new Event('change'))
      await flushPromises()
    }
    button('添一个大促')!.click()
    await until(() => document.querySelectorAll('.sale-row').length === 3)
    expect(row('offers.sales').querySelector('[role=alert]')?.textContent).toBe('要写名字，例如 618')
    await put('.sale-name', '周年庆')
    await put('.sale-day', '明天')
    expect(row('offers.sales').querySelector('[role=alert]')?.textContent).toBe('日子要写成月-日，例如 06-18')
    button('保存')!.click()
    await until(() => text('.rule-effect')?.includes('有几项没填对'))
    await put('.sale-day', '9月3日')
    button('去掉', document.querySelector('.sale-row')!)!.click()
    await until(() => document.querySelectorAll('.sale-row').length === 2)
    button('保存')!.click()
    await until(() => text('.rule-change')?.includes('大促的日子，每年都算 618 06-18、双11 11-11 → 双11 11-11、周年庆 09-03'))
    expect(sent).toMatchObject([{ basedOn: 1, settings: { offers: { sales: [{ label: '双11', on: '11-11' }, { label: '周年庆', on: '09-03' }] } } }])
  })

  test('back to the default is one tap', async () => {
    await open()
    await type('queue.dayList', '30')
    button('恢复默认', row('queue.dayList'))!.click()
    await until(() => value('queue.dayList') === '45' && !button('保存'))
    expect(button('恢复默认', row('queue.dayList'))).toBeUndefined()
  })

  test('keeps what was typed when the server is away', async () => {
    api.use(http.patch('/api/contact-settings', () => HttpResponse.json({ code: 'database-away', message: '数据库暂时不可用，请稍后再试' }, { status: 503 })))
    await open()
    await type('pushes.digestAt', '8：30')
    button('保存')!.click()
    await until(() => text('.rule-effect')?.includes('数据库暂时不可用'))
    expect(value('pushes.digestAt')).toBe('08:30')
  })

  test('after another\'s change shows theirs and keeps what was typed; saving again counts from theirs', async () => {
    const theirs: ContactSettingsView = { ...sampleContactSettings(), version: 7 }
    theirs.settings.cadence.max = 3
    api.use(http.patch('/api/contact-settings', () => HttpResponse.json({ code: 'state-conflict', message: '这些设置刚被别人改过，请看看现在的再改', details: theirs }, { status: 409 }), { once: true }))
    await open()
    await type('queue.dayList', '30')
    button('保存')!.click()
    await until(() => text('.rule-effect')?.includes('刚被别人改过'))
    expect([value('cadence.max'), value('queue.dayList')]).toEqual(['3', '30'])
    button('保存')!.click()
    await until(() => sent.length === 2)
    expect(sent[1]).toEqual({ basedOn: 7, settings: { queue: { dayList: 30 } } })
  })

  test('a refusal that names a setting stands beside it', async () => {
    api.use(http.patch('/api/contact-settings', () => HttpResponse.json({ code: 'invalid-value', message: '“早上推送今日该跟的时间”落在晚上的安静时间里，请改早一点' }, { status: 422 })))
    await open()
    await type('pushes.digestAt', '22:30')
    button('保存')!.click()
    await until(() => row('pushes.digestAt').querySelector('[role=alert]')?.textContent?.includes('落在晚上的安静时间里'))
    expect(value('pushes.digestAt')).toBe('22:30')
  })
})
