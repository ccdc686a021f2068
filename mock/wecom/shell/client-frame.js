import { byId, h, lineOf, post } from '/simulator/shell/dom.js'

let contextId = null
let openings = 0

/** The app in the client. On the desktop every chat is a new web view; the phone keeps its own and tells it that it is seen again. */
export async function openClient(state, { keep = false } = {}) {
  cancelAsk()
  const holder = byId('client-frame')
  const isInChat = state.entry !== 'normal'
  const context = { entry: state.entry, customer: isInChat && !state.group ? state.chat : '', group: isInChat && state.group ? state.chat : '' }
  const frame = holder.querySelector('iframe')
  if (keep && frame && contextId) {
    await post(`contexts/${contextId}`, context)
    frame.contentWindow.simulatorBridge?.reappear()
    return
  }
  const opening = openings += 1
  const page = await post('contexts', { member: state.member, ...context, device: state.view === 'phone' ? 'android' : 'windows', theme: state.theme })
  // Something else was opened meanwhile: only the last stands, whichever answer comes first.
  if (opening !== openings) return
  contextId = page.id
  const fresh = h('iframe', { 'title': '知客', 'data-simulator-context': JSON.stringify(page), 'src': '/' })
  holder.replaceChildren(fresh)
}

let answerAsk = null
let focusedBefore = null

/** The client's own dialog before a message goes out; bridge.js calls it from within the frame. */
export function bindAsk(state, refresh) {
  window.simulatorShell = {
    ask(message) {
      cancelAsk()
      const chat = state.chats.find(each => each.id === state.chat)
      byId('ask-title').textContent = `发送给 ${chat ? chat.remark || chat.name : '当前聊天'}`
      byId('ask-preview').textContent = message.msgtype === 'text' ? message.text.content : previewOf(message)
      byId('ask').hidden = false
      focusedBefore = document.activeElement
      byId('ask-yes').focus()
      return new Promise((resolve) => { answerAsk = resolve })
    },
  }
  const answer = (isConfirmed) => {
    byId('ask').hidden = true
    answerAsk?.(isConfirmed)
    answerAsk = null
    focusedBefore?.focus?.()
    setTimeout(refresh, 200)
  }
  byId('ask-yes').addEventListener('click', () => answer(true))
  byId('ask-no').addEventListener('click', () => answer(false))
  byId('ask').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') answer(false)
    if (event.key !== 'Tab') return
    event.preventDefault()
    byId(document.activeElement === byId('ask-yes') ? 'ask-no' : 'ask-yes').focus()
  })
}

function cancelAsk() {
  byId('ask').hidden = true
  answerAsk?.(false)
  answerAsk = null
}

function previewOf(message) {
  const payload = message[message.msgtype] ?? {}
  return [lineOf({ msgtype: message.msgtype, content: '' }), payload.title, payload.desc].filter(Boolean).join(' ')
}
