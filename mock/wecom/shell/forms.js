import { attempt, byId, get, h, post, toast } from '/simulator/shell/dom.js'

/** One dialog for every form: Escape and 取消 close it, a refusal stays readable in it. */
function openForm(title, fields, { submit, done }) {
  const dialog = byId('form')
  const refusal = h('p', { class: 'refusal', role: 'alert', hidden: true })
  const form = h('form', { method: 'dialog' },
    h('h2', { id: 'form-title' }, title), ...fields, refusal,
    h('div', { class: 'form-foot' },
      h('button', { type: 'button', onclick: () => dialog.close() }, '取消'), h('button', { type: 'submit', class: 'primary' }, done)))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit(new FormData(form)).then(() => dialog.close(), (error) => {
      refusal.textContent = error.message
      refusal.hidden = false
    })
  })
  dialog.replaceChildren(form)
  dialog.showModal()
  form.querySelector('input')?.focus()
}

const field = (label, name, attributes = {}) => h('label', {}, label, h('input', { name, ...attributes }))
const freshId = () => `wmNew${crypto.getRandomValues(new Uint32Array(1))[0].toString(36).padStart(7, '0')}`

/** A stranger scans a channel's code and is added. */
export function bindAddCustomer(state, refresh, open) {
  byId('add-customer').addEventListener('click', attempt(async () => {
    const ways = (await get('shell/channels')).filter(({ user, party }) => user.includes(state.member) || party.length > 0)
    openForm('新客户扫码添加', [
      field('微信昵称', 'name', { required: true, maxlength: 32, value: '小满' }),
      field('成员备注的手机号（可不填）', 'mobile', { inputmode: 'tel', maxlength: 20 }),
      ways.length > 0
        ? h('label', {}, '扫的码', h('select', { name: 'config_id' }, h('option', { value: '' }, '自己填来源'), ways.map(({ config_id, name }) => h('option', { value: config_id }, name))))
        : null,
      field('来源 state（可不填）', 'state', { maxlength: 30, value: '包裹卡' }),
      h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'isHalf' }), '客户先通过，成员还没确认'),
    ], {
      done: '添加',
      submit: async (values) => {
        const external_userid = freshId()
        const [mobile, config_id, channel] = ['mobile', 'config_id', 'state'].map(name => String(values.get(name) ?? '').trim())
        await post('events', {
          kind: 'customer-added', userid: state.member, external_userid, name: String(values.get('name')).trim(), ...(mobile ? { remark_mobiles: [mobile] } : {}),
          ...(config_id ? { config_id } : channel ? { state: channel } : {}), ...(values.get('isHalf') ? { isHalf: true } : {}),
        })
        toast('已添加，回调已发出')
        await refresh()
        await open(external_userid)
      },
    })
  }))
}

/** The member makes a group with some of the customers. */
export function bindAddGroup(state, refresh, open) {
  byId('add-group').addEventListener('click', attempt(async () => {
    const customers = state.chats.filter(({ kind, hasDeletedUs, isHalf }) => kind === 'customer' && !hasDeletedUs && !isHalf).slice(0, 30)
    openForm('建客户群', [
      field('群名', 'name', { required: true, maxlength: 30, value: '老客专享群' }),
      h('fieldset', {}, h('legend', {}, '拉进群的客户'), customers.map(({ id, name, remark }, index) => h('label', { class: 'check' },
        h('input', { type: 'checkbox', name: 'customer', value: id, checked: index < 3 }), remark || name))),
    ], {
      done: '建群',
      submit: async (values) => {
        const chat_id = `wrNew${freshId().slice(5)}`
        await post('events', { kind: 'group-created', chat_id, name: String(values.get('name')).trim(), owner: state.member, external_userid: values.getAll('customer') })
        await refresh()
        await open(chat_id)
      },
    })
  }))
}
