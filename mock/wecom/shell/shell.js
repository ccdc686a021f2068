import { bindComposer, showChats, showMessages } from '/simulator/shell/chat.js'
import { bindAsk, openClient } from '/simulator/shell/client-frame.js'
import { attempt, byId, fullTime, get, h, toast } from '/simulator/shell/dom.js'
import { showAlarm } from '/simulator/shell/faults.js'
import { bindAddCustomer, bindConsole, refreshWatched, showConsole } from '/simulator/shell/panels.js'

const asked = new URLSearchParams(location.search)
const state = {
  members: [], chats: [],
  member: asked.get('member') ?? '', memberName: '',
  customer: asked.get('customer') ?? '',
  entry: asked.get('entry') ?? 'single_chat_tools',
  view: asked.get('view') ?? 'desktop',
  theme: asked.get('theme') ?? 'light',
  writesAs: 'customer',
}

await start().catch(error => toast(error.message))

async function start() {
  state.members = await get('shell/members')
  if (!state.members.some(member => member.userid === state.member)) state.member = state.members.find(member => member.customers > 0)?.userid ?? state.members[0]?.userid ?? ''
  byId('member').append(...state.members.map(({ userid, name, position }) => h('option', { value: userid }, `${name}（${position || userid}）`)))
  bind()
  await enterMember()
  setInterval(() => { if (!document.hidden) void refresh().catch(() => {}) }, 2000)
}

function bind() {
  byId('member').addEventListener('change', attempt(async () => {
    state.member = byId('member').value
    state.customer = ''
    await enterMember()
  }))
  byId('entry').addEventListener('change', attempt(async () => {
    state.entry = byId('entry').value
    await openClient(state)
    remember()
  }))
  byId('search').addEventListener('input', attempt(() => showChats(state, open)))
  byId('reload').addEventListener('click', attempt(() => openClient(state)))
  bindSwitch('view', value => ({ view: value }), true)
  bindSwitch('theme', value => ({ theme: value }), true)
  bindSwitch('as', value => ({ writesAs: value }), false)
  bindComposer(state, refresh)
  bindAsk(state, refresh)
  bindConsole(state, refresh)
  bindAddCustomer(state, refresh, open)
}

function bindSwitch(name, change, reopens) {
  for (const button of document.querySelectorAll(`[data-${name}]`)) {
    button.addEventListener('click', attempt(async () => {
      Object.assign(state, change(button.dataset[name]))
      draw()
      if (!reopens) return
      await openClient(state)
      remember()
    }))
  }
}

async function enterMember() {
  state.memberName = state.members.find(member => member.userid === state.member)?.name ?? state.member
  await showChats(state, open)
  if (!state.customer) state.customer = state.chats[0]?.external_userid ?? ''
  draw()
  await open(state.customer)
}

/** Another chat: a new web view on the desktop, the same one on the phone. */
async function open(customer) {
  const isAnother = state.customer !== customer
  state.customer = customer
  await Promise.all([showChats(state, open), openClient(state, { keep: state.view === 'phone' && isAnother })])
  await showMessages(state)
  await showConsole(state, refresh)
  remember()
}

async function refresh() {
  await showChats(state, open)
  await showMessages(state)
  const { clock, faults } = await get('shell/pulse')
  byId('clock').textContent = fullTime(clock)
  showAlarm(faults)
  await refreshWatched(state, refresh)
}

function draw() {
  byId('member').value = state.member
  byId('entry').value = state.entry
  byId('stage').dataset.view = state.view
  byId('stage').dataset.theme = state.theme
  byId('line').placeholder = state.writesAs === 'customer' ? '以客户的身份写一句…' : '以成员的身份手写一句…'
  for (const [name, value] of [['view', state.view], ['theme', state.theme], ['as', state.writesAs]]) {
    for (const button of document.querySelectorAll(`button[data-${name}]`)) button.setAttribute('aria-checked', String(button.dataset[name] === value))
  }
  void refresh().catch(() => {})
}

/** The address says what is open, so that it can be shown to others and reloaded. */
function remember() {
  const { member, customer, entry, view, theme } = state
  history.replaceState(null, '', `/simulator/?${new URLSearchParams({ member, customer, entry, view, theme })}`)
}
