import { attempt, byId, get, h, post, toast } from '/simulator/shell/dom.js'

/** Switches as a demonstrator would name them: what is put on, and what ends it. Those of one group add up, but for `api` and `server`. */
const groups = [
  ['客户端', [
    ['成员总是取消发送', { bridge: { cancel: true } }, { bridge: { cancel: false } }],
    ['没有 JS 接口', { bridge: { noBridge: true } }, { bridge: { noBridge: false } }],
    ['JS 接口晚到 3 秒', { bridge: { lateMs: 3000 } }, { bridge: { lateMs: 0 } }],
    ['应用没有权限', { bridge: { noPermission: true } }, { bridge: { noPermission: false } }],
    ['入口不对', { bridge: { wrongEntry: true } }, { bridge: { wrongEntry: false } }],
    ['旧客户端：不能取客户', { bridge: { missing: ['getCurExternalContact'] } }, { bridge: { missing: [] } }],
    ['旧客户端：不能发消息', { bridge: { missing: ['sendChatMessage'] } }, { bridge: { missing: [] } }],
    ['取客户慢 5 秒', { bridge: { slowMs: { getCurExternalContact: 5000 } } }, { bridge: { slowMs: {} } }],
  ]],
  ['网络', [
    ['知客服务器停机（502）', { server: 'away' }, { server: 'up' }],
    ['网络断开', { server: 'unreachable' }, { server: 'up' }],
  ]],
  ['平台接口', [
    ['接口连不上', { platformAway: true }, { platformAway: false }],
    ['接口很慢（8 秒）', { api: [{ path: '*', latencyMs: 8000 }] }, { api: [] }],
    ['接口频率超限（45009）', { api: [{ path: '*', errcode: 45009 }] }, { api: [] }],
    ['每分钟只许 20 次调用', { limits: { callsPerMinute: 20 } }, { limits: { callsPerMinute: undefined } }],
    ['企业客户数已到上限', { limits: { customerLimit: 0 } }, { limits: { customerLimit: undefined } }],
    ['群发每天只收一条', { limits: { massMessageRule: 'day' } }, { limits: { massMessageRule: undefined } }],
  ]],
  ['回调', [
    ['10% 丢失', { callbacks: { drop: 0.1 } }, { callbacks: { drop: 0 } }],
    ['10% 重复', { callbacks: { duplicate: 0.1 } }, { callbacks: { duplicate: 0 } }],
    ['10% 乱序', { callbacks: { reorder: 0.1 } }, { callbacks: { reorder: 0 } }],
  ]],
]
const once = [['access_token 立刻过期', { expireTokens: true }], ['JS 票据立刻过期', { expireTickets: true }]]

export async function showFaults(body, refresh) {
  const { faults } = await get('shell/pulse')
  const again = async () => {
    await showFaults(body, refresh)
    await refresh()
  }
  const toggle = ([name, on, off]) => {
    const isOn = includes(faults, on)
    return h('button', {
      'type': 'button', 'aria-pressed': String(isOn),
      'onclick': attempt(async () => {
        await post('faults', added(faults, isOn ? off : on))
        toast(isOn ? `已恢复：${name}` : `已打开：${name}`)
        await again()
      }),
    }, name)
  }
  const focused = document.activeElement?.textContent
  body.replaceChildren(
    h('div', { class: 'columns' }, groups.map(([name, switches]) => h('section', {}, h('h3', {}, name), h('div', { class: 'chips' }, switches.map(toggle)))),
      h('section', {}, h('h3', {}, '立刻一次'), h('div', { class: 'chips' }, once.map(([name, fault]) => h('button', {
        type: 'button', onclick: attempt(async () => { await post('faults', fault); toast(`已执行：${name}`) }),
      }, name))))),
    h('div', { class: 'row' },
      h('button', { type: 'button', class: 'primary', onclick: attempt(async () => { await post('faults', {}); await again() }) }, '全部恢复正常'),
      h('span', { class: 'muted' }, '立刻生效；客户端的有几项要重新打开应用（↻）才看得到。')),
  )
  if (focused) [...body.querySelectorAll('button')].find(button => button.textContent === focused)?.focus()
}

/** Objects within are added to what is on already; what is undefined goes. */
function added(faults, change) {
  return Object.fromEntries(Object.entries(change).map(([key, value]) => [key, typeof value === 'object' && !Array.isArray(value) ? { ...faults[key], ...value } : value]))
}

function includes(state, wanted) {
  if (typeof wanted !== 'object') return state === wanted
  if (Array.isArray(wanted)) return JSON.stringify(state) === JSON.stringify(wanted)
  return Object.entries(wanted).every(([key, value]) => state?.[key] !== undefined && includes(state[key], value))
}

/** A red note in the bar as long as anything is out of order, so that nobody wonders; it leads to the switches. */
export function showAlarm(faults) {
  const { api, callbacks, bridge, server, platformAway, limits } = faults
  const isOn = api.length > 0 || server !== 'up' || platformAway || Object.keys(limits).length > 0 || Object.values(callbacks).some(share => share > 0)
    || bridge.cancel || bridge.noBridge || bridge.lateMs > 0 || bridge.noPermission || bridge.wrongEntry || bridge.missing.length > 0 || Object.keys(bridge.slowMs).length > 0
  byId('alarm').hidden = !isOn
  byId('alarm').textContent = '故障已打开'
}
