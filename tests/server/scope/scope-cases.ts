import { randomUUID } from 'node:crypto'
import { aCustomer, aNote, anOrder, aReminder, aServiceCase, asJson, aTouch, testNow } from '../../support/factories.ts'
import { hers, type ScopeWorld } from './scope-world.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
export interface ScopeRequest { method: Method, url: string, body?: object | string, headers?: Record<string, string> }

/**
 * One endpoint. `others`: what members without her in their scope get: a refusal, an answer with nothing of hers in it (blind), or company settings that
 * are no customer's (open). `operator`: sees her masked, is refused, or does it (works).
 */
export interface ScopeCase {
  request: (world: ScopeWorld) => Promise<ScopeRequest> | ScopeRequest
  /** For whom the very same request works, so that no refusal comes from a request that nobody could make. */
  as: 'rep-chen' | 'lead-lin' | 'operator-he' | 'admin-xu'
  /** When not the contract's: what it meets after everything about who may. */
  status?: number
  others: 'refused' | 'blind' | 'open'
  operator: 'masked' | 'refused' | 'works'
}

const read = (path: string, status?: number): ScopeCase => ({ request: () => ({ method: 'GET', url: `/api/customers/${hers}${path}` }), as: 'rep-chen', status, others: 'refused', operator: 'masked' })
const write = (method: Method, path: string, body?: object, more: Partial<ScopeCase> = {}): ScopeCase =>
  ({ request: () => ({ method, url: `/api/customers/${hers}${path}`, body }), as: 'rep-chen', others: 'refused', operator: 'refused', ...more })
/** Something of hers with an id of its own. */
const about = (make: (world: ScopeWorld) => Promise<ScopeRequest>, more: Partial<ScopeCase> = {}): ScopeCase => ({ request: make, as: 'rep-chen', others: 'refused', operator: 'refused', ...more })
/** The company's: of operators and admins. */
const company = (method: Method, url: string, body?: object | string, more: Partial<ScopeCase> = {}): ScopeCase =>
  ({ request: () => ({ method, url, body }), as: 'operator-he', others: 'refused', operator: 'works', ...more })
/** A list that everybody has of one's own. */
const own = (method: Method, url: string, body?: object, more: Partial<ScopeCase> = {}): ScopeCase =>
  ({ request: () => ({ method, url, body }), as: 'rep-chen', others: 'blind', operator: 'masked', ...more })

