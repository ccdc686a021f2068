/**
 * Screenshots of the workbench's pages of the built app: `npx vite build && node --import tsx tests/support/list-shots.ts [folder] [built app] [name…]`.
 * Not a test: for looking at.
 */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { CustomerRow } from '../../contract/customers.schema.ts'
import type { CustomerId, ImportId, OrderId, ReminderId } from '../../contract/ids.ts'
import type { Import, ImportNote, PastImport } from '../../contract/imports.schema.ts'
import type { DueReminder } from '../../contract/reminders.schema.ts'
import type { Role } from '../../contract/words.ts'
import { sampleProducts } from '../../mock/api/sample-products.ts'
import { sampleRules } from '../../mock/api/sample-rules.ts'
import { anOrder, aProfile, aSidebar, sidebarNow } from './a-sidebar.ts'
import { launchBrowser } from './browser.ts'
import { type Answers, serveBuiltApp } from './built-app.ts'
import { installFakeBridge, wecomUserAgent } from './fake-bridge.ts'

const people = ['王姐', '欧阳王敏-杭州西湖区-老客户介绍的朋友', '李女士', 'Amanda 陈', '周', '上善若水（欧阳家的小仙女）']
const customers: CustomerRow[] = Array.from({ length: 5_000 }, (_, at) => {
  const { avatarUrl, scene, addedAt } = aProfile()
  return {
    externalUserId: `wm${at}` as CustomerId, name: people[at % people.length]!, remark: '', avatarUrl, scene, addedAt, tier: (['vip', 'high', 'middle', 'low', 'new'] as const)[at % 5]!, oneToOne: at % 3 === 0,
    lifetimeSpendFen: at % 5 === 4 ? 0 : 12_345_600 / (at + 1), lastOrderAt: at % 5 === 4 ? null : '2026-03-03T03:00:00.000Z', lastTouchAt: at % 4 ? '2026-05-03T03:00:00.000Z' : null,
    ownerName: '陈晨', isFollowedByMe: true, lostAt: at === 3 ? '2026-05-13T03:00:00.000Z' : null,
  }
})
const reasons = [
  ['replenishment', '该补货了', '5月3日的 30 天装大约还剩 3–6 天；平时 34 天左右买一次'], ['questions_open', '首聊三问还没问完', '昨天 15:20 问了平时吃哪种，还没标回答'],
  ['promise', '我答应的事', '问清楚无糖的即食燕窝什么时候到货，顺便问先生最近胃口好些没有，再告诉她运费怎么算'], ['drifting', '好像走远了，接着聊一句', '上次买是2月3日，平时 38 天左右买一次；4月12日聊到“胃口不好”'],
  ['cadence', '有阵子没聊了', '23 天没联系'], ['seasonal_care', '节令到了，提醒一句保存和吃法', '梅雨到了，她的花胶要防潮'],
] as const
const aDue = (at: number): DueReminder => {
  const [rule, title, reason] = reasons[at < 4 ? 2 : at < 9 ? 1 : [0, 3, 4, 5][at % 4]!]!
  return {
    reminderId: `r${at}` as ReminderId, rule, contactClass: 'proactive', state: 'open', title, reason, moreReasons: [], changes: [], dueAt: at % 5 === 1 ? '2026-05-12T02:00:00.000Z' : '2026-05-15T02:00:00.000Z',
    windowEndAt: rule === 'promise' ? null : '2026-05-22T01:00:00.000Z', snoozedUntil: null, externalUserId: `wm${at}` as CustomerId, customerName: people[at % people.length]!,
    tier: (['vip', 'high', 'middle'] as const)[at % 3]!, oneToOne: at % 2 === 0, repName: null, escalatedAt: null,
  }
}
const reminders: DueReminder[] = Array.from({ length: 5_000 }, (_, at) => aDue(at))
const counts = {
  due: 5_000, overdue: 1_000, upcoming: 0, escalated: 2, forToday: 45, settledToday: 0,
  byRule: reasons.map(([rule]) => ({ rule, due: reminders.filter(reminder => reminder.rule === rule).length, overdue: 3, upcoming: 0 })),
}
const late: DueReminder[] = [1, 2].map(at => ({
  ...aDue(at), reminderId: `late${at}` as ReminderId, rule: 'first_contact', title: '新加的客户，先打个招呼', reason: '5月14日 12:10加的，来自抖店包裹卡，还没说过话；5月15日 12:10前要聊上', repName: '陈晨', escalatedAt: '2026-05-15T01:10:00.000Z',
}))
const job: Import = {
  id: 'i1' as ImportId, status: 'previewed', sources: [{ name: 'ExportOrderList202605151400.csv', platform: 'taobao', level: 'order' }, { name: 'ExportOrderDetailList202605151400.csv', platform: 'taobao', level: 'line' }, { name: '随手记.csv', platform: null, level: null }],
  counts: { rows: 12_480, orders: 9_312, lines: 12_480, created: 9_100, updated: 112, unchanged: 100, problems: 134, notes: 45 }, noteKinds: [{ code: 'masked-phone', count: 40 }, { code: 'unknown-product', count: 5 }],
  previewGoods: [], preview: Array.from({ length: 10 }, (_, at) => anOrder({ orderId: `o${at}` as OrderId, orderNo: `29306798581706${47 + at}`, paidFen: 19_990 * (at + 1), refundFen: at === 2 ? 5_000 : 0 })),
  progress: { done: 6_200, total: 12_480, rowsPerSecond: 2_480 },
  problems: [
    { file: 'ExportOrderList202605151400.csv', line: 7, column: '订单编号', code: 'damaged-id', message: '订单编号成了科学计数（1.93E+15），请从平台重新导出，不要用 Excel 另存。' },
    { file: 'ExportOrderDetailList202605151400.csv', line: 310, column: null, code: 'short-row', message: '这一行比表头少 3 列，多半是被截断了，请重新导出。' },
  ],
  failure: null, createdAt: sidebarNow,
}
const pastImports: PastImport[] = (['previewed', 'done', 'failed', 'cancelled', 'done'] as const).map((status, at) => ({
  id: `p${at}` as ImportId, status, files: at === 4 ? ['商品表.xlsx'] : at === 2 ? ['随手记.csv'] : job.sources.slice(0, at === 1 ? 2 : 1).map(({ name }) => name), platforms: at === 2 || at === 4 ? [] : at === 1 ? ['taobao', 'jd'] : ['taobao'],
  isGoods: at === 4, byName: '何运营', failure: at === 2 ? '《随手记.csv》：没有认出' : null, createdAt: ['2026-05-15T01:50:00.000Z', '2026-05-14T08:20:00.000Z', '2026-05-14T08:10:00.000Z', '2026-05-03T02:00:00.000Z', '2025-12-30T02:00:00.000Z'][at]!,
  counts: { ...job.counts, problems: at < 2 ? 134 : 0, ...(at === 4 && { created: 36, updated: 0, unchanged: 0 }) },
}))
const notes: ImportNote[] = Array.from({ length: 6 }, (_, at): ImportNote => at % 3 === 2
  ? { file: job.sources[1]!.name, line: 310 + at, column: null, code: 'unknown-product', message: '商品「林下参礼盒 30g 送长辈」还没有商品资料，金额照算，还剩多少算不出；到 我 → 商品资料 补上后会自己认出来' }
  : { file: job.sources[0]!.name, line: 12 + at, column: '联系手机', code: 'masked-phone', message: '手机号被平台打码，不用来匹配客户' })
