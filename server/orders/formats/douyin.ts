import type { OrderState } from '../../../contract/words.ts'
import { draft, lineDraft, wholeRefund } from './drafting.ts'
import { format } from './format.ts'
import type { RowReader } from './row-reader.ts'
import { isRefunded } from './states.ts'
import type { LineDraft } from '../drafts.ts'
import { readMoney } from './cells.ts'

const states: Record<string, OrderState> = { 待确认: 'paid', 已支付: 'paid', 部分发货: 'paid' }
type Field = 'orderNo' | 'subOrderNo' | 'title' | 'spec' | 'quantity' | 'productNo' | 'code' | 'goods' | 'due' | 'freight' | 'name' | 'phone' | 'address'
  | 'placedAt' | 'paidAt' | 'sellerNote' | 'buyerNote' | 'doneAt' | 'state' | 'afterSale' | 'shippedAt' | 'parcel' | 'refund'

/** 抖店: one row a sub-order with its own amounts; some rows hold several joined by `;`. */
export const douyinLine = format<Field>({
  key: 'douyin-line', platform: 'douyin', level: 'line',
  columns: {
    orderNo: ['主订单编号'], subOrderNo: ['子订单编号'], title: ['选购商品'], spec: ['商品规格'], quantity: ['商品数量'], productNo: ['商品ID'], code: ['商家编码'],
    goods: ['商品金额'], due: ['订单应付金额'], freight: ['运费'], name: ['收件人'], phone: ['收件人手机号'], address: ['详细地址'], placedAt: ['订单提交时间'],
    paidAt: ['支付完成时间', '支付时间'], sellerNote: ['商家备注'], buyerNote: ['买家留言'], doneAt: ['订单完成时间'], state: ['订单状态'], afterSale: ['售后状态'],
    shippedAt: ['发货时间'], parcel: ['快递信息'], refund: ['退款金额'],
  },
  required: ['orderNo', 'subOrderNo', 'title', 'quantity', 'placedAt', 'state'],
  read(row) {
    const orderNo = row.id('orderNo')
    const state = row.state('state', states)
    const isJoined = /[;；]/.test(row.text('subOrderNo'))
    const lines = isJoined ? joinedLines(row, state) : [oneLine(row, state)]
    const parcel = /^\s*([^\d\s:：,，-]+)?[\s:：,，-]*([A-Za-z]{0,4}\d{8,})/.exec(row.text('parcel'))
    const facts = {
      state: isJoined ? state : null, placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), shippedAt: row.time('shippedAt'),
      signedAt: state === 'completed' ? row.time('doneAt') : null, paidFen: isJoined ? row.amount('due') : null,
      sellerNote: row.text('sellerNote'), buyerNote: row.text('buyerNote'), logisticsCompany: parcel?.[1] ?? null, logisticsNo: parcel?.[2] ?? null,
    }
    const recipient = { name: row.text('name'), phone: row.phone('phone'), address: row.text('address') }
    return row.problems.length > 0 ? null : draft({ level: 'line', platform: 'douyin', orderNo, facts, recipient, lines })
  },
})

function oneLine(row: RowReader<Field>, state: OrderState | null): LineDraft {
  const quantity = row.count('quantity') ?? 1
  const paidFen = row.amount('due')
  return lineDraft({
    subOrderNo: row.id('subOrderNo'), title: row.text('title'), spec: row.text('spec'), code: row.code('code', 'productNo'), quantity, priceFen: row.amount('goods'),
    paidFen, refundFen: wholeRefund(isRefunded(row.text('afterSale')), row.amount('refund'), paidFen), state,
  })
}

/** Several sub-orders in one row: split where every column splits into as many parts, else held back for a person. */
function joinedLines(row: RowReader<Field>, state: OrderState | null): LineDraft[] {
  const parts = (field: Field): string[] => row.text(field).split(/[;；]/).map(part => part.trim()).filter(Boolean)
  const numbers = parts('subOrderNo')
  const titles = parts('title')
  const quantities = parts('quantity')
  if (titles.length !== numbers.length || quantities.length !== numbers.length || quantities.some(part => !/^\d{1,6}$/.test(part))) {
    row.refuse('subOrderNo', 'joined-row', `一行里有 ${numbers.length} 个子订单，但商品或数量对不上，请在平台按子订单导出`)
    return []
  }
  const at = (list: string[], index: number): string => list.length === numbers.length ? list[index] ?? '' : ''
  const specs = parts('spec')
  const codes = parts('code')
  const goods = parts('goods')
  return numbers.map((subOrderNo, index) => {
    const priced = readMoney(at(goods, index))
    return lineDraft({
      subOrderNo, title: titles[index] ?? '', quantity: Number(quantities[index]), spec: at(specs, index), code: at(codes, index),
      priceFen: 'value' in priced ? priced.value : null, state,
    })
  })
}
