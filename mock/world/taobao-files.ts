import iconv from 'iconv-lite'
import { shops, type ShopKey } from './goods.ts'
import type { WorldLine, WorldOrder } from './purchases.ts'
import { shanghaiText } from './time.ts'

/**
 * Order exports of Taobao and Tmall as files, each shop with the habits of its age: 「已卖出的宝贝」 (order level) beside the
 * item file, old (ExportOrderDetailList) or current (ExportItemList). GBK, CRLF. Written from the published column lists
 * (data/orders of the research), knows nothing of any importer.
 */
export interface OrderFile { name: string, bytes: Buffer, shop: ShopKey }

interface Manner {
  order: 'old' | 'later'
  item: 'old' | 'current'
  /** ="…" round ids, as exports that must survive Excel have it. */
  hasEqualIds: boolean
  comma: '，' | ','
  time: (at: number | null) => string
}

const isoTime = (at: number | null): string => at === null ? '' : shanghaiText(at)
/** 2016/5/23 22:02 */
const slashTime = (at: number | null): string => {
  if (at === null) return ''
  const [day, clock] = shanghaiText(at).split(' ') as [string, string]
  const [year, month, date] = day.split('-').map(Number)
  return `${year}/${month}/${date} ${Number(clock.slice(0, 2))}:${clock.slice(3, 5)}`
}

const manners: Record<ShopKey, Manner> = {
  flagship: { order: 'later', item: 'current', hasEqualIds: false, comma: '，', time: isoTime },
  seafood: { order: 'later', item: 'current', hasEqualIds: true, comma: ',', time: slashTime },
  private: { order: 'old', item: 'old', hasEqualIds: true, comma: '，', time: isoTime },
}

/** Some headers end with a blank, as the platform writes them. */
const orderColumns = [
  '订单编号', '买家会员名', '买家支付宝账号', '买家应付货款', '买家应付邮费', '买家支付积分', '总金额', '返点积分', '买家实际支付金额', '买家实际支付积分', '订单状态', '买家留言',
  '收货人姓名', '收货地址 ', '运送方式', '联系电话 ', '联系手机', '订单创建时间', '订单付款时间 ', '宝贝标题 ', '宝贝种类 ', '物流单号 ', '物流公司', '订单备注', '宝贝总数量', '店铺Id', '店铺名称',
  '订单关闭原因', '卖家服务费', '买家服务费', '发票抬头', '是否手机订单', '分阶段订单信息', '特权订金订单id', '定金排名', '修改后的sku', '修改后的收货地址', '异常信息', '天猫卡券抵扣', '集分宝抵扣', '是否是O2O交易',
]
const laterColumns = ['打款商家金额', '退款金额', '发货时间', '确认收货时间', '商家备注']
const itemColumnsOld = ['订单编号', '标题', '价格', '购买数量', '外部系统编号', '商品属性', '套餐信息', '备注', '订单状态', '商家编码']
const itemColumns = [
  '子订单编号', '主订单编号', '商品标题', '商品价格', '购买数量', '外部系统编号', '商品属性', '套餐信息', '备注', '订单状态', '商家编码', '买家应付货款', '买家实付金额', '退款状态', '退款金额',
  '订单创建时间', '订单付款时间', '商品ID', '商家备注', 'skuId', '物流单号', '物流公司',
]

type Row = Record<string, string>

/** The files of all shops, an order file and its item file side by side. */
export function taobaoFiles(orders: readonly WorldOrder[], startedAt: number): OrderFile[] {
  const stamp = shanghaiText(startedAt).replace(/\D/g, '').slice(0, 12)
  return (Object.keys(shops) as ShopKey[]).flatMap(shop => {
    const manner = manners[shop]
    const own = orders.filter(order => order.shop === shop).sort((a, b) => b.placedAt - a.placedAt)
    const columns = manner.order === 'old' ? orderColumns : [...orderColumns, ...laterColumns]
    const items = own.flatMap(order => order.lines.map((line, i) => manner.item === 'old' ? oldItemRow(order, line, manner) : itemRow(order, line, i, manner)))
    return [
      { shop, name: `ExportOrderList${stamp}-${shops[shop].id}.csv`, bytes: csv(columns, own.map(order => orderRow(order, manner))) },
      { shop, name: `${manner.item === 'old' ? 'ExportOrderDetailList' : 'ExportItemList'}${stamp}-${shops[shop].id}.csv`, bytes: csv(manner.item === 'old' ? itemColumnsOld : itemColumns, items) },
    ]
  })
}

