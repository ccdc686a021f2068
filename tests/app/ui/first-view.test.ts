import { beforeEach, describe, expect, test } from 'vitest'
import type { Sidebar } from '../../../contract/customers.schema.ts'
import type { ScriptId } from '../../../contract/ids.ts'
import { situationKinds } from '../../../contract/words.ts'
import { type FirstViewInput, firstViewMarkup, untouchedView } from '../../../src/ui/first-view/first-view.ts'
import { anOpenTouch, anOrder, aProfile, aScript, aSidebar, sidebarNow } from '../../support/a-sidebar.ts'

function draw(sidebar: Sidebar, changes: Partial<FirstViewInput> = {}): void {
  document.body.innerHTML = firstViewMarkup({ ...untouchedView, sidebar, nowMs: Date.parse(sidebarNow), canSend: true, ...changes })
}
const text = (selector: string) => document.querySelector(selector)?.textContent
const doing = (name: string) => [...document.querySelectorAll<HTMLElement>(`[data-do="${name}"]`)]

beforeEach(() => { document.body.innerHTML = '' })

describe('a customer\'s own words', () => {
  const nasty = '<img src=x onerror=alert(1)>"\'&'

  test.each(situationKinds)('never become markup (%s)', (kind) => {
    const situation = { ...aSidebar(kind).situation, why: [nasty], script: aScript({ parts: [{ text: nasty }, { missing: nasty }] }), lastNote: nasty, productName: nasty } as Sidebar['situation']
    const sidebar = aSidebar(kind, {
      situation, profile: aProfile({ name: nasty, remark: `备注${nasty}`, region: nasty, channel: nasty }),
      orders: { ...aSidebar().orders, lastFive: [anOrder({ lines: [{ ...anOrder().lines[0]!, productName: nasty }] })] },
    })
    sidebar.notes.forEach((note) => { note.text = nasty })
    draw(sidebar, { isWhyOpen: true })
    expect(document.querySelectorAll('img, script')).toHaveLength(0)
    expect(text('.who-name')).toBe(`备注${nasty}`)
    expect(document.querySelector('.who')?.getAttribute('aria-label')).toBe(`备注${nasty}的资料`)
    expect(text('.card-why li')).toBe(nasty)
  })

  test('keep their line breaks', () => {
    draw(aSidebar('silent', { situation: { ...aSidebar('silent').situation, script: aScript({ parts: [{ text: '一行\n  两行' }] }) } as Sidebar['situation'] }))
    expect(text('.card-words')).toBe('一行\n  两行')
  })
})

