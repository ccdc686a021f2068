import { attempt, byId, dayAndTime, fullTime, get, h, post, toast } from '/simulator/shell/dom.js'
import { showFaults } from '/simulator/shell/faults.js'

const tabs = {
  actions: ['动作', showActions],
  clock: ['时钟', showClock],
  faults: ['故障', showFaults],
  sent: ['应用发出', (body) => showTable(body, 'sent', ['时间', '成员', '客户', '类型', '内容'], row => [dayAndTime(row.at), row.member, row.customer, row.msgtype, row.content])],
  calls: ['接口调用', (body) => showTable(body, 'calls', ['时间', '接口', 'errcode', '参数'], row => [dayAndTime(row.at), `${row.method} ${row.path}`, String(row.errcode), JSON.stringify(row.body)])],
  callbacks: ['回调', (body) => showTable(body, 'callbacks', ['时间', '事件', '成员', '客户', '尝试', '结果'],
    row => [dayAndTime(row.at), row.changeType || row.event, row.userid, row.external_userid, row.tries.join(' → '), { 'delivered': '已送达', 'given-up': '已放弃', 'dropped': '丢失', 'under-way': '发送中' }[row.fate]])],
  bridge: ['JS 接口', (body) => showTable(body, 'bridge', ['时间', '接口', '参数', '结果'], row => [dayAndTime(row.at), row.name, JSON.stringify(row.params), row.result.err_msg])],
}
let current = 'actions'

export function bindConsole(state, refresh) {
  byId('console-toggle').addEventListener('click', () => {
    byId('console').hidden = !byId('console').hidden
    if (!byId('console').hidden) void showConsole(state, refresh)
  })
  byId('clock').addEventListener('click', () => {
    current = 'clock'
    byId('console').hidden = false
    void showConsole(state, refresh)
  })
}

export async function showConsole(state, refresh) {
  if (byId('console').hidden) return
  byId('console-tabs').replaceChildren(...Object.entries(tabs).map(([key, [name]]) => h('button', {
    'type': 'button', 'aria-current': key === current ? 'true' : null, 'onclick': () => { current = key; void showConsole(state, refresh) },
  }, name)))
  await tabs[current][1](byId('console-body'), refresh, state)
}

/** Only what watches is refreshed on its own; a form must not lose what is being typed. */
export async function refreshWatched(state, refresh) {
  if (['sent', 'calls', 'callbacks', 'bridge'].includes(current)) await showConsole(state, refresh)
}

async function showTable(body, list, heads, cells) {
  const state = await get('state')
  const rows = state[list].slice(-200).reverse()
  body.replaceChildren(rows.length === 0
    ? h('p', { class: 'muted' }, '还没有。')
    : h('table', {}, h('thead', {}, h('tr', {}, heads.map(head => h('th', {}, head)))), h('tbody', {}, rows.map(row => h('tr', {}, cells(row).map(cell => h('td', {}, cell)))))))
}

const steps = [['1 小时', 3_600_000], ['3 小时', 10_800_000], ['1 天', 86_400_000], ['7 天', 604_800_000], ['30 天', 2_592_000_000]]

async function showClock(body, refresh) {
  const { clock } = await get('state')
  const input = h('input', { 'type': 'datetime-local', 'aria-label': '时间', 'value': new Date(new Date(clock).getTime() + 8 * 3_600_000).toISOString().slice(0, 16) })
  const move = wanted => attempt(async () => {
    await post('clock', wanted())
    toast('时钟已移动')
    await refresh()
    await showClock(body, refresh)
  })
  body.replaceChildren(
    h('p', {}, `模拟时间：${fullTime(clock)}（北京时间）`),
    h('div', { class: 'chips' }, steps.map(([name, ms]) => h('button', { type: 'button', onclick: move(() => ({ advanceMs: ms })) }, `＋${name}`))),
    h('div', { class: 'row' }, input, h('button', { type: 'button', onclick: move(() => ({ at: `${input.value}:00+08:00` })) }, '移到这里')),
  )
}

async function showActions(body, refresh, state) {
  const { member: userid, customer: external_userid } = state
  const fire = event => attempt(async () => {
    await post('events', event())
    toast('已发生，回调已发出')
    await refresh()
  })
  const remark = h('input', { 'placeholder': '新备注', 'aria-label': '新备注' })
  const mobile = h('input', { 'placeholder': '手机号', 'aria-label': '手机号' })
  const one = (label, event, ...fields) => h('div', { class: 'row' }, ...fields, h('button', { type: 'button', onclick: fire(event) }, label))
  body.replaceChildren(
    h('p', { class: 'muted' }, external_userid ? `对当前客户 ${external_userid}、成员 ${userid}` : '先选择一个客户'),
    one('成员改备注', () => ({ kind: 'member-edited', userid, external_userid, remark: remark.value }), remark),
    one('成员记手机号（不发回调）', () => ({ kind: 'member-edited', userid, external_userid, remark_mobiles: [mobile.value] }), mobile),
    one('客户删除了我们', () => ({ kind: 'customer-deleted-us', userid, external_userid })),
    one('成员删除了客户', () => ({ kind: 'member-deleted-customer', userid, external_userid })),
  )
}

/** A stranger scans the parcel card. */
export function bindAddCustomer(state, refresh, open) {
  byId('add-customer').addEventListener('click', attempt(async () => {
    const name = window.prompt('新客户的微信昵称', '小满')
    if (!name) return
    const mobile = window.prompt('成员备注的手机号（可不填）', '') ?? ''
    const channel = window.prompt('渠道 state（可不填，如 包裹卡）', '包裹卡') ?? ''
    const external_userid = `wmNew${crypto.getRandomValues(new Uint32Array(1))[0].toString(36).padStart(7, '0')}`
    await post('events', {
      kind: 'customer-added', userid: state.member, external_userid, name, ...(mobile ? { remark_mobiles: [mobile] } : {}), ...(channel ? { state: channel } : {}),
    })
    await refresh()
    await open(external_userid)
  }))
}