interface Shot { name: string, path: string, role?: Role, answers?: Answers, click?: string, scroll?: number, rootPercent?: number, wide?: boolean }
const empty: Answers = (_, path) => path.startsWith('/api/session') ? undefined : path.startsWith('/api/reminders/counts') ? { body: { due: 0, overdue: 0, upcoming: 0, escalated: 0, forToday: 0, settledToday: 0, byRule: [] } } : { body: { items: [], nextCursor: null, total: 0 } }
const away: Answers = (_, path) => path.startsWith('/api/session') ? undefined : { status: 503, body: { code: 'database-away', message: '稍后' } }
const asImport = (changes: Partial<Import>): Answers => (_, path) => /^\/api\/imports\/[^/]+$/.test(path) ? { body: { ...job, ...changes } } : undefined
const shots: Shot[] = [
  { name: 'customers', path: 'customers' }, { name: 'customers-lead', path: 'customers', role: 'lead' }, { name: 'customers-scrolled', path: 'customers', scroll: 150_000 },
  { name: 'customers-large-font', path: 'customers', rootPercent: 150 }, { name: 'customers-empty', path: 'customers', answers: empty }, { name: 'customers-away', path: 'customers', answers: away },
  { name: 'today', path: 'today' }, { name: 'today-large-font', path: 'today', rootPercent: 150 }, { name: 'today-later', path: 'today', click: '.due-foot button' }, { name: 'today-skip', path: 'today', click: '.due-foot button + button' },
  { name: 'today-empty', path: 'today', answers: empty }, { name: 'today-away', path: 'today', answers: away }, { name: 'today-lead', path: 'today', role: 'lead' },
  { name: 'today-group', path: 'today', click: '.group:nth-child(4)' }, { name: 'today-choosing', path: 'today', click: '.tabs-row > .quiet' }, { name: 'today-rest', path: 'today', scroll: 4_700 },
  { name: 'today-steps', path: 'today', click: '.windowed li:nth-child(3) .due-main' },
  { name: 'imports', path: 'imports', role: 'operator', wide: true }, { name: 'imports-forbidden', path: 'imports' }, { name: 'import-preview', path: 'imports/i1', role: 'operator', wide: true },
  { name: 'import-notes', path: 'imports/i1', role: 'operator', wide: true, click: '.import-fold', answers: asImport({ status: 'done' }) }, { name: 'import-writing', path: 'imports/i1', role: 'operator', wide: true, answers: asImport({ status: 'committing' }) }, { name: 'import-done', path: 'imports/i1', role: 'operator', wide: true, answers: asImport({ status: 'done' }) },
  { name: 'import-failed', path: 'imports/i1', role: 'operator', answers: asImport({ status: 'failed', failure: '没有一个文件认得出来，请换成平台导出的原文件。', sources: [], problems: [], counts: { ...job.counts, problems: 0, notes: 0 } }) },
  { name: 'me', path: 'me' }, { name: 'me-operator', path: 'me', role: 'operator' },
  { name: 'products', path: 'products', role: 'operator', wide: true }, { name: 'product', path: 'products', role: 'operator', wide: true, click: '.product-line' }, { name: 'products-large', path: 'products', role: 'operator', rootPercent: 150 },
  { name: 'rules', path: 'rules', role: 'operator', wide: true }, { name: 'rules-forbidden', path: 'rules', answers: (_, path) => path.startsWith('/api/rules') ? { status: 403, body: { code: 'not-allowed', message: '不行' } } : undefined },
  { name: 'rule', path: 'rules/replenishment', role: 'operator', wide: true, click: '.rule-switch input' }, { name: 'rule-seasons', path: 'rules/seasonal_care', role: 'operator' }, { name: 'rule-lead', path: 'rules/cadence', role: 'lead' },
]

