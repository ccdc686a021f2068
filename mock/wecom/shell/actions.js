import { attempt, get, h, post, toast } from '/simulator/shell/dom.js'

/** What people do in their clients and an admin in the console, for the chat that is open. */
export async function showActions(body, refresh, state) {
  const fire = event => attempt(async () => {
    await post('events', event())
    toast('已发生')
    await refresh()
    await showActions(body, refresh, state)
  })
  const act = (label, event, ...fields) => h('form', { class: 'row', onsubmit: fire(event) }, ...fields, h('button', { type: 'submit' }, label))
  const input = (label, attributes = {}) => h('input', { 'placeholder': label, 'aria-label': label, ...attributes })
  const [pending, colleagues, tagGroups] = await Promise.all([get(`shell/pending?${new URLSearchParams({ member: state.member })}`), get('shell/members'), get('shell/tags')])
  body.replaceChildren(h('div', { class: 'columns' },
    state.group ? groupActions(state, colleagues, { act, input }) : customerActions(state, { act, input }),
    memberActions(state, pending, { act, input }),
    tagActions(tagGroups, { act, input })))
}

function customerActions({ member: userid, chat: external_userid, chats }, { act, input }) {
  const chat = chats.find(each => each.id === external_userid)
  if (!chat) return h('section', {}, h('h3', {}, '客户'), h('p', { class: 'muted' }, '先选择一个聊天'))
  const [remark, mobile] = [input('新备注', { required: true, maxlength: 20 }), input('手机号', { required: true, inputmode: 'tel' })]
  const who = { userid, external_userid }
  return h('section', {}, h('h3', {}, `客户 ${chat.remark || chat.name}`),
    act('成员改备注', () => ({ kind: 'member-edited', ...who, remark: remark.value }), remark),
    act('成员记手机号', () => ({ kind: 'member-edited', ...who, remark_mobiles: [mobile.value] }), mobile),
    h('div', { class: 'chips' },
      chat.isHalf ? act('成员确认添加', () => ({ kind: 'customer-confirmed', ...who })) : null,
      chat.hasDeletedUs ? act('客户又加回来', () => ({ kind: 'customer-added', ...who })) : act('客户删除了我们', () => ({ kind: 'customer-deleted-us', ...who })),
      act('成员删除了客户', () => ({ kind: 'member-deleted-customer', ...who }))),
    h('p', { class: 'muted' }, '改手机号不发回调（平台如此），其余都发。'))
}

function groupActions({ chat: chat_id, group, chats }, colleagues, { act, input }) {
  const [name, notice] = [input('新群名', { required: true, maxlength: 30 }), input('群公告', { required: true, maxlength: 500 })]
  const inside = new Set(group.people.map(({ userid }) => userid))
  const joiner = h('select', { 'aria-label': '谁进群' }, chats.filter(({ kind, id }) => kind === 'customer' && !inside.has(id)).map(each => h('option', { value: each.id }, each.remark || each.name)))
  const leaver = h('select', { 'aria-label': '谁退群' }, group.people.filter(({ userid }) => userid !== group.owner).map(person => h('option', { value: person.userid }, person.name)))
  const option = ({ userid, name: shown }) => h('option', { value: userid }, shown)
  const colleague = h('select', { 'aria-label': '哪位同事进群' }, colleagues.filter(({ userid }) => !inside.has(userid)).map(option))
  const heir = h('select', { 'aria-label': '谁当群主' }, group.people.filter(({ userid, type }) => type === 1 && userid !== group.owner).map(option))
  return h('section', {}, h('h3', {}, `群 ${group.name}`),
    act('改群名', () => ({ kind: 'group-renamed', chat_id, name: name.value }), name),
    act('发群公告', () => ({ kind: 'group-notice-changed', chat_id, notice: notice.value }), notice),
    colleague.length > 0 ? act('拉同事进群', () => ({ kind: 'group-joined', chat_id, userid: colleague.value }), colleague) : null,
    heir.length > 0 ? act('转让群主', () => ({ kind: 'group-owner-changed', chat_id, userid: heir.value }), heir) : null,
    joiner.length > 0 ? act('进群', () => ({ kind: 'group-joined', chat_id, userid: joiner.value }), joiner) : null,
    leaver.length > 0 ? act('退群', () => ({ kind: 'group-left', chat_id, userid: leaver.value }), leaver) : null,
    act('解散群', () => ({ kind: 'group-dismissed', chat_id })))
}

function memberActions({ member: userid, memberName, chats }, { massMessages, transfers }, { act, input }) {
  const text = input('群发内容', { required: true })
  const customers = chats.filter(({ kind }) => kind === 'customer').map(({ id }) => id)
  return h('section', {}, h('h3', {}, `成员 ${memberName}`),
    massMessages.map(({ msgid, text: content, receivers }) => act('发送企业群发', () => ({ kind: 'mass-confirmed', userid, msgid }), h('span', { class: 'grow' }, `待发给 ${receivers} 位：${content}`))),
    customers.length > 0 ? act(`自己群发给 ${customers.length} 位`, () => ({ kind: 'member-mass-sent', userid, external_userid: customers, text: text.value }), text) : null,
    transfers.map(({ external_userid, name, handover_userid, takeover_userid }) => act('客户拒绝', () => ({ kind: 'transfer-refused', external_userid }), h('span', { class: 'grow' }, `${name} 正从 ${handover_userid} 转给 ${takeover_userid}`))),
    act('成员离职', () => ({ kind: 'member-left', userid })))
}

/** The library of tags belongs to the company: an admin's console. */
function tagActions(tagGroups, { act, input }) {
  const [tag, group] = [input('标签名', { required: true, maxlength: 30 }), input('标签组', { required: true, maxlength: 30, value: '喜好' })]
  const movable = tagGroups.filter(({ ids }) => ids.length > 1)
  const which = h('select', { 'aria-label': '哪个标签组' }, movable.map(({ group_id, group_name }) => h('option', { value: group_id }, group_name)))
  const lastFirst = ids => [ids.at(-1), ...ids.slice(0, -1)]
  return h('section', {}, h('h3', {}, '管理后台 标签'),
    act('建标签', () => ({ kind: 'tag-created', group_name: group.value, name: tag.value }), group, tag),
    movable.length > 0
      ? act('末位标签提到最前', () => ({ kind: 'tags-reordered', group_id: which.value, ids: lastFirst(movable.find(({ group_id }) => group_id === which.value).ids) }), which)
      : null)
}