const note = (world: ScopeWorld, row = {}) => aNote(world.server.db, { externalUserId: hers, byUserId: 'rep-chen', text: '密记', ...row })
const reminder = ({ server }: ScopeWorld) => aReminder(server.db, { externalUserId: hers, userId: 'rep-chen', rule: 'promise', contactClass: 'service', title: '密约' })
const touch = ({ server }: ScopeWorld, row = {}) => aTouch(server.db, { externalUserId: hers, userId: 'rep-chen', contactClass: 'service', ...row })
const soon = '2026-06-20T10:00:00+08:00'
const newProduct = {
  name: '新品', family: 'nest', codes: [], titleWords: ['全新品'], packAmount: 7, dailyAmount: 1, unit: '碗', daysOfSupply: 7, deliveries: null, foodClass: 'food', storage: '', needs: [], isSample: false, isActive: true,
}
const sendBody = { scriptId: null, text: '密信', overLimitReason: 'urgent' }
const aBulk = async ({ server: { db, context } }: ScopeWorld): Promise<string> => {
  const id = randomUUID()
  await db.insertInto('bulkSend').values({ id, byUserId: 'lead-lin', textCipher: context.vault.seal('密群发'), total: 1, notFound: 0, createdAt: testNow }).execute()
  await db.insertInto('personalTask').values({ bulkSendId: id, externalUserId: hers, userId: 'rep-chen', reason: 'cadence', about: '端午', createdAt: testNow, dueAt: testNow, expiresAt: testNow }).execute()
  await db.insertInto('bulkRecipient').values({ bulkSendId: id, externalUserId: hers, refused: 'cadence' }).execute()
  return id
}
const upload = { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n订单编号\r\n--x--\r\n' }
const anImport = async ({ server }: ScopeWorld): Promise<string> =>
  (await server.as('operator-he')('POST', '/api/imports', upload.body, upload.headers)).json<{ id: string }>().id
const aSource = async ({ server }: ScopeWorld): Promise<string> =>
  (await server.as('operator-he')('POST', '/api/sources', { kind: 'webhook', label: randomUUID() })).json<{ source: { id: string } }>().source.id
const bound = async ({ server: { db } }: ScopeWorld): Promise<string> => anOrder(db, { externalUserId: hers, matchedBy: 'hand', orderNo: `SECRET-${randomUUID()}` })
const team = (method: Method, url: string, body?: object, more: Partial<ScopeCase> = {}): ScopeCase => own(method, url, body, { as: 'lead-lin', ...more })

export const scopeCases: Record<string, ScopeCase> = {
  getSidebar: read('/sidebar'), listAnswers: read('/answers'), listAnswerHistory: read('/answers/history'), listNotes: read('/notes'), listOrders: read('/orders'), getOrderRhythm: read('/orders/rhythm'),
  listTimeline: read('/timeline'), listCases: read('/cases'), getCustomerTags: read('/tags'), findScripts: read('/scripts?q='),
  addAnswer: about(({ question }) => Promise.resolve({
    method: 'POST', url: `/api/customers/${hers}/answers`, body: { questionKey: question.key, questionVersion: question.version, state: 'declined', options: [], note: '', basedOn: null },
  }), { status: 409 }),
  addNote: write('POST', '/notes', { text: '别人写的', kind: 'other' }),
  addPromise: write('POST', '/reminders', { text: '别人答应的', dueAt: soon }),
  addTouch: write('POST', '/touches', { channel: 'call', overLimitReason: 'urgent' }),
  correctSupply: write('POST', '/supply', { leftDays: 9 }, { status: 409 }),
  changeCustomer: write('PATCH', '', { remark: '别人改的' }),
  changeCustomerTags: write('PATCH', '/tags', { add: ['etVip'], remove: [] }),
  openCase: write('POST', '/cases', { kind: 'complaint', summary: '别人记的' }),
  prepareSend: write('POST', '/sends', sendBody),
  fetchCustomer: write('POST', '/fetch', undefined, { status: 503, others: 'blind' }),
  bindOrder: write('POST', '/orders/bind', { orderNo: 'NOBODYS-20260601', lastFour: '0000' }, { status: 404 }),
  joinCustomers: about(async ({ server }) => ({ method: 'POST', url: `/api/customers/${hers}/join/${await aCustomer(server.db, { followedBy: ['rep-chen'], name: '密友二' })}` })),
  partCustomers: about(async ({ server }) => ({ method: 'DELETE', url: `/api/customers/${hers}/join/${await aCustomer(server.db, { followedBy: ['rep-chen'] })}` })),
  changeOrderUse: about(async ({ server }) => ({ method: 'PATCH', url: `/api/customers/${hers}/orders/${await anOrder(server.db, { externalUserId: hers, orderNo: 'SECRET-20260602' })}`, body: { use: 'gift' } })),
  unbindOrder: about(async world => ({ method: 'DELETE', url: `/api/customers/${hers}/orders/${await bound(world)}/bind` }), { operator: 'works' }),
  restoreOrder: about(async world => ({ method: 'POST', url: `/api/customers/${hers}/orders/${await bound(world)}/restore` }), { operator: 'works' }),
  changeNote: about(async world => ({ method: 'PATCH', url: `/api/notes/${await note(world)}`, body: { text: '别人改的' } })),
  deleteNote: about(async world => ({ method: 'DELETE', url: `/api/notes/${await note(world)}` })),
  restoreNote: about(async world => ({ method: 'POST', url: `/api/notes/${await note(world, { deletedAt: testNow })}/restore` })),
  changeCase: about(async ({ server }) => ({ method: 'PATCH', url: `/api/cases/${await aServiceCase(server.db, { externalUserId: hers, openedBy: 'rep-chen', kind: 'return', summary: '密案' })}`, body: { note: '别人办的', means: 'resend' } })),
  withdrawMeans: about(async ({ server }) => {
    const at = testNow.toISOString()
    const caseId = await aServiceCase(server.db, { externalUserId: hers, openedBy: 'rep-chen', kind: 'return', summary: '密案', means: asJson([{ means: 'gift', note: '密赠', amountFen: null, at, byName: '陈晓' }]) })
    return { method: 'DELETE', url: `/api/cases/${caseId}/means/${encodeURIComponent(at)}` }
  }),
  withdrawCase: about(async ({ server }) => ({ method: 'DELETE', url: `/api/cases/${await aServiceCase(server.db, { externalUserId: hers, openedBy: 'rep-chen', openedAt: testNow, kind: 'return', summary: '密案' })}` })),
  snoozeReminder: about(async world => ({ method: 'POST', url: `/api/reminders/${await reminder(world)}/snooze`, body: { until: soon } })),
  skipReminder: about(async world => ({ method: 'POST', url: `/api/reminders/${await reminder(world)}/skip`, body: { reason: 'other' } })),
  finishReminder: about(async world => ({ method: 'POST', url: `/api/reminders/${await reminder(world)}/done` })),
  reopenReminder: about(async world => ({ method: 'POST', url: `/api/reminders/${await reminder(world)}/reopen` })),
  snoozeReminders: about(async world => ({ method: 'POST', url: '/api/reminders/snooze', body: { until: soon, reminderIds: [await reminder(world)] } }), { others: 'blind' }),
  reopenReminders: about(async world => ({ method: 'POST', url: '/api/reminders/reopen', body: { reminderIds: [await reminder(world)] } }), { others: 'blind' }),
  setReply: about(async world => ({ method: 'PATCH', url: `/api/touches/${await touch(world)}`, body: { reply: 'yes' } })),
  deleteTouch: about(async world => ({ method: 'DELETE', url: `/api/touches/${await touch(world, { startedAt: testNow, sendCount: 0 })}` })),
  reportSend: about(async (world) => {
    const { sendId } = (await world.server.as('rep-chen')('POST', `/api/customers/${hers}/sends`, sendBody)).json<{ sendId: string }>()
    return { method: 'POST', url: `/api/sends/${sendId}/outcome`, body: { outcome: 'cancelled' } }
  }),
  searchCustomers: own('POST', '/api/customers/search', { q: '密' }, { as: 'rep-chen' }),
  searchOrders: own('POST', '/api/orders/search', { q: '20260601' }),
  listReminders: own('GET', `/api/reminders?view=open&customer=${hers}`), countReminders: own('GET', '/api/reminders/counts'),
  getSession: own('GET', '/api/session'), getSync: own('GET', '/api/sync'), listQuestions: own('GET', '/api/questions'),
  getSignature: own('GET', '/api/wecom/signature?url=http%3A%2F%2F127.0.0.1%3A8787%2F', undefined, { status: 503 }),
  getPushChoice: own('GET', '/api/me/pushes', undefined, { operator: 'refused' }), changePushChoice: own('PUT', '/api/me/pushes', { digest: true }, { operator: 'refused' }),
  listUnattended: team('GET', '/api/team/unattended', undefined, { operator: 'refused' }),
  listOverLimit: team('GET', '/api/team/over-limit'), getHoldout: team('GET', '/api/team/holdout'),
  listBulk: about(async (world) => {
    await aBulk(world)
    return { method: 'GET', url: '/api/bulk' }
  }, { as: 'lead-lin', others: 'blind', operator: 'works' }),
  getBulk: about(async world => ({ method: 'GET', url: `/api/bulk/${await aBulk(world)}` }), { as: 'lead-lin', operator: 'works' }),
  listBulkRecipients: about(async world => ({ method: 'GET', url: `/api/bulk/${await aBulk(world)}/customers?outcome=refused` }), { as: 'lead-lin', operator: 'masked' }),
  listPersonalTasks: about(async world => ({ method: 'GET', url: `/api/bulk/${await aBulk(world)}/tasks` }), { as: 'lead-lin', operator: 'masked' }),
  changePersonalTasks: about(async world => ({ method: 'PATCH', url: `/api/bulk/${await aBulk(world)}/tasks`, body: { withdrawn: true } }), { as: 'lead-lin', operator: 'works' }),
  getBulkTags: team('GET', '/api/bulk/tags'), chooseBulkCustomers: team('POST', '/api/bulk/customers', { tiers: ['vip'], tagIds: [] }),
  previewBulk: team('POST', '/api/bulk/preview', { customerIds: [hers], text: '端午安康' }), sendBulk: team('POST', '/api/bulk', { customerIds: [hers], text: '端午安康' }, { operator: 'works' }),
  listRules: team('GET', '/api/rules', undefined, { others: 'open' }), listRuleChanges: team('GET', '/api/rules/cadence/history', undefined, { others: 'open' }),
  countRuleReach: company('GET', '/api/rules/cadence/reach'), changeRule: company('PATCH', '/api/rules/cadence', { basedOn: 99, isEnabled: true }, { status: 409 }),
  getContactSettings: team('GET', '/api/contact-settings', undefined, { others: 'open' }), listContactSettingsChanges: team('GET', '/api/contact-settings/history', undefined, { others: 'open' }),
  changeContactSettings: company('PATCH', '/api/contact-settings', { basedOn: 99, settings: { onboardingDays: 7 } }, { status: 409 }),
  listProducts: company('GET', '/api/products'), listUnknownGoods: company('GET', '/api/products/unknown'),
  createProduct: company('POST', '/api/products', newProduct), changeProduct: company('PATCH', '/api/products/nobody', { basedOn: 1, facts: { name: '改' } }, { status: 404 }),
  countProductReach: company('GET', '/api/products/nobody/reach', undefined, { status: 404 }),
  listWelcomes: company('GET', '/api/welcomes'), changeWelcome: company('PUT', '/api/welcomes', { state: '', body: '您好', isActive: true, basedOn: '2020-01-01T00:00:00Z' }, { status: 409 }),
  listSources: company('GET', '/api/sources'), createSource: company('POST', '/api/sources', { kind: 'webhook', label: '商城' }), listUnmatchedOrders: company('GET', '/api/orders/unmatched'),
  changeSource: about(async world => ({ method: 'PATCH', url: `/api/sources/${await aSource(world)}`, body: { isEnabled: false } }), { as: 'operator-he', operator: 'works' }),
  rotateSourceSecret: about(async world => ({ method: 'POST', url: `/api/sources/${await aSource(world)}/rotate`, body: { overlapHours: 1 } }), { as: 'operator-he', operator: 'works' }),
  retrySource: about(async world => ({ method: 'POST', url: `/api/sources/${await aSource(world)}/retry` }), { as: 'operator-he', operator: 'works' }),
  startImport: company('POST', '/api/imports', undefined, { request: () => ({ method: 'POST', url: '/api/imports', ...upload }) }),
  listImports: company('GET', '/api/imports'),
  getImport: about(async world => ({ method: 'GET', url: `/api/imports/${await anImport(world)}` }), { as: 'operator-he', operator: 'works' }),
  listImportNotes: about(async world => ({ method: 'GET', url: `/api/imports/${await anImport(world)}/notes` }), { as: 'operator-he', operator: 'works' }),
  commitImport: about(async world => ({ method: 'POST', url: `/api/imports/${await anImport(world)}/commit` }), { as: 'operator-he', status: 409, operator: 'works' }),
  cancelImport: about(async world => ({ method: 'POST', url: `/api/imports/${await anImport(world)}/cancel` }), { as: 'operator-he', operator: 'works' }),
}

/** Signed by a key instead of a session: never let in without, whoever is signed in. */
export const signedEndpoints: Record<string, ScopeRequest> = {
  pushOrder: { method: 'POST', url: '/api/webhooks/orders/webhook', body: {} },
  pushEvents: { method: 'POST', url: '/api/webhooks/events', body: {} },
}