describe('the card', () => {
  test('of a new customer has the clock of the 24 h and sends the first question in one tap', () => {
    draw(aSidebar('just_added'))
    expect(text('.card-title')).toBe('剩 23:48首聊')
    expect(text('.card-fact')).toBe('抖店包裹卡 · 买了即食燕窝 6 瓶 · 先问平时吃哪种')
    expect(doing('send-question').map(button => [button.textContent, button.dataset.question])).toEqual([['发第一问', 'kinds']])
  })

  test('after a question offers what she may have answered, and no way to push', () => {
    draw(aSidebar('asked'))
    expect(doing('answer').map(chip => chip.textContent)).toEqual(['燕窝', '花胶', '海参', '人参', '阿胶', '石斛', '奶粉', '还没吃过', '不愿说'])
    expect(doing('answer')[2]?.dataset).toMatchObject({ question: 'kinds', option: '海参' })
    expect(text('.card-hint')).toContain('没回别追问')
    expect(doing('send')).toEqual([])
  })

  test('of a supply that ends says the range first, then what and who', () => {
    draw(aSidebar('supply_ending'))
    expect(text('.card-title')).toBe('约剩 3–6 天该补货了')
    expect([...document.querySelectorAll('.card-fact')].map(fact => fact.textContent)).toEqual(['即食燕窝 · 夫妻两人吃 · 平时 32 天买一次', '上次聊到：先生嫌甜，想要无糖的'])
    expect(doing('send').map(button => button.textContent)).toEqual(['发补货话术'])
    expect([...document.querySelectorAll('.card-quiet button')].map(button => button.textContent)).toEqual(['换一条', '客户说还有'])
  })

  test('goes round the scripts, and has no 换一条 where there is only one', () => {
    draw(aSidebar('supply_ending'), { scriptTurns: 1 })
    expect(text('.card-words')).toContain('到新货了')
    draw(aSidebar('supply_ending'), { scriptTurns: 2 })
    expect(text('.card-words')).toContain('先生嫌甜')
    draw(aSidebar('supply_ending', { scripts: [] }))
    expect(doing('next-script')).toEqual([])
  })

  test('of a silent customer never turns to an offer', () => {
    draw(aSidebar('silent', { scripts: [aScript({ scriptId: 'offer' as ScriptId, kind: 'offer', parts: [{ text: '限时八折' }] })] }), { scriptTurns: 1 })
    expect(document.body.textContent).not.toContain('八折')
    expect(text('.card-title')).toBe('72 天没买（平时 38）')
  })

  test('with a gap marks it and leads to filling it, not to sending', () => {
    draw(aSidebar('silent'))
    expect(text('.gap')).toBe('先生的近况？')
    expect(doing('send')).toEqual([])
    expect(doing('edit-script').map(button => button.textContent)).toContain('补全再发')
  })

  test('of somebody nobody touched for weeks says so, where she buys as usual', () => {
    const silent = aSidebar('silent')
    draw({ ...silent, situation: { ...silent.situation, silentDays: 20 } as typeof silent.situation })
    expect(text('.card-title')).toMatch(/^\d+ 天没联系$/)
  })

  test('of a complaint stops its clock once something was offered', () => {
    const open = aSidebar('case_open')
    if (open.situation.kind !== 'case_open') throw new Error('no case')
    const means = [{ means: 'resend' as const, note: '', amountFen: null, at: sidebarNow, byName: '陈晨' }]
    draw({ ...open, situation: { ...open.situation, case: { ...open.situation.case, means } } })
    expect(text('.card-title')).toBe('已给方案投诉没处理完')
  })

  test('of who deleted us says that nothing arrives, and sends nothing', () => {
    draw(aSidebar('nothing_due', { profile: aProfile({ lostAt: '2026-05-14T03:00:00Z' }) }))
    expect(text('.card-title')).toBe('客户删了我，消息发不到')
    expect([...doing('send'), ...doing('find-answer')]).toEqual([])
  })

  test('of an open complaint is red, says who handles it, and hides all selling', () => {
    draw(aSidebar('case_open', { orders: { ...aSidebar().orders, supply: { productName: '即食燕窝', boughtAt: sidebarNow, leftDays: { min: 1, max: 2 }, reason: '' } } }))
    expect(document.querySelector('.card-title')?.className).toContain('tone-urgent')
    expect(text('.card-title')).toBe('剩 3:20投诉没处理完')
    expect(text('.card-fact')).toBe('陈晨 在处理 · 已给道歉 · 今天 12:00')
    expect(doing('handle-case').map(button => button.textContent)).toEqual(['给方案'])
    expect([...doing('send'), ...doing('next-script'), ...doing('supply-left')]).toEqual([])
    expect(document.body.textContent).not.toContain('约剩')
  })

  test.each([[{ min: 0, max: 1 }, '应已吃完'], [{ min: 0, max: 2 }, '今天前后吃完'], [{ min: 0, max: 3 }, '约剩 0–3 天']])('has beside it what is left of the pack: %j days are %s', (leftDays, words) => {
    draw(aSidebar('silent', { orders: { ...aSidebar().orders, supply: { productName: '即食燕窝', boughtAt: sidebarNow, leftDays, reason: '' } } }))
    expect(text('.row[data-do="show-orders"] .row-text')?.endsWith(words)).toBe(true)
  })

  test('says nothing of what is left while the parcel is under way', () => {
    const { orders } = aSidebar()
    const underWay = { ...orders.lastFive[0]!, state: 'shipped' as const, placedAt: sidebarNow, logistics: { ...orders.lastFive[0]!.logistics!, shippedAt: sidebarNow, signedAt: null } }
    draw(aSidebar('nothing_due', { orders: { ...orders, lastFive: [underWay], supply: { productName: '即食燕窝', boughtAt: sidebarNow, leftDays: { min: 10, max: 20 }, reason: '' } } }))
    expect(text('.row[data-do="show-orders"] .row-text')).toContain('物流在路上')
    expect(text('.row[data-do="show-orders"] .row-text')).not.toContain('约剩')
  })

  test('with nothing due is a search with what is asked most', () => {
    draw(aSidebar('nothing_due'))
    expect(document.querySelector('form[data-do="find-answer"] input[name=q]')).not.toBeNull()
    expect(doing('find-answer').slice(1).map(chip => chip.dataset.q)).toEqual(['物流', '价格和库存', '保存和做法', '送人'])
    expect(text('.card-fact')).toBe('即食燕窝×6 · 顺丰已签收 · 5月6日')
  })

  test('copies where the client can\'t send', () => {
    draw(aSidebar('supply_ending'), { canSend: false })
    expect(doing('send').map(button => button.textContent)).toEqual(['复制话术'])
  })

  test('opens the figures behind it', () => {
    draw(aSidebar('supply_ending'))
    expect(document.querySelector('.card-why')).toBeNull()
    draw(aSidebar('supply_ending'), { isWhyOpen: true })
    expect(document.querySelectorAll('.card-why li')).toHaveLength(3)
    expect(doing('why')[0]?.getAttribute('aria-expanded')).toBe('true')
  })
})

