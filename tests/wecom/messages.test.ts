import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './simulator-fixture.ts'

let harness: Harness
beforeEach(async () => { harness = await startHarness() })
afterEach(async () => { await harness.close() })
const send = (more: object = {}) => harness.api('POST', 'message/send', { touser: 'rep-chen', agentid: 1000002, msgtype: 'text', text: { content: '待办' }, ...more })
const received = async () => (await harness.state()).appMessages as Record<string, unknown>[]
const card = (task_id: string, more: object = {}) => ({ msgtype: 'template_card', template_card: { card_type: 'button_interaction', main_title: { title: '三位客户' }, task_id, ...more } })

describe('messages of the app to members', () => {
  it('are refused for another app, to nobody, without content, too long, and when nobody is right', async () => {
    expect((await send({ agentid: 9 })).errcode).toBe(301002)
    expect((await send({ touser: '' })).errcode).toBe(82001)
    expect((await send({ text: { content: '' } })).errcode).toBe(44004)
    expect((await send({ text: { content: '一'.repeat(683) } })).errcode).toBe(45002)
    expect((await send({ touser: 'nobody' })).errcode).toBe(81013)
    expect((await send({ touser: Array(1001).fill('rep-chen').join('|') })).errcode).toBe(40032)
    expect((await send({ msgtype: 'textcard', textcard: { title: 't' } })).errcode).toBe(40058)
    expect((await send({ msgtype: 'hologram', hologram: {} })).errcode).toBe(40008)
    expect((await send({ msgtype: 'image', image: { media_id: 'nothing' } })).errcode).toBe(40007)
  })

  it('reach those who are right and name the others in lower case', async () => {
    expect(await send({ touser: 'REP-Chen|Nobody' })).toMatchObject({ errcode: 0, invaliduser: 'nobody', msgid: expect.any(String) })
    expect(await received()).toMatchObject([{ to: ['rep-chen'], msgtype: 'text', content: { content: '待办' } }])
    await send({ touser: '', toparty: '3|99' })
    expect((await received())[1]).toMatchObject({ to: ['rep-zhou', 'guest'] })
    expect(await send({ touser: 'rep-chen', toparty: '99' })).toMatchObject({ invalidparty: '99' })
  })

  it('that are cards have their long fields cut', async () => {
    await send({ msgtype: 'textcard', textcard: { title: '一'.repeat(200), description: '二'.repeat(600), url: 'https://a.example', btntxt: '查看全部内容' } })
    expect((await received())[0]?.content).toEqual({ title: '一'.repeat(128), description: '二'.repeat(512), url: 'https://a.example', btntxt: '查看全部' })
  })

  it('arrive thirty times a minute and no more, without a word', async () => {
    for (let i = 0; i < 31; i += 1) expect((await send({ text: { content: `第${i}条` } })).errcode).toBe(0)
    expect((await received()).filter(({ to }) => (to as string[]).length > 0)).toHaveLength(30)
    await harness.move(60)
    await send({ text: { content: '一分钟后' } })
    expect((await received()).at(-1)).toMatchObject({ to: ['rep-chen'] })
  })

  it('can be held to a lower number, and an app to 200 a day for each member', async () => {
    await harness.control('faults', { limits: { messagesPerMinute: 1 } })
    await send()
    await send()
    expect((await received()).map(({ to }) => to)).toEqual([['rep-chen'], []])
    for (let i = 0; i < 199; i += 1) await send({ touser: '@all' })
    await harness.control('faults', { limits: { messagesPerMinute: 1000 } })
    await harness.move(60)
    const outcomes = []
    for (let i = 0; i < 201; i += 1) outcomes.push((await send({ touser: '@all' })).errcode)
    expect(outcomes.indexOf(45009)).toBeGreaterThan(0)
  })

  it('that repeat within the interval are answered and not sent again', async () => {
    const once = () => send({ enable_duplicate_check: 1, duplicate_check_interval: 600 })
    expect([(await once()).errcode, (await once()).errcode]).toEqual([0, 0])
    expect((await received()).map(({ to }) => to)).toEqual([['rep-chen'], []])
    await harness.move(601)
    await once()
    expect((await received()).at(-1)?.to).toEqual(['rep-chen'])
  })

  it('are recalled within 24 hours, once', async () => {
    const recall = async (msgid: unknown) => (await harness.api('POST', 'message/recall', { msgid })).errcode
    expect(await recall('made-up')).toBe(40058)
    const { msgid } = await send()
    expect([await recall(msgid), await recall(msgid)]).toEqual([0, 40058])
    expect(await received()).toMatchObject([{ isRecalled: true }])
    const late = await send({ text: { content: '昨天的' } })
    await harness.move(86_401)
    expect(await recall(late.msgid)).toBe(40058)
  })
})

describe('cards that are answered', () => {
  const update = (more: object) => harness.api('POST', 'message/update_template_card', { userids: ['rep-chen'], agentid: 1000002, button: { replace_name: '已处理' }, ...more })

  it('need a task id of allowed signs that the app has not used', async () => {
    expect((await send(card(''))).errcode).toBe(40058)
    expect((await send(card('a b'))).errcode).toBe(42014)
    expect((await send(card('t'.repeat(129)))).errcode).toBe(42014)
    expect((await send(card('task-1', { card_type: 'hologram' }))).errcode).toBe(40058)
    expect((await send({ msgtype: 'template_card', template_card: { card_type: 'text_notice' } })).errcode).toBe(40058)
    expect(await send(card('task-1'))).toMatchObject({ errcode: 0, response_code: expect.any(String) })
    expect((await send(card('task-1'))).errcode).toBe(42014)
    expect(await send({ msgtype: 'template_card', template_card: { card_type: 'text_notice', card_action: { type: 1, url: 'https://a.example' } } })).not.toHaveProperty('response_code')
  })

  it('are changed by their response code once, within 72 hours, by the app that sent them', async () => {
    const { response_code } = await send(card('task-1'))
    expect((await update({ response_code: 'made-up' })).errcode).toBe(60140)
    expect((await update({ response_code, agentid: 9 })).errcode).toBe(301002)
    expect((await update({ response_code, userids: [] })).errcode).toBe(82001)
    expect((await update({ response_code, button: {} })).errcode).toBe(40058)
    expect(await update({ response_code, userids: ['rep-chen', 'REP-Zhou'] })).toMatchObject({ errcode: 0, invaliduser: ['rep-zhou'] })
    expect((await received())[0]?.content).toMatchObject({ button_replaced: '已处理' })
    expect((await update({ response_code })).errcode).toBe(60140)
    const late = await send(card('task-2'))
    await harness.move(72 * 3600 + 1)
    expect((await update({ response_code: late.response_code })).errcode).toBe(60140)
  })

  it('may become another card', async () => {
    const { response_code } = await send(card('task-1'))
    expect((await update({ response_code, template_card: { card_type: 'hologram' } })).errcode).toBe(40058)
    const next = { card_type: 'text_notice', main_title: { title: '都联系过了' }, card_action: { type: 1, url: 'https://a.example' } }
    expect((await update({ response_code, template_card: next })).errcode).toBe(0)
    expect((await received())[0]?.content).toEqual(next)
  })
})
