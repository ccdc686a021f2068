import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Youzan's open platform as far as a self-used app meets it: auth/token and youzan.trade.get 4.0.0, strict about keys, tokens and what is sent. */
export interface FakeYouzan {
  url: string
  keys: { clientId: string, clientSecret: string, grantId: string }
  /** `full_order_info` by order number: change it as the shop changes. */
  trades: Map<string, Record<string, unknown>>
  /** What was asked, in order: `token` or an order number. */
  asked: string[]
  /** Ends every token that was given. */
  endTokens: () => void
  /** The next so many calls of an API are answered with this HTTP status. */
  fail: (calls: number, status: number) => void
  close: () => Promise<void>
}

export async function fakeYouzan(now: () => Date): Promise<FakeYouzan> {
  const keys = { clientId: 'yz-client-001', clientSecret: 'yz-secret-abcdef', grantId: '63077' }
  const trades: FakeYouzan['trades'] = new Map()
  const asked: string[] = []
  let tokens = new Map<string, number>()
  let failing = { calls: 0, status: 500 }
  const refused = (code: number, message: string) => ({ gw_err_resp: { trace_id: 'yz7-0', err_code: code, err_msg: message } })

  const answer = async (request: IncomingMessage): Promise<{ status: number, body: unknown }> => {
    const url = new URL(request.url ?? '/', 'http://youzan')
    if (request.method !== 'POST' || !request.headers['content-type']?.startsWith('application/json')) return { status: 200, body: refused(4001, 'Content-Type 必须是 application/json') }
    const body = JSON.parse(await textOf(request)) as Record<string, unknown>
    if (url.pathname === '/auth/token') {
      asked.push('token')
      const isRight = body.authorize_type === 'silent' && body.client_id === keys.clientId && body.client_secret === keys.clientSecret && String(body.grant_id) === keys.grantId
      if (!isRight) return { status: 200, body: { success: false, code: 1_000_007, message: '客户端验证失败', data: null } }
      const token = `token-${tokens.size + 1}-${asked.length}`
      tokens.set(token, now().getTime() + 7 * 86_400_000)
      return { status: 200, body: { success: true, code: 200, message: null, data: { access_token: token, expires: tokens.get(token), scope: 'trade', authority_id: keys.grantId, refresh_token: null } } }
    }
    if (url.pathname !== '/api/youzan.trade.get/4.0.0') return { status: 404, body: {} }
    if ((tokens.get(url.searchParams.get('access_token') ?? '') ?? 0) <= now().getTime()) return { status: 200, body: refused(4203, 'access_token 已过期') }
    asked.push(String(body.tid))
    if (failing.calls > 0) {
      failing.calls--
      return { status: failing.status, body: {} }
    }
    const trade = trades.get(String(body.tid))
    if (!trade) return { status: 200, body: { success: false, code: 135_200_003, message: '订单不存在', data: null } }
    return { status: 200, body: { success: true, code: 200, message: 'successful', trace_id: 'yz7-1', data: { full_order_info: trade } } }
  }
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys, trades, asked,
    endTokens: () => { tokens = new Map() },
    fail: (calls, status) => { failing = { calls, status } },
    close: () => new Promise<void>((done) => { server.close(() => done()); server.closeAllConnections() }),
  }
}

export async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

/** A trade as Youzan tells of it. */
export function aTrade(tid: string, change: { order?: Record<string, unknown>, pay?: Record<string, unknown>, buyer?: Record<string, unknown>, address?: Record<string, unknown>, rest?: Record<string, unknown> } = {}): Record<string, unknown> {
  return {
    order_info: {
      tid, status: 'WAIT_SELLER_SEND_GOODS', status_str: '待发货', created: '2026-06-15 09:30:00', pay_time: '2026-06-15 09:31:00', update_time: '2026-06-15 09:31:05', consign_time: '', success_time: '',
      confirm_time: '', refund_state: 0, type: 0, pay_type: 10, shop_name: '滋补生活馆', node_kdt_id: 63077, ...change.order,
    },
    pay_info: { payment: '398.00', total_fee: '418.00', post_fee: '0.00', transaction: ['2406150001'], ...change.pay },
    buyer_info: { yz_open_id: 'lDWyZBas807636140352864256', buyer_phone: '13812345678', fans_nickname: '小满', outer_user_id: 'oY0DB6', ...change.buyer },
    address_info: { receiver_name: '王小满', receiver_tel: '13812345678', delivery_province: '浙江省', delivery_city: '杭州市', delivery_district: '西湖区', delivery_address: '文三路 1 号', ...change.address },
    remark_info: { buyer_message: '少放冰袋', trade_memo: '' },
    orders: [
      { oid: '3500000001', title: '即食燕窝 70g×7', sku_properties_name: '[{"k":"规格","v":"70g×7"}]', outer_sku_id: 'YW-70-7', num: 1, price: '398.00', payment: '398.00', discount_price: '398.00', refund_state: 0 },
      { oid: '3500000002', title: '贺卡', outer_item_id: 'HK', num: 1, price: '0.00', payment: '0.00' },
    ],
    delivery_order: [], ...change.rest,
  }
}
