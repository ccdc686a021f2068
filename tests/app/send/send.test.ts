import { useQueryCache } from '@pinia/colada'
import { http, HttpResponse } from 'msw'
import { describe, expect, test, vi } from 'vitest'
import type { CustomerId, ScriptId } from '../../../contract/ids.ts'
import { aScript, aSidebar, supplyEnding } from '../../../mock/api/sample.ts'
import { sidebarKey } from '../../../src/api/sidebar.query.ts'
import { useConversationStore } from '../../../src/stores/conversation.ts'
import type { SendTextResult } from '../../../src/wecom/bridge.ts'
import { cleanPages, find, openCustomer, sheet, tap, textOf, toastText, type, until, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

const words = '王姐，上次说先生嫌甜，这批有无糖的，给您留两盒？'
const answering = (result: SendTextResult) => ({ bridge: { sendText: vi.fn(async () => result) } })
const refusingOnce = (status: number, body: object) => {
  const bodies: Record<string, unknown>[] = []
  api.use(http.post('/api/customers/:id/sends', async ({ request }) => {
    bodies.push(await request.clone().json() as Record<string, unknown>)
    return bodies.length === 1 ? HttpResponse.json(body, { status }) : undefined
  }))
  return bodies
}

describe('one tap puts the words into the chat', () => {
  test('and the send is recorded when the client says ok', async () => {
    const options = answering({ status: 'sent' })
    const state = await openCustomer(aSidebar(), options)
    await tap('发补货话术')
    await until(() => state.sends[0]?.outcome === 'sent')
    expect(options.bridge.sendText).toHaveBeenCalledExactlyOnceWith(words, 'wmSample0001')
    expect(state.sends).toMatchObject([{ text: words, scriptId: 'reorder-note' }])
    expect(toastText()).toBe('已发给 王姐')
  })

  test('and a second tap while it is under way sends nothing', async () => {
    const options = answering({ status: 'sent' })
    const state = await openCustomer(aSidebar(), options)
    const button = find('[data-do=send]')!
    button.click()
    button.click()
    await until(() => state.sends[0]?.outcome === 'sent')
    expect(options.bridge.sendText).toHaveBeenCalledTimes(1)
    expect(state.sends).toHaveLength(1)
  })
})

describe('nothing counts as sent', () => {
  test('when the rep cancels in the client', async () => {
    const state = await openCustomer(aSidebar(), answering({ status: 'cancelled' }))
    await tap('发补货话术')
    await until(() => toastText() === '没有发送')
    expect(state.sends[0]?.outcome).toBe('cancelled')
  })

  test('when the chat on the screen is another customer\'s by now', async () => {
    const state = await openCustomer(aSidebar(), answering({ status: 'other-customer', customerId: 'wmOther' as CustomerId }))
    await tap('发补货话术')
    await until(() => toastText() === '聊天已换成另一位客户，没有发送')
    expect(state.sends[0]?.outcome).toBe('failed')
  })

  test('when the server refuses the first step: the client is not even asked, and the server\'s words are shown', async () => {
    const options = answering({ status: 'sent' })
    await openCustomer(aSidebar(), options)
    refusingOnce(403, { code: 'not-allowed', message: '你没有加这位客户，不能发。' })
    await tap('发补货话术')
    await until(() => toastText() === '你没有加这位客户，不能发。')
    expect(options.bridge.sendText).not.toHaveBeenCalled()
  })
})

test('a tap that takes long is answered meanwhile, and once', async () => {
  const state = await openCustomer(aSidebar(), answering({ status: 'sent' }))
  let letGo = (): void => {}
  const held = new Promise<void>((resolve) => { letGo = resolve })
  api.use(http.post('/api/customers/:id/sends', async () => { await held }))
  await tap('发补货话术')
  await until(() => toastText() === '正在处理，请稍等…')
  await tap('发补货话术')
  letGo()
  await until(() => toastText().startsWith('已发给'))
  expect(state.sends).toHaveLength(1)
})

test('the same words do not go out twice while the page is still read anew', async () => {
  const options = answering({ status: 'sent' })
  await openCustomer(aSidebar(), options)
  let letGo = (): void => {}
  const held = new Promise<void>((resolve) => { letGo = resolve })
  api.use(http.get('/api/customers/:id/sidebar', async () => { await held }))
  await tap('发补货话术')
  await until(() => toastText().startsWith('已发给'))
  await until(() => {
    find('.card-foot .button-primary')!.click()
    return toastText() === '刚发过这一条'
  })
  letGo()
  expect(options.bridge.sendText).toHaveBeenCalledTimes(1)
})

test('a refusal to record what is out already is said, and the sheet does not ask to send it again', async () => {
  const options = answering({ status: 'sent' })
  await openCustomer(aSidebar(), options)
  api.use(http.post('/api/sends/:sendId/outcome', () => HttpResponse.json({ code: 'state-conflict', message: '这次发送已经记过了。' }, { status: 409 })))
  await tap('修改话术')
  await tap('发到聊天')
  await until(() => !find('.sheet'))
  expect(toastText()).toBe('这次发送已经记过了。')
  expect(options.bridge.sendText).toHaveBeenCalledTimes(1)
})

describe('where the client can\'t put text into a chat', () => {
  test.each([['发了', 'sent'], ['没发', 'copied']])('it is copied and asked about: %s is recorded as %s', async (answer, outcome) => {
    const copy = vi.fn(async () => true)
    const state = await openCustomer(aSidebar(), { bridge: { sendText: async () => ({ status: 'unsupported' }), copy } })
    await tap('发补货话术')
    await untilText('.sheet-title', '已复制，去聊天里粘贴')
    expect(copy).toHaveBeenCalledWith(words)
    expect(state.sends[0]?.outcome).toBe('copied')
    await tap(answer)
    await until(() => !find('.sheet'))
    await until(() => state.sends[0]?.outcome === outcome)
  })
})

describe('what the server asks first', () => {
  test('a reason above the limit is one tap, then it is sent', async () => {
    const state = await openCustomer(aSidebar(), answering({ status: 'sent' }))
    const bodies = refusingOnce(409, { code: 'reason-required', message: '30 天里主动联系过 2 次了。' })
    await tap('发补货话术')
    await untilText('.sheet-panel', '30 天里主动联系过 2 次了。')
    await tap('客户约的')
    await until(() => state.sends[0]?.outcome === 'sent')
    expect(bodies.map(({ overLimitReason }) => overLimitReason)).toEqual([undefined, 'customer_arranged'])
  })

  test('a closed question for a reason sends nothing', async () => {
    const options = answering({ status: 'sent' })
    const state = await openCustomer(aSidebar(), options)
    refusingOnce(409, { code: 'reason-required', message: '30 天里主动联系过 2 次了。' })
    await tap('发补货话术')
    await tap('关闭')
    expect(options.bridge.sendText).not.toHaveBeenCalled()
    expect(state.sends).toEqual([])
  })

  const risky = { code: 'words-need-check', message: '有词要看', details: [{ word: '正宗', why: '补证书（广告法28）', instead: '写产地' }] }
  const withRisk = aScript({ parts: [{ text: '王姐，这批很正宗' }] })

  test('a risky word rewritten half-way is still so when the sheet was closed in between', async () => {
    await openCustomer(aSidebar({ situation: supplyEnding({ script: withRisk }) }), answering({ status: 'sent' }))
    refusingOnce(409, risky)
    await tap('发补货话术')
    await type('改成这样说', '王姐，这批产自')
    await tap('关闭')
    await until(() => !find('.sheet'))
    refusingOnce(409, risky)
    await tap('发补货话术')
    await untilText('.sheet-title', '这些词不宜对客户说')
    expect(find<HTMLTextAreaElement>('.sheet textarea')!.value).toBe('王姐，这批产自')
  })

  test('what was rewritten for one customer does not stand there for another with the same words', async () => {
    const common = aScript({ parts: [{ text: '这批很正宗' }] })
    const sidebar = aSidebar({ situation: supplyEnding({ script: common }) })
    await openCustomer(sidebar, answering({ status: 'sent' }))
    refusingOnce(409, risky)
    await tap('发补货话术')
    await type('改成这样说', '王姐，先生的胃口好些了吗')
    await tap('关闭')
    await until(() => !find('.sheet'))
    const other = 'wmTest0002' as CustomerId
    useQueryCache().setQueryData([...sidebarKey(other)], { ...sidebar, profile: { ...sidebar.profile, externalUserId: other, name: '李女士', remark: '李女士' } })
    useConversationStore().show(other)
    await untilText('.who-name', '李女士')
    refusingOnce(409, risky)
    await tap('发补货话术')
    await untilText('.sheet-title', '这些词不宜对客户说')
    expect(find('.sheet textarea')).toHaveProperty('value', '这批很正宗')
  })

  test('a risky word: what to say instead is advice, which never gets into the words by itself', async () => {
    const state = await openCustomer(aSidebar({ situation: supplyEnding({ script: withRisk }) }), answering({ status: 'sent' }))
    const bodies = refusingOnce(409, risky)
    await tap('发补货话术')
    await untilText('.sheet-panel', '怎么说：写产地')
    expect(find('.sheet textarea')).toHaveProperty('value', '王姐，这批很正宗')
    expect(find('.sheet-foot .button-primary')!.hasAttribute('disabled')).toBe(true)
    await type('改成这样说', '王姐，这批是马来西亚的')
    await tap('改好了，发送')
    await until(() => state.sends[0]?.outcome === 'sent')
    expect(bodies[1]).toMatchObject({ text: '王姐，这批是马来西亚的' })
    expect(bodies[1]?.wordsAccepted || undefined).toBeUndefined()
  })

  test('a risky word may go out all the same, as the rep\'s own decision', async () => {
    const state = await openCustomer(aSidebar({ situation: supplyEnding({ script: withRisk }) }), answering({ status: 'sent' }))
    const bodies = refusingOnce(409, risky)
    await tap('发补货话术')
    await untilText('.sheet-panel', '补证书')
    await tap('仍然发送')
    await until(() => state.sends[0]?.outcome === 'sent')
    expect(bodies[1]).toMatchObject({ text: '王姐，这批很正宗', wordsAccepted: true })
  })
})

describe('editing first', () => {
  test('a text with a gap can\'t be sent until the gap is filled', async () => {
    const script = aScript({ scriptId: 'gap' as ScriptId, parts: [{ text: '王姐，' }, { missing: '近况' }, { text: '怎么样了？' }] })
    const state = await openCustomer(aSidebar({ situation: supplyEnding({ script }) }), answering({ status: 'sent' }))
    await tap('补全再发')
    await untilText('.sheet-panel', '补上近况')
    expect(find('.sheet-foot button')!.hasAttribute('disabled')).toBe(true)
    await type('要发的话', '王姐，先生的胃口怎么样了？')
    await tap('发到聊天')
    await until(() => !find('.sheet'))
    expect(state.sends).toMatchObject([{ text: '王姐，先生的胃口怎么样了？', scriptId: 'gap', outcome: 'sent' }])
  })

  test('what was typed is there again after another look at the chat, and the first words are one tap away', async () => {
    await openCustomer(aSidebar(), answering({ status: 'sent' }))
    await tap('修改话术')
    const before = find<HTMLTextAreaElement>('.sheet textarea')!.value
    await type('要发的话', '王姐，写到一半')
    await tap('关闭')
    await until(() => !find('.sheet'))
    await tap('修改话术')
    await until(() => find('.sheet textarea'))
    expect(find('.sheet textarea')).toHaveProperty('value', '王姐，写到一半')
    await tap('恢复原来的话')
    expect(find('.sheet textarea')).toHaveProperty('value', before)
  })

  test('keeps what was typed when the send fails', async () => {
    await openCustomer(aSidebar(), answering({ status: 'failed', reason: 'system error' }))
    await tap('修改话术')
    await type('要发的话', '王姐，我自己写的一句')
    await tap('发到聊天')
    await until(() => toastText().includes('没有发出去'))
    expect(find('.sheet textarea')).toHaveProperty('value', '王姐，我自己写的一句')
    expect(sheet()).toContain('补货：接上次的话')
  })
})

test('the first question goes out at once and carries its key', async () => {
  const script = aScript({ questionKey: 'kinds', parts: [{ text: '平时吃哪种？' }] })
  const sidebar = aSidebar({ answers: [], scripts: [], situation: {
    kind: 'just_added', why: [], script, reminderId: null, addedAt: '2026-06-15T09:00:00.000Z', deadlineAt: '2026-06-16T09:00:00.000Z', channel: null, orderTitle: null, questionKey: 'kinds',
  } })
  const state = await openCustomer(sidebar, answering({ status: 'sent' }))
  await tap('发第一问')
  await until(() => state.sends[0]?.outcome === 'sent')
  expect(state.sends[0]?.questionKey).toBe('kinds')
  expect(textOf('.sheet')).toBe('')
})