describe('around the card', () => {
  test('the strip has the remark beside her own name, and the 1V1 sign', () => {
    draw(aSidebar())
    expect([text('.who-name'), text('.who-second'), text('.tier'), text('.sign')]).toEqual(['王姐', '王敏', 'VIP', '1V1·禁群发'])
    expect([...document.querySelectorAll('.who-facts > span')].map(fact => fact.textContent)).toEqual(['杭州 · 抖店来源', '¥38,600', '12天前联系'])
  })

  test.each([['浙江 杭州', '杭州'], ['上海', '上海'], ['上海 浦东新区', '上海'], ['重庆市 渝北区', '重庆市'], ['浙江', '浙江'], ['浙江  金华 义乌 ', '义乌'], [null, '']])(
    'the strip names the city only: %s → %s', (region, city) => {
      draw(aSidebar('nothing_due', { profile: aProfile({ region, channel: '抖店' }) }))
      expect(text('.who-origin')).toBe([city, '抖店'].filter(Boolean).join(' · '))
    })

  test('the strip says when she deleted us, and never hides an opt-out', () => {
    draw(aSidebar('nothing_due', { profile: aProfile({ lostAt: '2026-05-14T03:00:00Z', optOut: true }) }))
    expect(text('.who-facts')).toContain('昨天删了我')
    expect(text('.sign')).toBe('先别打扰·1V1')
  })

  test('a reply is asked for once, in one line', () => {
    draw(aSidebar('nothing_due', { askReply: anOpenTouch() }))
    expect(text('.fv-reply')).toBe('昨天 15:20 发的客户回了没回')
    draw(aSidebar('nothing_due', { askReply: anOpenTouch() }), { isReplyDismissed: true })
    expect(document.querySelector('.fv-reply')).toBeNull()
  })

  test('a long remark has the line to itself, the WeChat name stands beside a short one', () => {
    const second = (remark: string, oneToOne: boolean) => {
      draw(aSidebar('nothing_due', { profile: aProfile({ remark, name: '琴声悠扬', oneToOne, optOut: false }) }))
      return document.querySelector('.who-second')?.textContent ?? null
    }
    expect([second('王姐 燕窝老客', true), second('欧阳姐 燕盏花胶', true), second('欧阳姐 燕盏花胶', false)]).toEqual(['琴声悠扬', null, '琴声悠扬'])
  })

  test('unknown and empty are said with what to do, never as 0', () => {
    draw(aSidebar('just_added'))
    expect(document.body.textContent).toContain('还没记过，聊完记一笔')
    expect(document.body.textContent).toContain('三个都还没问')
    expect(text('.fv-bought .row-text')).toBe('没有对上的订单')
    expect(text('.who-facts')).toContain('没有订单')
  })

  test('the bar leads into the chat where nothing can be sent, and back to the list', () => {
    draw(aSidebar(), { canSend: false, isFromList: true })
    expect([...document.querySelectorAll<HTMLElement>('.fv-bar button')].map(button => button.dataset.do)).toEqual(['go-back', 'take-note', 'open-chat'])
    const sidebar = aSidebar()
    draw({ ...sidebar, profile: { ...sidebar.profile, isFollowedByMe: false } }, { canSend: false })
    expect([...document.querySelectorAll<HTMLElement>('.fv-bar button')].map(button => button.dataset.do)).toEqual(['take-note'])
  })

  test.each(situationKinds)('a colleague\'s customer leaves no empty row on the card where a button would stand (%s)', (kind) => {
    const sidebar = aSidebar(kind)
    draw({ ...sidebar, profile: { ...sidebar.profile, isFollowedByMe: false } }, { canSend: false })
    for (const foot of document.querySelectorAll('.card-foot')) expect(foot.querySelectorAll('button').length).toBeGreaterThan(0)
    expect(document.querySelectorAll('[data-do=send]')).toHaveLength(0)
  })

  test('the bar offers the primary action only while the card\'s own is out of view', () => {
    draw(aSidebar())
    expect([...document.querySelectorAll('.fv-bar button')].map(button => button.textContent)).toEqual(['记一笔'])
    draw(aSidebar(), { isCardOut: true })
    expect([...document.querySelectorAll('.fv-bar button')].map(button => button.textContent)).toEqual(['记一笔', '发补货话术'])
  })
})
