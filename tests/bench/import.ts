import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import iconv from 'iconv-lite'
import { createCatalogueHolder } from '../../server/catalogue/catalogue-holder.ts'
import { connect, openDatabase } from '../../server/db/database.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { commitImport } from '../../server/orders/commit-import.ts'
import type { Upload } from '../../server/orders/files/upload.ts'
import { beginCommit } from '../../server/orders/import-files.ts'
import { findImport, insertImport } from '../../server/orders/import.queries.ts'
import { readImport } from '../../server/orders/read-import.ts'
import { createVault } from '../../server/privacy/vault.ts'
import { systemClock } from '../../server/time.ts'

const linesPerOrder = 4
const header = '订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,应付金额,订单状态,下单帐号,客户姓名,客户地址,联系电话,订单备注,商家备注,运费金额,付款确认时间,货号,订单完成时间'

function lineOf(index: number): string {
  const order = Math.floor(index / linesPerOrder)
  const day = `2026-${String(order % 12 + 1).padStart(2, '0')}-${String(order % 28 + 1).padStart(2, '0')}`
  return `${110000000000 + order},${9000 + index % 97},即食燕窝 70g*7瓶 ${index % 97},${index % 3 + 1},在线支付,${day} 10:00:00,298.00,1192.00,1180.00,1180.00,完成,jd_buyer_${order % 60000},张小满,`
    + `浙江省杭州市西湖区文三路 ${order % 900} 号,1${3_000_000_000 + order % 60000},,,0.00,${day} 10:01:00,YW-${index % 97},${day} 20:00:00`
}

/** JD's export in GB18030, made as it is read: the file itself costs no memory. */
const upload = (lines: number): Upload => ({
  name: 'jd.csv',
  async* open() {
    yield iconv.encode(`${header}\r\n`, 'gb18030')
    for (let at = 0; at < lines; at += 500) {
      yield iconv.encode(Array.from({ length: Math.min(500, lines - at) }, (_, index) => `${lineOf(at + index)}\r\n`).join(''), 'gb18030')
    }
  },
})

/**
 * Rows a second through reading, preview and commit of one CSV, beside COPY of the same rows into a bare table; the peak of this process's memory.
 * `import [lines]`, one million by default.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const lines = Number(args[0] ?? 1_000_000)
  const dataDir = mkdtempSync(join(tmpdir(), 'zhike-bench-'))
  const server = await startEmbedded({ dataDir })
  const target = { socketDir: server.socketDir, user: server.user, database: 'postgres' }
  const db = openDatabase(target, { statementTimeoutMs: 600_000 })
  let peakBytes = 0
  let peakHeap = 0
  const samples: number[] = []
  const watch = setInterval(() => {
    const { rss, heapUsed, external } = process.memoryUsage()
    samples.push(rss)
    peakBytes = Math.max(peakBytes, rss)
    peakHeap = Math.max(peakHeap, heapUsed + external)
  }, 200)
  try {
    await migrate(db)
    await db.insertInto('rep').values({ userId: 'operator-he', name: '何', role: 'operator', syncedAt: systemClock.now() }).execute()
    const context = { db, clock: systemClock, vault: createVault([Buffer.alloc(32, 1)]), catalogue: createCatalogueHolder(db), jobs: { add: () => Promise.resolve() }, newId: randomUUID }
    const importId = randomUUID()
    const before = process.memoryUsage.rss()
    await insertImport(db, { id: importId, userId: 'operator-he', now: systemClock.now() })
    const readSeconds = await seconds(() => readImport(context, importId, [upload(lines)]))
    await beginCommit(context, importId)
    const commitSeconds = await seconds(() => commitImport(context, importId))
    const importPeak = peakBytes
    const curve = peaksByTenth(samples)
    const job = await findImport(db, importId)
    if (job?.status !== 'done' || job.counts.rows !== lines || job.counts.problems > 0) throw new Error(`The import did not go well: ${JSON.stringify(job?.counts)} ${job?.failure ?? ''}`)
    const copySeconds = await seconds(() => copyRows(target, lines))
    const rate = (duration: number): string => `${Math.round(lines / duration).toLocaleString('en')} rows/s`
    console.log([
      `${lines.toLocaleString('en')} lines, ${job.counts.created.toLocaleString('en')} orders`,
      `read and preview  ${readSeconds.toFixed(1)} s  ${rate(readSeconds)}`,
      `commit            ${commitSeconds.toFixed(1)} s  ${rate(commitSeconds)}`,
      `together          ${(readSeconds + commitSeconds).toFixed(1)} s  ${rate(readSeconds + commitSeconds)}`,
      `COPY of the rows  ${copySeconds.toFixed(1)} s  ${rate(copySeconds)}  (${((readSeconds + commitSeconds) / copySeconds).toFixed(1)} × faster: no parsing, no orders, no index)`,
      `memory            ${megabytes(importPeak)} MB at the peak (limit 300 MB), ${megabytes(before)} MB before the import began; heap and buffers ${megabytes(peakHeap)} MB`,
      `                  by tenths of the run: ${curve.map(megabytes).join(' ')} MB`,
    ].join('\n'))
  }
  finally {
    clearInterval(watch)
    await db.destroy()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024)

/** The most in each tenth of the run: flat, or does it grow with the file? */
function peaksByTenth(samples: readonly number[]): number[] {
  const size = Math.ceil(samples.length / 10)
  return Array.from({ length: 10 }, (_, tenth) => Math.max(0, ...samples.slice(tenth * size, (tenth + 1) * size)))
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

async function copyRows(target: Parameters<typeof connect>[0], lines: number): Promise<void> {
  const sql = connect(target, { maxConnections: 1, statementTimeoutMs: 600_000 })
  try {
    await sql.unsafe(`create table bare (${header.split(',').map((_, at) => `c${at} text`).join(', ')})`)
    const sink = await sql`copy bare from stdin with (format csv)`.writable()
    await pipeline(Readable.from((function* () {
      for (let at = 0; at < lines; at += 500) yield Array.from({ length: Math.min(500, lines - at) }, (_, index) => `${lineOf(at + index)}\n`).join('')
    })()), sink)
  }
  finally {
    await sql.end()
  }
}
