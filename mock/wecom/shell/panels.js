import { showActions } from '/simulator/shell/actions.js'
import { attempt, byId, dayAndTime, fullTime, get, h, post, toast } from '/simulator/shell/dom.js'
import { showFaults } from '/simulator/shell/faults.js'

const contentOf = content => typeof content === 'string' ? content : content.content ?? [content.title ?? content.main_title?.title, content.description ?? content.main_title?.desc].filter(Boolean).join(' — ')
const fates = { 'delivered': '已送达', 'given-up': '已放弃', 'dropped': '丢失', 'under-way': '发送中' }

const tabs = {
  actions: ['动作', showActions],
  clock: ['时钟', showClock],
  faults: ['故障', showFaults],
  sent: ['应用发出', body => showTable(body, 'sent', ['时间', '成员', '客户或群', '类型', '内容'], row => [dayAndTime(row.at), row.member, row.customer, row.msgtype, row.content])],
  messages: ['应用消息', body => showTable(body, 'appMessages', ['时间', '给', '类型', '内容'], row => [dayAndTime(row.at), row.to.join('、') || '（超出限制，没有收到）', row.msgtype, contentOf(row.content)])],
  calls: ['接口调用', body => showTable(body, 'calls', ['时间', '接口', 'errcode', '参数'], row => [dayAndTime(row.at), `${row.method} ${row.path}`, String(row.errcode), JSON.stringify(row.body)], row => row.errcode !== 0)],
  callbacks: ['回调', body => showTable(body, 'callbacks', ['时间', '事件', '成员', '客户、群或标签', '尝试', '结果'],
    row => [dayAndTime(row.at), row.external_userid ? row.changeType : `${row.event} ${row.changeType}`, row.userid, row.external_userid || row.subject, row.tries.join(' → '), fates[row.fate]], row => row.fate === 'given-up' || row.fate === 'dropped')],
  bridge: ['JS 接口', body => showTable(body, 'bridge', ['时间', '接口', '参数', '结果'], row => [dayAndTime(row.at), row.name, JSON.stringify(row.params), row.result.err_msg], row => !/:ok$/.test(row.result.err_msg))],
}
const watched = ['sent', 'messages', 'calls', 'callbacks', 'bridge']
let current = 'actions'

export function bindConsole(state, refresh) {
  const show = (isShown) => {
    byId('console').hidden = !isShown
    byId('console-toggle').setAttribute('aria-expanded', String(isShown))
    if (isShown) void showConsole(state, refresh)
    byId('messages').scrollTop = byId('messages').scrollHeight
  }
  const openAt = (tab) => { current = tab; show(true) }
  byId('console-toggle').addEventListener('click', () => show(byId('console').hidden))
  byId('clock').addEventListener('click', () => openAt('clock'))
  byId('alarm').addEventListener('click', () => openAt('faults'))
  byId('console').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    show(false)
    byId('console-toggle').focus()
  })
}

export async function showConsole(state, refresh) {
  if (byId('console').hidden) return
  const focused = document.activeElement?.dataset?.tab
  byId('console-tabs').replaceChildren(...Object.entries(tabs).map(([key, [name]]) => h('button', {
    'type': 'button', 'data-tab': key, 'aria-current': key === current ? 'true' : null, 'onclick': () => { current = key; void showConsole(state, refresh) },
  }, name)))
  if (focused) byId('console-tabs').querySelector(`[data-tab="${focused}"]`)?.focus()
  await tabs[current][1](byId('console-body'), refresh, state)
}

/** Only what watches is refreshed on its own; a form must not lose what is being typed. */
export async function refreshWatched() {
  if (!byId('console').hidden && watched.includes(current)) await tabs[current][1](byId('console-body'))
}

/** Drawn anew only when something came, so that a selection and the place stay. */
async function showTable(body, list, heads, cells, isBad = () => false) {
  const state = await get('state')
  const rows = state[list].slice(-200).reverse()
  const mark = JSON.stringify([list, rows])
  if (body.dataset.mark === mark && body.querySelector('table, p')) return
  body.replaceChildren(rows.length === 0
    ? h('p', { class: 'muted' }, '还没有。')
    : h('table', {}, h('thead', {}, h('tr', {}, heads.map(head => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, rows.map(row => h('tr', { class: isBad(row) ? 'bad' : null }, cells(row).map(cell => h('td', {}, cell)))))))
  body.dataset.mark = mark
}

const steps = [['1 小时', 3_600_000], ['3 小时', 10_800_000], ['1 天', 86_400_000], ['7 天', 604_800_000], ['30 天', 2_592_000_000]]

async function showClock(body, refresh) {
  const { clock } = await get('shell/pulse')
  const input = h('input', { 'type': 'datetime-local', 'aria-label': '时间', 'value': new Date(new Date(clock).getTime() + 8 * 3_600_000).toISOString().slice(0, 16) })
  const move = wanted => attempt(async () => {
    await post('clock', wanted())
    toast('时钟已移动')
    await refresh()
    await showClock(body, refresh)
  })
  body.replaceChildren(h('section', {},
    h('p', {}, `模拟时间：${fullTime(clock)}（北京时间）`),
    h('div', { class: 'chips' }, steps.map(([name, ms]) => h('button', { type: 'button', onclick: move(() => ({ advanceMs: ms })) }, `＋${name}`))),
    h('div', { class: 'row' }, input, h('button', { type: 'button', onclick: move(() => ({ at: `${input.value}:00+08:00` })) }, '移到这里')),
    h('p', { class: 'muted' }, '知客的服务器用同一个时钟：提醒会到期，欢迎语和票据会过期，24 小时后移交会完成。')))
}