const usual: Answers = (_, path, body) => {
  if (path.startsWith('/api/customers/search')) {
    const from = Number((JSON.parse(body) as { cursor?: string }).cursor ?? 0)
    return { body: { items: customers.slice(from), nextCursor: null, total: customers.length } }
  }
  if (path.startsWith('/api/reminders/counts')) return { body: counts }
  if (path.startsWith('/api/reminders')) return { body: remindersOf(new URL(path, 'http://x').searchParams) }
  if (path.startsWith('/api/sync')) return { body: { status: 'running', startedAt: sidebarNow, finishedAt: null, repsDone: 3, repsTotal: 6, customers: 412, failure: null } }
  if (path.startsWith('/api/me/pushes')) return { body: { digest: true, digestAt: '09:00' } }
  if (path.startsWith('/api/products/unknown')) {
    const goods = ['林下参礼盒 30g 送长辈 中秋送礼高档滋补品', '野生鳕鱼胶 500g', '鲜人参蜜片', '陈皮红豆沙'].map((title, at) => ({ title, code: at === 1 ? '' : `RS-NEW-0${at}`, orders: 120 - at * 31, lastAt: sidebarNow }))
    return { body: { items: goods, total: 26 } }
  }
  if (path.startsWith('/api/products')) {
    const items = sampleProducts(sidebarNow)
    const more = [{ ...items[0]!, id: 'c', name: '四季礼盒（燕窝花胶海参）送长辈高档滋补品礼盒装', daysOfSupply: null, packAmount: null }, { ...items[0]!, id: 'd', name: '即食燕窝体验装 45g×2瓶', isSample: true }, { ...items[1]!, id: 'e', name: '干花胶礼盒 500g', isActive: false }]
    return { body: path.endsWith('/reach') ? { orders: 1_247, customers: 982 } : { items: [...items, ...more], total: 5, nextCursor: null, families: [{ value: 'nest', label: '燕窝' }, { value: 'fish_maw', label: '花胶' }, { value: 'sea_cucumber', label: '海参' }, { value: 'ginseng', label: '参类' }, { value: 'other', label: '其他滋补' }] } }
  }
  if (path.endsWith('/reach')) return { body: { live: 1_247, customers: 48_210 } }
  if (path.endsWith('/history')) return { body: { items: [{ version: 2, isEnabled: true, params: {}, overrides: [], changedAt: sidebarNow, changedByName: '何运营' }, { version: 1, isEnabled: true, params: {}, overrides: [], changedAt: '2026-01-05T03:00:00.000Z', changedByName: null }] } }
  if (path.startsWith('/api/rules')) {
    const overrides = [{ families: ['nest'], channels: [], isEnabled: null, params: { daysBefore: 10 } }]
    return { body: { items: sampleRules().map((rule, at) => at === 0 ? { ...rule, overrides, version: 2, updatedByName: '何运营' } : rule), families: [{ value: 'nest', label: '燕窝' }, { value: 'fish_maw', label: '花胶' }], channels: [{ value: 'tmall-parcel', label: '天猫包裹卡' }] } }
  }
  if (path.endsWith('/sidebar')) return { body: aSidebar('supply_ending') }
  if (/\/notes(\?|$)/.test(path)) return { body: { items: notes, nextCursor: 'more', total: 45 } }
  if (/^\/api\/imports(\?|$)/.test(path)) return { body: { items: pastImports, nextCursor: 'more', total: 31 } }
  return path.startsWith('/api/imports/') ? { body: job } : undefined
}

