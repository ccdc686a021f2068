import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { dayNumberOf } from '../rhythm/day-number.ts'
import { standingAt } from '../rhythm/purchase-history.ts'
import { rhythmOf } from '../rhythm/rhythm.ts'
import { expectedTicketFen, fitShop, scoreOf, type ShopRhythm } from '../rhythm/shop-rhythm.ts'
import { addMs, dayMs, dayOf } from '../time.ts'
import { deleteScoresBefore, findShopRhythm, insertShopRhythm, listHistoriesAfter, listSample, writeScores, type PurchaseDays, type ScoreFigures } from './rhythm.queries.ts'
import { usualGapDays } from './scenes.queries.ts'
import { allowLongStatements } from './tiers.queries.ts'

/** The plan looks at everybody within this time (server/reminders/next-change.rules.ts). */
const planHorizonMs = 31 * dayMs

type Needs = Pick<Context, 'db' | 'clock' | 'newId'>

const sampleSize = 50_000
/** Scoring a page takes some 50 ms of the process that also answers requests. */
const pageSize = 250
/** Fitted weekly; a day less, so that a night that begins early is a week later all the same. */
const fitEveryMs = 6 * dayMs

/** Fits the shop's purchase rhythm when the last fit is a week old (or there is none), beginning where that one ended; then scores every buyer. */
export async function scoreCustomers(context: Needs): Promise<{ scored: number, hasFitted: boolean }> {
  const { db, clock } = context
  const now = clock.now()
  const held = await findShopRhythm(db)
  const isDue = !held || now.getTime() - held.fittedAt.getTime() >= fitEveryMs || held.fittedAt > now
  const shop = isDue ? await fit(context, held?.shop ?? null, now) : held.shop
  const soonOn = dayOf(addMs(now, planHorizonMs))
  let scored = 0
  for await (const page of pagesAhead(after => listHistoriesAfter(db, after, pageSize, now))) {
    await transact(db, trx => writeScores(trx, page.flatMap(row => scoreRow(row, shop, now)), { now, soonOn }))
    scored += page.length
  }
  await transact(db, trx => deleteScoresBefore(trx, now))
  return { scored, hasFitted: isDue }
}

/** Pages in the order of ids; the next one is read while this one is worked on. */
async function* pagesAhead(read: (after: string) => Promise<PurchaseDays[]>): AsyncGenerator<PurchaseDays[]> {
  let page = await read('')
  for (let end = page.at(-1); end; end = page.at(-1)) {
    const next = read(end.externalUserId)
    // Where the work on this page fails, nobody asks for the next one.
    next.catch(() => {})
    yield page
    page = await next
  }
}

async function fit({ db, newId }: Needs, before: ShopRhythm | null, now: Date): Promise<ShopRhythm> {
  const rows = await transact(db, async (trx) => {
    await allowLongStatements(trx)
    return listSample(trx, sampleSize, now)
  })
  const shop = fitShop(rows, dayNumberOf(dayOf(now)), before, usualGapDays)
  await transact(db, trx => insertShopRhythm(trx, { id: newId(), shop, now }))
  return shop
}

function scoreRow(row: PurchaseDays, shop: ShopRhythm, now: Date): { externalUserId: string, figures: ScoreFigures }[] {
  const today = dayNumberOf(dayOf(now))
  const standing = standingAt(row, today)
  const rhythm = rhythmOf(row.days, shop, today)
  if (!standing || !rhythm) return []
  const { pAlive, expectedGapDays, source, reasonFigures: { driftsOn } } = rhythm
  const figures = { p30: scoreOf(shop, standing), pAlive, expectedGapDays, driftsOn, ticketFen: expectedTicketFen(shop, standing), source }
  return [{ externalUserId: row.externalUserId, figures }]
}
