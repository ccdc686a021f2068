import type { Import, ImportStatus, NoteCode, PastImport } from '../../../contract/imports.schema.ts'

export const levelWords: Record<NonNullable<Import['sources'][number]['level']>, string> = { order: '订单表', line: '商品明细表', customer: '客户表', goods: '商品表' }

export const statusWords: Record<ImportStatus, string> = {
  reading: '正在读文件', previewed: '读好了，还没有写入', committing: '正在写入', done: '导入完成', failed: '没有导入', cancelled: '已取消',
}

export const noteWords: Record<NoteCode, string> = {
  'masked-phone': '手机号打了码', 'damaged-number': '编号丢了位数', 'split-order': '订单已拆分', 'refund-is-discount': '退款其实是优惠', 'unknown-product': '商品不认识', 'unknown-packs': '说不准几份',
  'partial-refund': '部分退款', 'refund-over-paid': '退款比实付多', 'state-and-money': '状态和金额对不上',
}

/** What the operator can choose at most at once (the server's limit). */
export const mostFiles = 12

export const figureText = (count: number): string => count.toLocaleString('zh-CN')

/** 新增 120, 更新 3, 没有变化 40: of what was, or would be, written. */
export function countTexts({ status, counts: { created, updated, unchanged } }: Pick<PastImport, 'status' | 'counts'>): string[] {
  if (status === 'failed') return []
  const may = status === 'previewed' ? '会' : ''
  return [created > 0 ? [`${may}新增 ${figureText(created)}`] : [], updated > 0 ? [`${may}更新 ${figureText(updated)}`] : [], unchanged > 0 ? [`没有变化 ${figureText(unchanged)}`] : []].flat()
}

/** 12 秒, 3 分钟: of `seconds` still to come, rounded up. */
export function leftText(seconds: number): string {
  return seconds < 60 ? `${Math.max(1, Math.ceil(seconds))} 秒` : `${Math.ceil(seconds / 60)} 分钟`
}

/** 已写入 3,000/10,000 行 · 每秒 2,500 行 · 约剩 3 秒. */
export function progressText({ done, total, rowsPerSecond }: Import['progress'], verb: string): string {
  if (total === 0) return `${verb}，行数还没数出来`
  const rate = rowsPerSecond && rowsPerSecond > 0 ? [`每秒 ${figureText(Math.round(rowsPerSecond))} 行`, `约剩 ${leftText((total - done) / rowsPerSecond)}`] : []
  return [`${verb} ${figureText(done)}/${figureText(total)} 行`, ...(done < total ? rate : [])].join(' · ')
}
