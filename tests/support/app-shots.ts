/**
 * Pictures of the panels and sheets: `node --import tsx tests/support/app-shots.ts FOLDER BUILT [name…]`.
 * BUILT is a production build (vite build --outDir); answers come from mock/api.
 */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { getResponse } from 'msw'
import type { Page } from 'playwright-core'
import type { CustomerId, OrderId, ReminderId, ScriptId } from '../../contract/ids.ts'
import type { CustomerRow, Sidebar } from '../../contract/customers.schema.ts'
import { handlers } from '../../mock/api/handlers.ts'
import { anOrder, aProfile, aReminder, aScript, aSidebar, sampleCustomerId } from '../../mock/api/sample.ts'
import { mockState, type MockState } from '../../mock/api/state.ts'
import { launchBrowser } from './browser.ts'
import { serveBuiltApp } from './built-app.ts'
import { installFakeBridge, wecomUserAgent } from './fake-bridge.ts'

interface Shot { name: string, taps: string[], sidebar?: Sidebar, prepare?: (state: MockState) => void, rootPercent?: number, then?: (page: Page) => Promise<void> }

const tab = (key: string): string => `[data-tab=${key}]`
const orders = [1, 2, 3, 4, 5].map(at => anOrder({
  orderId: String(at) as OrderId, use: at === 2 ? 'gift' : 'self', useReason: at === 2 ? '备注写着「送人」' : '收件手机是客户本人的', refundFen: at === 3 ? 10_000 : 0,
  platform: at === 4 ? 'douyin' : 'taobao', lines: at === 5 ? [] : [...anOrder().lines, { title: '礼袋', productName: null, spec: '', quantity: 1, paidFen: null, refundFen: 0, isGift: true, isService: false }],
}))
const full = aSidebar({ orders: { ...aSidebar().orders, lastFive: orders }, scripts: [aScript(), aScript({ scriptId: 'b' as ScriptId, title: '接着聊', parts: [{ text: '上次您说先生嫌甜，' }, { missing: '后来' }, { text: '怎么样了？' }], reason: '接上次聊到：先生嫌甜' }), aScript({ scriptId: 'c' as ScriptId, title: '怎么保存', reason: '刚收到货', replies: { known: 3, replied: 1, few: true }, parts: [{ text: '燕窝收到后放冷藏，开盖两天内吃完，吃之前隔水温一下口感更好。' }] })] })
const longName = '欧阳慕容司徒诸葛上官姐（杭州西湖区文三路老客户）'
const longWords = '先生嫌甜，女儿九月在杭州结婚要用三十份伴手礼，婆婆血糖高不能吃带糖的，让我下个月问问无糖的有没有小瓶装'
const longNamed: Sidebar = {
  ...full, profile: aProfile({ remark: longName, name: '云淡风轻 AlwaysTheSameLongName' }),
  notes: [{ ...full.notes[0]!, text: longWords }], reminder: aReminder({ reason: longWords, moreReasons: [longWords] }),
}
const empty: Sidebar = {
  ...full, notes: [], answers: [], scripts: [], reminder: null, situation: { kind: 'nothing_due', why: [], script: null, reminderId: null, parcel: null },
  orders: { ...full.orders, count: 0, totalFen: 0, averageFen: 0, firstOrderAt: null, lastOrderAt: null, usualGapDays: null, supply: null, lastFive: [] },
  profile: aProfile({ name: '', remark: '', region: null, description: '', tags: [], channel: null, ageBand: null, lifetimeSpendFen: 0, lastOrderAt: null, lastTouchAt: null, lastReplyAt: null, birthdayOn: null, ownerName: null }),
}
const otherAccount = { externalUserId: 'wmSample0002' as CustomerId, name: '云淡风轻 AlwaysTheSameLongName', remark: longName, ownerName: '周航' }
const otherRow: CustomerRow = { ...otherAccount, externalUserId: 'wmSample0003' as CustomerId, avatarUrl: null, tier: 'vip', scene: 'active', oneToOne: true, lifetimeSpendFen: 0, lastOrderAt: null, lastTouchAt: null, addedAt: '2026-01-01T00:00:00.000Z', isFollowedByMe: true, lostAt: null }
const scrollToEnd = async (page: Page): Promise<void> => {
  for (let turn = 0; turn < 12; turn++) { await page.evaluate(() => scrollBy(0, 900)); await page.waitForTimeout(60) }
}
const sheetEnd = async (page: Page): Promise<void> => { await page.waitForSelector('.sheet-body'); await page.evaluate(() => document.querySelector('.sheet-body')!.scrollTo(0, 9999)) }
const forget = (state: MockState): void => { Object.assign(state, { timeline: [], promises: [], cases: [] }) }
const prepare = (state: MockState): void => {
  state.timeline = [
    { at: '2026-06-14T03:00:00.000Z', kind: 'send', title: '发了话术：接着聊', detail: '王姐，上次您说先生嫌甜，这批有无糖的，要不要给您留两盒？', byName: '陈晓' },
    { at: '2026-06-13T03:00:00.000Z', kind: 'reply', title: '客户回了', detail: '销售标记', byName: '陈晓' },
    { at: '2026-05-03T03:00:00.000Z', kind: 'order', title: '下单 ¥1,980（已完成）', detail: '即食燕窝×6 · 自用 · 旗舰店', byName: null },
    { at: '2025-05-03T03:00:00.000Z', kind: 'added', title: '加为客户', detail: '扫描二维码 · 抖店包裹卡', byName: null },
  ]
  state.promises = [aReminder({ reminderId: 'p' as ReminderId, rule: 'promise', title: '答应的事', reason: '问清楚无糖的什么时候到货', moreReasons: [], dueAt: '2026-06-16T02:00:00.000Z', windowEndAt: null })]
}
const openCase: Shot['prepare'] = (state) => {
  const means = [{ means: 'refund_difference' as const, note: '客户同意', amountFen: 5_000, at: '2026-06-15T09:00:00.000Z', byName: '陈晓' }]
  const { userId } = state.sidebar.session
  state.cases = [{ caseId: 'c' as never, kind: 'complaint', summary: '收到两瓶碎了，汤汁流了一箱', openedAt: '2026-06-15T08:00:00.000Z', openedByName: '陈晓', dueAt: '2026-06-15T12:00:00.000Z', handlerUserId: userId, handlerName: '陈晓', means, closedAt: null, closeNote: null }]
  state.sidebar.situation = { kind: 'case_open', why: [], reminderId: null, case: state.cases[0]!, script: aScript({ title: '致歉', parts: [{ text: '王姐，实在对不起，瓶子碎了让您糟心了。我马上给您补发两瓶。' }] }) }
}
const shots: Shot[] = [
  { name: 'scripts', taps: [tab('scripts')] },
  { name: 'edit-script', taps: ['[data-do=edit-script][data-script=b]'] },
  { name: 'orders', taps: [tab('orders')] },
  { name: 'order', taps: [tab('orders'), '.orders .item-main'] },
  { name: 'orders-many', taps: [tab('orders'), '.orders > .wide'], prepare: (state) => { state.olderOrders = Array.from({ length: 495 }, (_, at) => ({ ...orders[at % 4]!, orderId: `old-${at}` as OrderId })) }, then: scrollToEnd },
  { name: 'orders-unknown', taps: [tab('orders')], prepare: (state) => { state.rhythm = { ...state.rhythm, months: state.rhythm.months.slice(-6).map((month, at) => ({ ...month, netFen: at === 4 ? 198_000 : 0 })), days: state.rhythm.days.slice(-1), next: { kind: 'unknown', reason: '自己吃的只买过一次，买过两次才看得出多久买一次' } } } },
  { name: 'order-by-hand', taps: [tab('orders'), '.orders .item-main'], sidebar: { ...full, orders: { ...full.orders, lastFive: [{ ...orders[0]!, matchedBy: 'hand', refundFen: 10_050, refundSeenAt: '2026-05-20T03:00:00.000Z' }] } }, then: sheetEnd },
  { name: 'find-order', taps: [tab('orders'), '[data-do=find-order]'], then: async (page) => { await page.fill('.sheet input', '8170647'); await page.keyboard.press('Enter'); await page.waitForSelector('.sheet .item') } },
  { name: 'bind-order', taps: [tab('orders'), '[data-do=find-order]'], sidebar: longNamed, prepare: (state) => { state.waitingOrders = [orders[0]!, { ...orders[0]!, platform: 'jd' as const, shop: '知客滋补京东自营旗舰店' }].map(order => ({ order: { ...order, orderNo: '99887766' }, lastFour: '1234' })) }, then: async (page) => {
    await page.fill('.sheet input', '99887766'); await page.keyboard.press('Enter')
    await page.waitForSelector('.sheet input[inputmode=numeric]'); await page.fill('.sheet input[inputmode=numeric]', '1234'); await page.keyboard.press('Enter'); await page.waitForSelector('.sheet .error-line')
  } },
  { name: 'accounts', taps: ['[data-do=more]', '.menu button:nth-child(7)'], sidebar: { ...full, profile: aProfile({ otherAccounts: [otherAccount, { ...otherAccount, externalUserId: null, name: '', remark: '' }] }) }, prepare: (state) => { state.otherCustomers = [otherRow] }, then: async (page) => { await page.fill('.sheet input', '云'); await page.keyboard.press('Enter'); await page.waitForSelector('.sheet ul[aria-label]') } },
  { name: 'joined', taps: [tab('orders')], sidebar: { ...full, profile: aProfile({ otherAccounts: [otherAccount, { ...otherAccount, externalUserId: null, name: '', remark: '' }] }) } },
  { name: 'order-bare', taps: [tab('orders'), '.orders .item:nth-child(5) .item-main'] },
  { name: 'notes', taps: [tab('notes')] },
  { name: 'reminders', taps: [tab('reminders')] },
  { name: 'later', taps: [tab('reminders'), '[data-do=reminder-later]'] },
  { name: 'later-own', taps: [tab('reminders'), '[data-do=reminder-later]', '.sheet .menu button:last-child'] },
  { name: 'later-own-large', taps: [tab('reminders'), '[data-do=reminder-later]', '.sheet .menu button:last-child'], rootPercent: 150 },
  { name: 'promise-own', taps: [tab('reminders'), '[data-do=add-promise]', '.sheet .menu button:last-child'] },
  { name: 'skip', taps: [tab('reminders'), '[data-do=reminder-skip]'] },
  { name: 'promise', taps: [tab('reminders'), '[data-do=add-promise]'] },
  { name: 'supply', taps: ['[data-do=supply-left]'] },
  { name: 'done', taps: [tab('reminders'), '[data-do=done-by-hand]'] },
  { name: 'more', taps: ['[data-do=more]'] },
  { name: 'profile', taps: ['[data-do=edit-profile]'], sidebar: { ...full, profile: aProfile({ isWaitingForWecom: true }) } },
  { name: 'profile-large', taps: ['[data-do=edit-profile]'], rootPercent: 150 },
  { name: 'profile-end', taps: ['[data-do=edit-profile]'], then: async (page) => { await page.waitForSelector('.sheet-body'); await page.evaluate(() => document.querySelector('.sheet-body')!.scrollTo(0, 9999)) } },
  { name: 'tags', taps: ['[data-do=edit-profile]', '.sheet-body > .chips .chip', '.sheet .chips[aria-label=口味] .chip'] },
  { name: 'open-case', taps: ['[data-do=more]', '.menu button:nth-child(3)'] },
  { name: 'handle-case', taps: ['[data-do=handle-case]', '.sheet .chips[role=group] .chip:nth-child(3)'], prepare: openCase },
  { name: 'cases', taps: ['[data-do=more]', '.menu button:nth-child(4)'], prepare: openCase },
  { name: 'answers', taps: ['[data-do=edit-answers]'] },
  { name: 'more-large', taps: ['[data-do=more]'], sidebar: longNamed, rootPercent: 150 },
  { name: 'done-large', taps: ['[data-do=more]', '.menu button:first-child'], sidebar: longNamed, rootPercent: 150 },
  { name: 'reminders-large', taps: [tab('reminders')], sidebar: longNamed, rootPercent: 150 },
  { name: 'orders-large', taps: [tab('orders')], sidebar: longNamed, rootPercent: 150 },
  { name: 'notes-large', taps: [tab('notes')], sidebar: longNamed, rootPercent: 150 },
  { name: 'handle-case-large', taps: ['[data-do=handle-case]', '.sheet .chips[role=group] .chip:nth-child(3)'], prepare: openCase, rootPercent: 150 },
  { name: 'answers-large', taps: ['[data-do=edit-answers]'], sidebar: longNamed, rootPercent: 150 },
  { name: 'supply-large', taps: ['[data-do=supply-left]'], sidebar: longNamed, rootPercent: 150 },
  { name: 'skip-large', taps: [tab('reminders'), '[data-do=reminder-skip]'], sidebar: longNamed, rootPercent: 150 },
  { name: 'edit-script-large', taps: ['[data-do=edit-script][data-script=b]'], rootPercent: 150 },
  ...(['scripts', 'orders', 'notes', 'reminders'] as const).map(key => ({ name: `${key}-empty`, taps: [tab(key)], sidebar: empty, prepare: forget })),
  { name: 'cases-empty', taps: ['[data-do=more]', '.menu button:nth-child(4)'], sidebar: empty, prepare: forget },
  { name: 'profile-empty', taps: ['[data-do=edit-profile]'], sidebar: empty, prepare: forget },
  { name: 'profile-switch', taps: ['[data-do=edit-profile]', '.switch-row'] },
  { name: 'note', taps: ['[data-do=take-note]'] },
]

