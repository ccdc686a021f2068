import { attempt, byId, get, h, post, toast } from '/simulator/shell/dom.js'

/** Switches as a demonstrator would name them, and the body each stands for. */
const switches = [
  ['成员总是取消发送', { bridge: { cancel: true } }],
  ['没有 JS 接口（noBridge）', { bridge: { noBridge: true } }],
  ['JS 接口晚到 3 秒', { bridge: { lateMs: 3000 } }],
  ['应用没有权限', { bridge: { noPermission: true } }],
  ['入口不对', { bridge: { wrongEntry: true } }],
  ['旧客户端：没有 getCurExternalContact', { bridge: { missing: ['getCurExternalContact'] } }],
  ['旧客户端：不能 sendChatMessage', { bridge: { missing: ['sendChatMessage'] } }],
  ['取客户 ID 慢 5 秒', { bridge: { slowMs: { getCurExternalContact: 5000 } } }],
  ['知客服务器停机（502）', { server: 'away' }],
  ['网络断开', { server: 'unreachable' }],
  ['企业微信接口不可用', { platformAway: true }],
  ['企业微信接口很慢（8 秒）', { api: [{ path: '*', latencyMs: 8000 }] }],
  ['接口频率超限（45009）', { api: [{ path: '*', errcode: 45009 }] }],
  ['每分钟只许 20 次接口调用', { limits: { callsPerMinute: 20 } }],
  ['access_token 立刻过期', { expireTokens: true }],
  ['JS 票据立刻过期', { expireTickets: true }],
  ['回调 10% 丢失、重复、乱序', { callbacks: { drop: 0.1, duplicate: 0.1, reorder: 0.1 } }],
]

export async function showFaults(body, refresh) {
  const { faults } = await get('state')
  body.replaceChildren(
    h('p', { class: 'muted' }, '点一下立刻生效；有的要重新打开应用（↻）才看得到。'),
    h('div', { class: 'chips' }, switches.map(([name, fault]) => h('button', {
      type: 'button',
      onclick: attempt(async () => {
        await post('faults', fault)
        toast(`已打开：${name}`)
        await showFaults(body, refresh)
        await refresh()
      }),
    }, name))),
    h('div', { class: 'row' },
      h('button', { type: 'button', class: 'primary', onclick: attempt(async () => { await post('faults', {}); await showFaults(body, refresh); await refresh() }) }, '全部恢复正常')),
    h('pre', {}, JSON.stringify(faults, null, 2)),
  )
}

/** A red note in the bar as long as anything is out of order, so that nobody wonders. */
export function showAlarm(faults) {
  const { api, callbacks, bridge, server, platformAway, limits } = faults
  const isOn = api.length > 0 || server !== 'up' || platformAway || Object.keys(limits).length > 0 || Object.values(callbacks).some(share => share > 0)
    || bridge.cancel || bridge.noBridge || bridge.lateMs > 0 || bridge.noPermission || bridge.wrongEntry || bridge.missing.length > 0 || Object.keys(bridge.slowMs).length > 0
  byId('alarm').hidden = !isOn
  byId('alarm').textContent = '故障已打开'
}
