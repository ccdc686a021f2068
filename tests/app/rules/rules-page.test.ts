import { flushPromises } from '@vue/test-utils'
import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { sampleRules } from '../../../mock/api/sample-rules.ts'
import { api } from '../support/api.ts'
import { pageTest } from '../support/page-test.ts'
import { until } from '../../support/app-customer.ts'

const { sent, open: openAt, text, button } = pageTest('PATCH')
const open = (path: string, role: 'operator' | 'admin' | 'lead' | 'rep' = 'operator') => openAt(path, { role })
const field = (label: string): HTMLInputElement => {
  const found = [...document.querySelectorAll<HTMLElement>('.rule-editor > .rule-field')].find(each => each.querySelector('.rule-label')?.textContent === label)
  return found!.querySelector('input')!
}
async function type(label: string, value: string): Promise<void> {
  await until(() => document.querySelector('.rule-editor'))
  field(label).value = value
  field(label).dispatchEvent(new Event('input'))
  await flushPromises()
}

test('who may not see the rules is told so', async () => {
  api.use(http.get('/api/rules', () => HttpResponse.json({ code: 'not-allowed', message: '不行' }, { status: 403 })))
  await open('/rules', 'rep')
  await until(() => text('[role=alert] p')?.includes('你的身份不能看这一页'))
})

test('a lead reads what is in force and changes nothing', async () => {
  await open('/rules/cadence', 'lead')
  await until(() => document.querySelector('.rule-editor'))
  expect([...document.querySelectorAll<HTMLInputElement>('.rule-editor input, .rule-editor .chip')].every(each => each.disabled)).toBe(true)
  expect(button('保存')).toBeUndefined()
})

test('the list says what each rule is for, which is off and where something else is set', async () => {
  api.use(http.get('/api/rules', () => HttpResponse.json({
    items: sampleRules().map((rule, at) => at === 1 ? { ...rule, isEnabled: false, overrides: [{ families: ['nest'], channels: [], isEnabled: null, params: {} }], updatedByName: '何运营' } : rule), families: [], channels: [],
  })))
  await open('/rules')
  await until(() => document.querySelectorAll('.line-main').length === 3)
  expect([...document.querySelectorAll('.line-main')][1]!.textContent).toMatch(/^日常问候停用1 处另设有一阵没联系何运营/)
})

describe('changing a rule', () => {
  test('a value beyond its limits is said beside its field, and nothing is sent', async () => {
    await open('/rules/replenishment')
    await type('吃完前几天提醒', '99')
    expect(field('吃完前几天提醒').closest('.rule-field')!.querySelector('[role=alert]')?.textContent).toBe('要在 0–60 天之间')
    await type('提醒保留', '')
    expect(field('提醒保留').getAttribute('aria-invalid')).toBe('true')
    button('保存')!.click()
    await until(() => text('.rule-effect')?.includes('有几项没填对'))
    expect(sent).toEqual([])
  })

  test('what the server refuses stands beside the field it names, and what was typed stays', async () => {
    api.use(http.patch('/api/rules/:key', () => HttpResponse.json({ code: 'invalid-value', message: '“提醒保留”要晚于停运，请改大' }, { status: 422 })))
    await open('/rules/replenishment')
    await type('提醒保留', '3')
    button('保存')!.click()
    await until(() => field('提醒保留').closest('.rule-field')!.querySelector('[role=alert]')?.textContent === '“提醒保留”要晚于停运，请改大')
    expect(field('提醒保留').value).toBe('3')
  })

  test('says whom it reaches, saves, names who changed it, and can be taken back', async () => {
    await open('/rules/replenishment')
    await type('吃完前几天提醒', '10')
    await until(() => text('.rule-effect') === '保存后会重排全部 1 位客户，其中 1 位正等着这条提醒。')
    button('保存')!.click()
    await until(() => text('.toast')?.includes('改好了：补货'))
    await until(() => text('.rule-change')?.includes('陈晓'))
    button('撤销')!.click()
    await until(() => sent.length === 2 && field('吃完前几天提醒').value === '7')
    expect(sent).toMatchObject([{ basedOn: 1, params: { daysBefore: 10 } }, { basedOn: 2, params: { daysBefore: 7 } }])
  })

  test('what a new installation has is one tap away, and named where it is a number', async () => {
    await open('/rules/replenishment')
    await type('吃完前几天提醒', '10')
    button('恢复默认 7')!.click()
    await until(() => field('吃完前几天提醒').value === '7' && !button('保存'))
    await type('提醒的标题', '快吃完啦')
    button('恢复默认')!.click()
    await until(() => field('提醒的标题').value === '该补货了')
    expect(sent).toEqual([])
  })

  test('another one\'s change meanwhile is not overwritten', async () => {
    api.use(http.patch('/api/rules/:key', () => HttpResponse.json({ code: 'state-conflict', message: '这条规则刚被别人改过，请看看现在的设置再改' }, { status: 409 })))
    await open('/rules/replenishment')
    await type('吃完前几天提醒', '10')
    button('保存')!.click()
    await until(() => text('.rule-effect')?.includes('刚被别人改过'))
    button('不改了')!.click()
    await until(() => field('吃完前几天提醒').value === '7')
  })

  test('other settings for a family hold only what differs; a former version is put back in one tap', async () => {
    await open('/rules/replenishment')
    await until(() => button('另设一处'))
    button('另设一处')!.click()
    await flushPromises()
    button('燕窝')!.click()
    await flushPromises()
    const other = document.querySelector<HTMLInputElement>('.rule-group input[type=number]')!
    other.value = '12'
    other.dispatchEvent(new Event('input'))
    await flushPromises()
    button('保存')!.click()
    await until(() => text('.toast')?.includes('改好了'))
    expect(sent).toMatchObject([{ overrides: [{ families: ['nest'], channels: [], isEnabled: null, params: { daysBefore: 12 } }] }])
    await until(() => button('换回这版'))
    button('换回这版')!.click()
    await until(() => sent.length === 2)
    expect(sent[1]).toMatchObject({ basedOn: 2, overrides: [] })
  })
})

describe('我的', () => {
  test('the morning digest is switched off and on again; a refusal puts the switch back', async () => {
    await open('/me', 'rep')
    await until(() => document.querySelector('.me-row input'))
    const box = () => document.querySelector<HTMLInputElement>('.me-row input')!
    expect([box().checked, document.querySelector('a[href="#/rules"]')]).toEqual([true, null])
    box().click()
    await until(() => text('.toast')?.includes('早上不再推送'))
    button('撤销')!.click()
    await until(() => box().checked)
    api.use(http.put('/api/me/pushes', () => HttpResponse.json({ code: 'database-away', message: '暂时连不上，没有改动。' }, { status: 503 })))
    box().click()
    await until(() => text('.toast')?.includes('没有改动') && box().checked)
  })

  test('leads an operator to the rules', async () => {
    await open('/me')
    await until(() => document.querySelector('a[href="#/rules"]'))
  })
})
