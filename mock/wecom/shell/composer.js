import { attempt, byId, h, post } from '/simulator/shell/dom.js'

/** Who may speak here: the customer or the member; in a group everybody in it. */
export function showSpeakers(state) {
  const people = state.group
    ? state.group.people.map(({ userid, name, type }) => [userid, type === 2 ? `${name}@微信` : name])
    : [['customer', '客户说'], ['member', '成员说']]
  const select = byId('speaker')
  const before = select.value
  select.replaceChildren(...people.map(([value, name]) => h('option', { value }, name)))
  select.value = people.some(([value]) => value === before) ? before : people[0]?.[0] ?? ''
  hint(state)
}

function hint(state) {
  const as = byId('speaker').value
  const named = byId('speaker').selectedOptions[0]?.textContent ?? ''
  byId('line').placeholder = state.group ? `${named} 在群里说…` : as === 'customer' ? '以客户的身份写一句…' : '以成员的身份手写一句…'
}

/** Writing by hand, as the customer, as the member, or as one of a group. */
export function bindComposer(state, refresh) {
  byId('speaker').addEventListener('change', () => hint(state))
  byId('composer').addEventListener('submit', attempt(async () => {
    const text = byId('line').value.trim()
    if (!text || !state.chat) return
    const as = byId('speaker').value
    await post('events', state.group
      ? { kind: 'group-said', chat_id: state.chat, userid: as, text }
      : { kind: as === 'customer' ? 'customer-replied' : 'member-typed', userid: state.member, external_userid: state.chat, text })
    byId('line').value = ''
    await refresh()
  }))
}
