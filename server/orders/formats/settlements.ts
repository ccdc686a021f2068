import { FileRefusal } from '../files/refusal.ts'
import { cleanCell } from './cells.ts'
import { columnKey } from './format.ts'

/** JD's own words for what it pays out, one row a fee (columns: ../shared/data/orders, §3): neither buyer nor recipient nor time of the order is in it. */
const jdAlways = ['应结金额']
const jdBeside = ['费用名称', '收支方向', '售后服务单号']
/** Columns of bills and settlements of any platform, of which no order export has two. */
const ofMoney = /^(应结金额|应结算金额|结算单号|结算时间|结算状态|费用名称|费用项|收支方向|收支类型|动账|入账|出账|账单|账务流水|收入金额|支出金额|账户余额)/

/**
 * Settlements and bills look like orders and are none: fees instead of purchases, a row for each of them. They are refused by name, with the export
 * to use instead. Null: nothing of the kind.
 */
export function settlementRefusal(rows: readonly (readonly string[])[]): FileRefusal | null {
  for (const row of rows) {
    const names = row.map(cell => columnKey(cleanCell(cell)))
    if (jdAlways.every(name => names.includes(columnKey(name))) && jdBeside.some(name => names.includes(columnKey(name)))) {
      return new FileRefusal('settlement-file', '这是京东的结算明细（应结金额、费用名称、收支方向），一行一笔费用，没有下单帐号、收货人和下单时间，不能当订单导入。请到京东商家后台的订单管理里用「订单导出」，再上传那一份')
    }
    if (new Set(names.filter(name => ofMoney.test(name))).size >= 2) {
      return new FileRefusal('settlement-file', '这看起来是结算单或资金账单，一行一笔费用，不是订单，不能导入。请到平台后台的订单管理里导出订单，再上传那一份')
    }
  }
  return null
}