function remindersOf(query: URLSearchParams): object {
  const view = query.get('view')
  if (view === 'escalated') return { items: late, nextCursor: null, total: late.length }
  const items = view === 'upcoming' ? [] : reminders.filter(({ rule }) => !query.get('rule') || rule === query.get('rule')).map(each => current.role === 'lead' ? { ...each, repName: '陈晨' } : each)
  const from = Number(query.get('cursor') ?? 0)
  return { items: items.slice(from, from + 50), nextCursor: from + 50 < items.length ? String(from + 50) : null, total: items.length }
}

const [, , target = '/tmp/list-shots', built = 'dist/app', ...names] = process.argv
const folder = resolve(target)
await mkdir(folder, { recursive: true })
const browser = await launchBrowser()
let current: Shot = shots[0]!
const app = await serveBuiltApp((method, path, body) => {
  const given = current.answers?.(method, path, body)
  if (given) return given
  return path.startsWith('/api/session') ? { body: { ...aSidebar().session, role: current.role ?? 'rep' } } : usual(method, path, body)
}, resolve(built))
for (const [width, height] of [[360, 640], [390, 844], [1100, 800]] as const) {
  for (const theme of ['Light', 'Dark'] as const) {
    for (const shot of shots.filter(({ name, wide }) => (width < 1000 || wide) && (names.length === 0 || names.includes(name)))) {
      current = shot
      const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 2, userAgent: wecomUserAgent(theme) })
      const page = await context.newPage()
      page.on('console', message => message.type() === 'error' && process.stderr.write(`${shot.name}: ${message.text()}\n`))
      page.on('pageerror', error => process.stderr.write(`${shot.name}: ${error.message}\n`))
      await page.addInitScript(installFakeBridge, { entry: 'normal', userId: '', answers: { getCurExternalContact: { err_msg: 'getCurExternalContact:fail without context of external contact' } } })
      if (shot.rootPercent) await page.addInitScript(percent => { addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = `${percent}%` }) }, shot.rootPercent)
      await page.goto(`${app.url}#/${shot.path}`)
      await page.waitForSelector('.line, .due, .state, .import-card, .me, .rule-editor, .rules-title', { timeout: 15_000 })
      if (shot.click) await page.click(shot.click)
      if (shot.scroll) await page.evaluate(px => { scrollTo(0, px) }, shot.scroll)
      await page.waitForTimeout(300)
      const rows = await page.evaluate(() => document.querySelectorAll('.windowed > li').length)
      const isCut = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      process.stdout.write(`${shot.name} ${width} ${theme}: ${rows} rows${isCut ? ', WIDER THAN THE SCREEN' : ''}\n`)
      await page.screenshot({ path: resolve(folder, `${shot.name}-${width}-${theme.toLowerCase()}.png`), fullPage: shot.path.startsWith('imports') || shot.path.startsWith('rules') })
      await context.close()
    }
  }
}
await app.close()
await browser.close()
