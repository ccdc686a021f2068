import { byId, dayAndTime, get, h, lineOf } from '/simulator/shell/dom.js'

const hues = ['#3f6fd8', '#0b7a6b', '#a9641a', '#8a4fbf', '#b8405c', '#2f7a4f']

function avatar(name, { address = '', isGroup = false } = {}) {
  if (address) return h('img', { class: 'avatar', src: address, alt: '' })
  const hue = hues[[...name].reduce((sum, sign) => sum + sign.codePointAt(0), 0) % hues.length]
  return h('span', { 'class': 'avatar', 'style': `background:${isGroup ? '#66707b' : hue}`, 'aria-hidden': 'true' }, isGroup ? '群' : [...name][0] ?? '?')
}

const noteOf = chat => chat.hasDeletedUs ? '已删除我们' : chat.isHalf ? '待确认' : null

/** Left side: the member's chats, newest first; groups among them. The focus stays on its row. */
export async function showChats(state, open) {
  const chats = state.member ? await get(`shell/chats?${new URLSearchParams({ member: state.member, q: byId('search').value })}`) : []
  const mark = JSON.stringify([chats, state.chat])
  state.chats = chats
  const list = byId('chat-list')
  if (list.dataset.mark === mark) return
  list.dataset.mark = mark
  const focused = document.activeElement?.closest?.('#chat-list button')?.dataset.chat
  list.replaceChildren(...chats.map(chat => h('li', {},
    h('button', { 'type': 'button', 'class': 'chat-row', 'data-chat': chat.id, 'aria-current': chat.id === state.chat ? 'true' : null, 'onclick': () => open(chat.id, { shows: 'chat' }) },
      avatar(chat.remark || chat.name, { address: chat.avatar, isGroup: chat.kind === 'group' }),
      h('span', { class: 'chat-text' },
        h('span', { class: 'chat-title' }, h('b', {}, chat.remark || chat.name), noteOf(chat) ? h('em', {}, noteOf(chat)) : null, chat.kind === 'group' ? h('i', {}, `${chat.people} 人`) : null),
        h('span', { class: 'chat-last' }, chat.last ? lineOf(chat.last) : chat.kind === 'group' ? '还没有人说话' : '刚添加，可以开始聊天')),
      h('time', {}, dayAndTime(chat.at))))))
  if (chats.length === 0) list.append(h('li', { class: 'empty' }, byId('search').value ? '没有找到' : '这位成员还没有客户，点下面的「新客户扫码」'))
  if (focused) list.querySelector(`[data-chat="${CSS.escape(focused)}"]`)?.focus()
}

/** The middle: what was said. Stays at the end when it was there. */
export async function showMessages(state) {
  const list = byId('messages')
  const chat = state.chats.find(each => each.id === state.chat)
  const isGroup = state.group !== null
  byId('chat-name').textContent = isGroup ? `${state.group.name}（${state.group.people.length}）` : chat ? chat.remark || chat.name : '选择一个聊天'
  byId('chat-note').textContent = isGroup
    ? state.group.people.map(({ name, type }) => type === 2 ? `${name}@微信` : name).join('、')
    : chat ? [`${chat.name}@微信`, chat.id, noteOf(chat)].filter(Boolean).join(' · ') : ''
  if (!state.chat) return list.replaceChildren()
  const messages = await get(`shell/messages?${new URLSearchParams({ member: state.member, chat: state.chat })}`)
  const mark = `${state.member} ${state.chat} ${messages.length}`
  if (list.dataset.mark === mark) return undefined
  list.dataset.mark = mark
  list.replaceChildren(...messages.map(message => bubbleRow(message, { chat, state })))
  if (messages.length === 0) list.append(h('li', { class: 'empty' }, '还没有消息'))
  list.scrollTop = list.scrollHeight
  return undefined
}

function bubbleRow(message, { chat, state }) {
  const isOwn = state.group ? message.isOwn : message.from === 'member'
  const name = state.group ? message.author : isOwn ? state.memberName : chat?.name ?? '客'
  return h('li', { class: `${message.from}${isOwn ? ' own' : ''}` },
    avatar(name, { address: isOwn || state.group ? '' : chat?.avatar }),
    h('div', { class: 'said' },
      state.group && !isOwn ? h('span', { class: 'muted' }, message.from === 'customer' ? `${name}@微信` : name) : null,
      h('div', { class: 'bubble' }, contentOf(message)),
      h('span', { class: 'muted' }, dayAndTime(message.at), origin(message))))
}

function contentOf(message) {
  if (message.msgtype !== 'news' && message.msgtype !== 'miniprogram') return lineOf(message)
  const { title, desc } = JSON.parse(message.content)
  return h('span', { class: 'card' }, h('b', {}, title ?? ''), h('span', {}, desc ?? lineOf(message)))
}

function origin({ via }) {
  return via ? ` · ${{ bridge: '来自应用', welcome: '欢迎语', mass: '群发' }[via]}` : ''
}