function csv(columns: readonly string[], rows: readonly Row[]): Buffer {
  const cell = (text: string) => /[",\r\n=']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  return iconv.encode([columns, ...rows.map(row => columns.map(name => row[name] ?? ''))].map(cells => cells.map(cell).join(',')).join('\r\n') + '\r\n', 'gbk')
}

const yuan = (fen: number): string => (fen / 100).toFixed(2)
const id = (text: string, manner: Manner): string => manner.hasEqualIds ? `="${text}"` : text

function status(order: WorldOrder, { comma }: Manner): string {
  const words = {
    unpaid: '等待买家付款', paid: `买家已付款${comma}等待卖家发货`, shipped: `卖家已发货${comma}等待买家确认`, completed: '交易成功', closed: '交易关闭', refunded: '交易关闭',
  }
  return words[order.state]
}

const phoneText = ({ phone, isPhoneMasked }: WorldOrder): string => isPhoneMasked ? `'${phone.slice(0, 3)}****${phone.slice(7)}` : `'${phone}`

function orderRow(order: WorldOrder, manner: Manner): Row {
  const sum = (of: (line: WorldLine) => number) => order.lines.reduce((total, line) => total + of(line), 0)
  const { place, logistics } = order
  const refundFen = sum(line => line.refundFen)
  return {
    '订单编号': id(order.orderNo, manner), '买家会员名': order.buyerNick, '买家支付宝账号': '', '买家应付货款': yuan(sum(l => l.dueFen)), '买家应付邮费': yuan(order.freightFen),
    '买家支付积分': '0', '总金额': yuan(sum(l => l.dueFen) + order.freightFen), '返点积分': '0', '买家实际支付金额': yuan(order.paidFen), '买家实际支付积分': '0',
    '订单状态': status(order, manner), '买家留言': order.buyerNote, '收货人姓名': order.recipient,
    '收货地址 ': `${place.province} ${place.city} ${place.district} ${place.street}(000000)`, '运送方式': '快递', '联系电话 ': '', '联系手机': phoneText(order),
    '订单创建时间': manner.time(order.placedAt), '订单付款时间 ': manner.time(order.paidAt), '宝贝标题 ': order.lines.map(l => l.title).join('，'), '宝贝种类 ': String(order.lines.length),
    '物流单号 ': logistics?.number ?? '', '物流公司': logistics?.company ?? '', '订单备注': manner.order === 'old' ? order.sellerNote : '', '宝贝总数量': String(sum(l => l.quantity)),
    '店铺Id': shops[order.shop].id, '店铺名称': shops[order.shop].name, '订单关闭原因': closeReason(order), '卖家服务费': '0元', '买家服务费': '0元', '是否手机订单': '手机订单',
    '打款商家金额': order.state === 'completed' ? `${yuan(order.paidFen - refundFen)}元` : '0.00元', '退款金额': yuan(refundFen),
    '发货时间': manner.time(order.shippedAt), '确认收货时间': manner.time(order.signedAt), '商家备注': order.sellerNote,
  }
}

function closeReason({ state }: WorldOrder): string {
  return state === 'closed' ? '买家未付款' : state === 'refunded' ? '退款' : '订单未关闭'
}

function oldItemRow(order: WorldOrder, line: WorldLine, manner: Manner): Row {
  return {
    '订单编号': id(order.orderNo, manner), '标题': line.title, '价格': yuan(line.unitFen), '购买数量': String(line.quantity), '外部系统编号': line.code, '商品属性': line.spec, '备注': order.sellerNote,
    '订单状态': status(order, manner), '商家编码': line.code,
  }
}

function itemRow(order: WorldOrder, line: WorldLine, index: number, manner: Manner): Row {
  const sub = order.lines.length === 1 ? order.orderNo : String(BigInt(order.orderNo) + BigInt(index + 1) * 10_000n)
  return {
    '子订单编号': id(sub, manner), '主订单编号': id(order.orderNo, manner), '商品标题': line.title, '商品价格': yuan(line.unitFen), '购买数量': String(line.quantity), '外部系统编号': '',
    '商品属性': line.spec, '订单状态': line.refundFen > 0 && line.refundFen < line.paidFen ? '部分退款' : status(order, manner), '商家编码': line.code, '买家应付货款': yuan(line.dueFen), '买家实付金额': yuan(line.paidFen),
    '退款状态': line.refundFen > 0 ? '退款成功' : '没有申请退款', '退款金额': line.refundFen > 0 ? yuan(line.refundFen) : '无退款申请',
    '订单创建时间': manner.time(order.placedAt), '订单付款时间': manner.time(order.paidAt), '商品ID': `6${String(codeNumber(line.code)).padStart(11, '0')}`, '商家备注': order.sellerNote,
    'skuId': `5${String(codeNumber(line.code)).padStart(12, '0')}`, '物流单号': order.logistics?.number ?? '', '物流公司': order.logistics?.company ?? '',
  }
}

const codeNumber = (code: string): number => [...code].reduce((sum, char) => (sum * 131 + char.charCodeAt(0)) % 9_999_999_967, 11)
