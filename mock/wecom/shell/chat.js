import { attempt, byId, dayAndTime, get, h, lineOf, post } from '/simulator/shell/dom.js'

const hues = ['#4c7ef3', '#12a594', '#d9822b', '#a35bd6', '#cf4f6d', '#3d8f5f']

export function avatar(name, address) {
  if (address) return h('img', { class: 'avatar', src: address, alt: '' })
  const hue = hues[[...name].reduce((sum, sign) => sum + sign.codePointAt(0), 0) % hues.length]
  return h('span', { class: 'avatar', style: `background:${hue}`, 'aria-hidden': 'true' }, [...name][0] ?? '?')
}

/** Left side: the member's chats, newest first. */
export async function showChats(state, open) {
  const chats = state.member ? await get(`shell/chats?${new URLSearchParams({ member: state.member, q: byId('search').value })}`) : []
  state.chats = chats
  byId('chat-list').replaceChildren(...chats.map(chat => h('li', {},
    h('button', { 'type': 'button', 'class': 'chat-row', 'aria-current': chat.external_userid === state.customer ? 'true' : null, 'onclick': () => open(chat.external_userid) },
      avatar(chat.name, chat.avatar),
      h('span', { class: 'chat-text' },
        h('span', { class: 'chat-title' }, chat.remark || chat.name, chat.hasDeletedUs ? h('em', {}, '已删除我们') : null),
        h('span', { class: 'chat-last' }, chat.last ? lineOf(chat.last) : '刚添加，可以开始聊天')),
      h('time', {}, dayAndTime(chat.at))))))
}

/** The middle: what was said. Stays at the end when it was there. */
export async function showMessages(state) {
  const list = byId('messages')
  const chat = state.chats.find(each => each.external_userid === state.customer)
  byId('chat-name').textContent = chat ? chat.remark || chat.name : '选择一个客户'
  byId('chat-note').textContent = chat ? `${chat.name} @微信 · ${chat.external_userid}${chat.hasDeletedUs ? ' · 对方已删除我们' : ''}` : ''
  if (!state.customer) return list.replaceChildren()
  const messages = await get(`shell/messages?${new URLSearchParams({ member: state.member, customer: state.customer })}`)
  const mark = `${state.customer} ${messages.length}`
  if (list.dataset.mark === mark) return undefined
  list.dataset.mark = mark
  list.replaceChildren(...messages.map(message => h('li', { class: message.from },
    avatar(message.from === 'customer' ? chat?.name ?? '客' : state.memberName, message.from === 'customer' ? chat?.avatar : ''),
    h('div', { class: 'said' },
      h('div', { class: 'bubble' }, bubble(message)),
      h('span', { class: 'muted' }, dayAndTime(message.at), origin(message))))))
  list.scrollTop = list.scrollHeight
  return undefined
}

function bubble(message) {
  if (message.msgtype !== 'news') return lineOf(message)
  const { title, desc } = JSON.parse(message.content)
  return h('span', { class: 'card' }, h('b', {}, title ?? ''), h('span', {}, desc ?? ''))
}

function origin({ via }) {
  return via ? ` · ${{ bridge: '来自应用', welcome: '欢迎语', mass: '群发' }[via]}` : ''
}

/** Writing by hand, as the customer or as the member. */
export function bindComposer(state, refresh) {
  byId('composer').addEventListener('submit', attempt(async () => {
    const text = byId('line').value.trim()
    if (!text || !state.customer) return
    await post('events', { kind: state.writesAs === 'customer' ? 'customer-replied' : 'member-typed', userid: state.member, external_userid: state.customer, text })
    byId('line').value = ''
    await refresh()
  }))
}
