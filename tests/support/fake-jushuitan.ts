import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { textOf } from './fake-youzan.ts'

/** JuShuiTan's orders/single/query: checks the signature by its own means, windows of seven days, pages of 50, and shifts pages when orders change. */
export interface FakeJushuitan {
  url: string
  keys: { appKey: string, appSecret: string, accessToken: string }
  orders: Record<string, unknown>[]
  /** Tokens that were given, by how; each ends the one before. */
  given: ('initial' | 'refreshed')[]
  refusesTokens: boolean
  /** What was asked: the window and the page. */
  asked: { begin: string, end: string, page: number }[]
  /** Called before a page is answered; what it changes is seen by the page. Throwing cuts the connection. */
  onPage: (page: number) => void
  close: () => Promise<void>
}

const paths = new Set(['/open/orders/single/query', '/openWeb/auth/getInitToken', '/openWeb/auth/refreshToken'])
const wall = (text: unknown): number => Date.parse(`${String(text).replace(' ', 'T')}+08:00`)

export async function fakeJushuitan(now: () => Date): Promise<FakeJushuitan> {
  const keys = { appKey: 'jst-app', appSecret: 'jst-secret-0001', accessToken: 'jst-token' }
  const asked: FakeJushuitan['asked'] = []
  const fake: FakeJushuitan = { url: '', keys, given: [], refusesTokens: false, orders: [], asked, onPage: () => {}, close: () => Promise.resolve() }
  const refused = (code: number, msg: string) => ({ code, msg, data: null })

  const isToken = (token: string | null): boolean => token === keys.accessToken || (fake.given.length > 0 && token === `token-${fake.given.length}`)
  const giveToken = (form: URLSearchParams): unknown => {
    const isRefresh = form.get('grant_type') === 'refresh_token'
    const isRight = isRefresh
      ? form.get('refresh_token') === `refresh-${fake.given.length}` && form.get('scope') === 'all'
      : form.get('grant_type') === 'authorization_code' && /^\w{6}$/.test(form.get('code') ?? '')
    if (!isRight || fake.refusesTokens) return refused(160, '授权参数错误')
    const count = fake.given.push(isRefresh ? 'refreshed' : 'initial')
    return { code: 0, msg: 'success', data: { access_token: `token-${count}`, expires_in: 30 * 86_400, refresh_token: `refresh-${count}`, scope: 'all' } }
  }
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    if (!paths.has(request.url ?? '') || !request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return refused(10, '请求方式错误')
    const form = new URLSearchParams(await textOf(request))
    const names = [...form.keys()].filter(name => name !== 'sign').sort()
    const md5 = createHash('md5').update(keys.appSecret)
    for (const name of names) md5.update(name).update(form.get(name)!)
    if (md5.digest('hex') !== form.get('sign')) return refused(120, '签名错误')
    if (form.get('app_key') !== keys.appKey) return refused(110, 'app_key 不存在')
    if (request.url !== '/open/orders/single/query') return giveToken(form)
    if (!isToken(form.get('access_token'))) return refused(100, '无效的 access_token')
    if (form.get('charset') !== 'utf-8' || form.get('version') !== '2') return refused(130, '公共参数错误')
    if (Math.abs(Number(form.get('timestamp')) * 1000 - now().getTime()) > 10 * 60_000) return refused(140, '时间戳超时')
    const biz = JSON.parse(form.get('biz')!) as { modified_begin: string, modified_end: string, page_index: number, page_size: number }
    const [begin, end] = [wall(biz.modified_begin), wall(biz.modified_end)]
    if (!(end >= begin) || end - begin > 7 * 86_400_000 || biz.page_size > 100) return refused(150, '时间跨度或分页超限')
    fake.onPage(biz.page_index)
    asked.push({ begin: biz.modified_begin, end: biz.modified_end, page: biz.page_index })
    const found = fake.orders.filter(order => wall(order.modified) >= begin && wall(order.modified) <= end).sort((a, b) => wall(a.modified) - wall(b.modified) || Number(a.o_id) - Number(b.o_id))
    const from = (biz.page_index - 1) * biz.page_size
    return {
      code: 0, msg: '执行成功',
      data: { page_index: biz.page_index, page_size: biz.page_size, data_count: found.length, has_next: found.length > from + biz.page_size, orders: found.slice(from, from + biz.page_size) },
    }
  }
  const server = createServer((request, response) => {
    answer(request).then(body => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)), () => request.socket.destroy())
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  fake.close = () => new Promise<void>((done) => { server.close(() => done()); server.closeAllConnections() })
  return fake
}

/** An order as JuShuiTan tells of it. */
export function aJushuitanOrder(soId: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    o_id: Number(soId.replace(/\D/g, '').slice(-8)), so_id: soId, shop_id: 10001, shop_name: '滋补京东店', shop_site: '京东', status: 'WaitConfirm', order_date: '2026-06-14 20:00:00', pay_date: '2026-06-14 20:01:00',
    modified: '2026-06-14 20:05:00', pay_amount: '398.00', freight: '0', shop_buyer_id: 'jd_xiaoman', receiver_name: '王小满', receiver_mobile: '13812345678', receiver_state: '浙江省', receiver_city: '杭州市',
    receiver_district: '西湖区', receiver_address: '文三路 1 号', buyer_message: '', remark: '', l_id: '', logistics_company: '',
    items: [{ oi_id: 1, outer_oi_id: `${soId}-1`, raw_so_id: soId, sku_id: 'YW-70-7', name: '即食燕窝 70g×7', properties_value: '70g×7', qty: 1, price: 398, amount: 398, item_status: 'WaitConfirm', refund_status: '' }],
    ...change,
  }
}
