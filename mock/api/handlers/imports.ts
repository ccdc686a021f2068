import type { ImportId } from '../../../contract/ids.ts'
import * as imports from '../../../contract/imports.endpoints.ts'
import type { Import, ImportNote, PastImport } from '../../../contract/imports.schema.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import { anOrder } from '../sample.ts'
import type { MockState } from '../state.ts'

export const importHandlers = (state: MockState): MockHandler[] => [
  mock(imports.startImport, () => {
    const id = state.nextId() as ImportId
    state.imports.push({
      id, status: 'previewed', sources: [{ name: 'ExportOrderList.csv', platform: 'taobao', level: 'order' }],
      counts: { rows: 12, orders: 10, lines: 12, created: 9, updated: 1, unchanged: 0, problems: 1, notes: 2 }, noteKinds: [{ code: 'unknown-product', count: 1 }, { code: 'masked-phone', count: 1 }], preview: [anOrder()], previewGoods: [],
      progress: { done: 0, total: 10, rowsPerSecond: null },
      problems: [{ file: 'ExportOrderList.csv', line: 7, column: '订单编号', code: 'damaged-id', message: '订单编号成了科学计数（1.93E+15），请从平台重新导出，不要用 Excel 另存' }],
      failure: null, createdAt: state.now(),
    })
    return { id }
  }),
  mock(imports.listImports, () => ({ items: state.imports.map(pastOf).reverse(), nextCursor: null, total: state.imports.length })),
  mock(imports.listImportNotes, ({ params, query }) => {
    const { noteKinds, sources } = find(state, params.id)
    const items = noteKinds.flatMap(({ code, count }) => Array.from({ length: count }, (_, at): ImportNote => ({
      file: sources[0]?.name ?? '', line: at + 2, column: code === 'masked-phone' ? '联系手机' : null, code,
      message: code === 'masked-phone' ? '手机号被平台打码，不用来匹配客户' : '商品「四季礼盒」还没有商品资料，金额照算，还剩多少算不出；到 我 → 商品资料 补上后会自己认出来',
    }))).filter(({ code }) => query.code === undefined || code === query.code)
    return { items, nextCursor: null, total: items.length }
  }),
  mock(imports.getImport, ({ params }) => find(state, params.id)),
  mock(imports.commitImport, ({ params }) => Object.assign(find(state, params.id), { status: 'done', progress: { done: 10, total: 10, rowsPerSecond: 5000 } })),
  mock(imports.cancelImport, ({ params }) => Object.assign(find(state, params.id), { status: 'cancelled' })),
]

const pastOf = ({ id, status, sources, counts, failure, createdAt }: Import): PastImport => ({
  id, status, files: sources.map(({ name }) => name), platforms: sources.flatMap(({ platform }) => platform ?? []), isGoods: sources.some(({ level }) => level === 'goods'),
  byName: '何运营', counts, failure, createdAt,
})

function find(state: MockState, id: string): Import {
  const found = state.imports.find(candidate => candidate.id === id)
  if (!found) throw new Refusal('not-found')
  return found
}
