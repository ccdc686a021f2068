import { showChats, showMessages } from '/simulator/shell/chat.js'
import { bindAsk, openClient } from '/simulator/shell/client-frame.js'
import { bindComposer, showSpeakers } from '/simulator/shell/composer.js'
import { attempt, byId, fullTime, get, h, toast } from '/simulator/shell/dom.js'
import { showAlarm } from '/simulator/shell/faults.js'
import { bindAddCustomer, bindAddGroup } from '/simulator/shell/forms.js'
import { bindConsole, refreshWatched, showConsole } from '/simulator/shell/panels.js'

const entries = {
  customer: [['single_chat_tools', '单聊工具栏'], ['contact_profile', '客户资料页'], ['normal', '工作台']],
  group: [['group_chat_tools', '群聊工具栏'], ['normal', '工作台']],
}
const asked = new URLSearchParams(location.search)
const isNarrow = matchMedia('(max-width: 820px)')
const state = {
  members: [], chats: [],
  member: asked.get('member') ?? '', memberName: '',
  /** A customer's id or a group's; `group` has the people when it is one. */
  chat: asked.get('customer') ?? asked.get('group') ?? '', group: null,
  entry: asked.get('entry') ?? '',
  view: asked.get('view') ?? (isNarrow.matches ? 'phone' : 'desktop'),
  theme: asked.get('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
}

await start().catch(error => toast(error.message))

async function start() {
  await readMembers()
  bind()
  await enterMember()
  setInterval(() => { if (!document.hidden) void refresh().catch(() => {}) }, 2000)
}

async function readMembers() {
  const members = await get('shell/members')
  if (JSON.stringify(members) === JSON.stringify(state.members)) return
  state.members = members
  if (!members.some(member => member.userid === state.member)) state.member = members.find(member => member.customers > 0)?.userid ?? members[0]?.userid ?? ''
  byId('member').replaceChildren(...members.map(({ userid, name, position }) => h('option', { value: userid }, `${name}（${position || userid}）`)))
  byId('member').value = state.member
}

function bind() {
  byId('member').addEventListener('change', attempt(async () => {
    state.member = byId('member').value
    state.chat = ''
    await enterMember()
  }))
  byId('entry').addEventListener('change', attempt(async () => {
    state.entry = byId('entry').value
    await openClient(state)
    remember()
  }))
  byId('search').addEventListener('input', attempt(() => showChats(state, open)))
  byId('reload').addEventListener('click', attempt(() => openClient(state)))
  bindSwitch('view')
  bindSwitch('theme')
  document.querySelectorAll('.panes button').forEach(button => button.addEventListener('click', () => showPane(button.dataset.pane)))
  bindComposer(state, refresh)
  bindAsk(state, refresh)
  bindConsole(state, refresh)
  bindAddCustomer(state, refresh, open)
  bindAddGroup(state, refresh, open)
}

function bindSwitch(name) {
  for (const button of document.querySelectorAll(`button[data-${name}]`)) {
    button.addEventListener('click', attempt(async () => {
      state[name] = button.dataset[name]
      draw()
      await openClient(state)
      remember()
    }))
  }
}

async function enterMember() {
  state.memberName = state.members.find(member => member.userid === state.member)?.name ?? state.member
  await showChats(state, open)
  if (!state.chats.some(chat => chat.id === state.chat)) state.chat = state.chats[0]?.id ?? ''
  await open(state.chat)
}

/** Another chat: a new web view on the desktop, the same one on the phone. */
async function open(chat, { shows } = {}) {
  const isAnother = state.chat !== chat
  state.chat = chat
  state.group = await groupOf(chat)
  const kind = state.group ? 'group' : 'customer'
  if (!entries[kind].some(([entry]) => entry === state.entry)) state.entry = entries[kind][0][0]
  byId('entry').replaceChildren(...entries[kind].map(([value, name]) => h('option', { value }, name)))
  showSpeakers(state)
  draw()
  if (shows) showPane(shows)
  await Promise.all([showChats(state, open), openClient(state, { keep: state.view === 'phone' && isAnother })])
  await showMessages(state)
  await showConsole(state, refresh)
  remember()
}

async function groupOf(chat) {
  return chat.startsWith('wr') ? await get(`shell/group?${new URLSearchParams({ chat })}`).catch(() => null) : null
}

async function refresh() {
  const left = state.member
  await readMembers()
  if (state.member !== left) return enterMember()
  await showChats(state, open)
  if (state.chat && !byId('search').value && !state.chats.some(chat => chat.id === state.chat)) return open(state.chats[0]?.id ?? '')
  if (state.group) {
    const group = await groupOf(state.chat)
    if (JSON.stringify(group) !== JSON.stringify(state.group)) {
      state.group = group
      showSpeakers(state)
    }
  }
  await showMessages(state)
  const { clock, faults } = await get('shell/pulse')
  byId('clock').textContent = fullTime(clock)
  showAlarm(faults)
  return refreshWatched()
}

function draw() {
  byId('entry').value = state.entry
  byId('stage').dataset.view = state.view
  document.documentElement.dataset.theme = state.theme
  for (const name of ['view', 'theme']) {
    for (const button of document.querySelectorAll(`button[data-${name}]`)) button.setAttribute('aria-checked', String(button.dataset[name] === state[name]))
  }
  showPane(byId('stage').dataset.pane)
  void refresh().catch(() => {})
}

/** Where there is room for one of the three only. */
function showPane(pane) {
  byId('stage').dataset.pane = pane
  for (const button of document.querySelectorAll('.panes button')) button.setAttribute('aria-current', String(button.dataset.pane === pane))
}

/** The address says what is open, so that it can be shown to others and reloaded. */
function remember() {
  const { member, chat, group, entry, view, theme } = state
  history.replaceState(null, '', `/simulator/?${new URLSearchParams({ member, [group ? 'group' : 'customer']: chat, entry, view, theme })}`)
}