const [, , target = 'tests/e2e/shots', built = 'dist/app', ...names] = process.argv
const folder = resolve(target)
await mkdir(folder, { recursive: true })
let state = mockState(full)
const app = await serveBuiltApp(async (method, path, body) => {
  const request = new Request(`http://localhost${path}`, { method, ...(body && { body, headers: { 'content-type': 'application/json' } }) })
  const response = await getResponse(handlers(state), request)
  return response && { status: response.status, body: response.status === 204 ? {} : await response.json() as unknown }
}, resolve(built))
const browser = await launchBrowser()
for (const [width, height] of [[360, 640], [390, 844]] as const) {
  for (const theme of ['Light', 'Dark'] as const) {
    for (const shot of shots.filter(({ name }) => names.length === 0 || names.includes(name))) {
      state = mockState(shot.sidebar ?? full)
      prepare(state)
      shot.prepare?.(state)
      const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 2, userAgent: wecomUserAgent(theme) })
      const page = await context.newPage()
      page.on('console', message => message.type() === 'error' && process.stderr.write(`${shot.name}: ${message.text()}\n`))
      page.on('pageerror', error => process.stderr.write(`${shot.name}: ${error.message}\n`))
      await page.addInitScript(installFakeBridge, { entry: 'single_chat_tools', userId: sampleCustomerId })
      await page.goto(app.url)
      await page.waitForSelector('html[data-app=ready]', { state: 'attached', timeout: 15_000 })
      if (shot.rootPercent) await page.evaluate(percent => { document.documentElement.style.fontSize = `${percent}%` }, shot.rootPercent)
      for (const selector of shot.taps) await page.click(selector, { timeout: 8_000 }).catch((error: Error) => process.stderr.write(`${shot.name} ${selector}: ${error.message.slice(0, 200)}\n`))
      await shot.then?.(page)
      if (shot.taps.length === 1 && shot.taps[0]?.startsWith('[data-tab')) await page.evaluate(() => document.querySelector('.fv-tabs')?.scrollIntoView())
      await page.waitForTimeout(350)
      await page.screenshot({ path: resolve(folder, `${shot.name}-${width}-${theme.toLowerCase()}.png`) })
      await context.close()
    }
  }
}
await app.close()
await browser.close()
