import type { GoodsDraft } from '../drafts.ts'
import { draft } from './drafting.ts'
import { format } from './format.ts'
import type { RowReader } from './row-reader.ts'

type Field = 'name' | 'code' | 'specCode' | 'words' | 'family' | 'days' | 'deliveries' | 'pack' | 'daily' | 'unit' | 'storage'

/** Our own documented columns for products (docs/orders.md): one row a product. */
export const genericGoods = format<Field>({
  key: 'generic-goods', platform: 'generic', level: 'goods',
  columns: {
    name: ['商品名称', '商品名'], code: ['商家编码', '商品编码'], specCode: ['规格编码'], words: ['标题词'], family: ['品类'], days: ['一份天数'], deliveries: ['配送次数'], pack: ['一份数量'], daily: ['每天用量'],
    unit: ['单位'], storage: ['保存方法'],
  },
  required: ['name', 'code', 'days'],
  read(row) {
    const name = row.text('name')
    if (name === '') row.refuse('name', 'name-missing', '没有商品名，请补上')
    if (name.length > 60) row.refuse('name', 'bad-name', '商品名太长，最多 60 个字')
    const days = amount(row, 'days')
    if (days !== null && !(Number.isInteger(days) && days <= 1000)) row.refuse('days', 'bad-days', '「一份天数」要是 1–1000 的整数')
    const deliveries = amount(row, 'deliveries')
    if (deliveries !== null && !(Number.isInteger(deliveries) && deliveries >= 2 && deliveries <= 60)) row.refuse('deliveries', 'bad-deliveries', '「配送次数」要是 2–60 的整数，一次送完的空着')
    const codes = [...aliases(row, 'code'), ...aliases(row, 'specCode')]
    const goods: GoodsDraft = {
      name, codes: [...new Set(codes)], titleWords: aliases(row, 'words'), family: row.text('family'), packAmount: amount(row, 'pack'), dailyAmount: amount(row, 'daily'),
      unit: row.text('unit').slice(0, 8), daysOfSupply: days, deliveries, storage: row.text('storage').slice(0, 200),
    }
    return row.problems.length > 0 ? null : draft({ level: 'goods', platform: 'generic', orderNo: '', goods })
  },
})

/** Several in one cell, by comma, semicolon or line. */
function aliases(row: RowReader<Field>, field: Field): string[] {
  const found = row.text(field).split(/[\n,，、;；]/).map(alias => alias.trim()).filter(alias => alias !== '' && alias !== '-')
  if (found.length > 30 || found.some(alias => alias.length > 60)) row.refuse(field, 'bad-alias', `「${row.name(field)}」太多或太长：最多 30 个，每个 60 个字`)
  return found
}

function amount(row: RowReader<Field>, field: Field): number | null {
  const text = row.orNull(field)
  if (text === null) return null
  const value = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : NaN
  if (value > 0 && value <= 100_000) return value
  row.refuse(field, 'bad-amount', `「${row.name(field)}」要是大于 0 的数，现在是「${text.slice(0, 20)}」`)
  return null
}
