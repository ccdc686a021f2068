import { Migrator, type Migration } from 'kysely'
import type { Database } from './database.ts'
import * as people from './migrations/0001-people.ts'
import * as customers from './migrations/0002-customers.ts'
import * as catalogue from './migrations/0003-catalogue.ts'
import * as orders from './migrations/0004-orders.ts'
import * as contact from './migrations/0005-contact.ts'
import * as operations from './migrations/0006-operations.ts'
import * as platform from './migrations/0007-platform.ts'
import * as sources from './migrations/0008-sources.ts'
import * as bindingAndJoins from './migrations/0009-binding-and-joins.ts'
import * as nextTouch from './migrations/0010-next-touch.ts'
import * as queue from './migrations/0011-queue.ts'
import * as products from './migrations/0012-products.ts'
import * as bulk from './migrations/0013-bulk.ts'
import * as limits from './migrations/0014-limits.ts'
import * as settingsAndReasons from './migrations/0016-settings-and-reasons.ts'
import * as importsAndMatches from './migrations/0017-imports-and-matches.ts'
import * as platformLeftovers from './migrations/0018-platform-leftovers.ts'
import * as deliveryCards from './migrations/0019-delivery-cards.ts'
import * as personalTasks from './migrations/0020-personal-tasks.ts'
import * as ranks from './migrations/0021-ranks.ts'
import * as wordsAtSight from './migrations/0022-words-at-sight.ts'

const migrations: Record<string, Migration> = {
  '0001-people': people,
  '0002-customers': customers,
  '0003-catalogue': catalogue,
  '0004-orders': orders,
  '0005-contact': contact,
  '0006-operations': operations,
  '0007-platform': platform,
  '0008-sources': sources,
  '0009-binding-and-joins': bindingAndJoins,
  '0010-next-touch': nextTouch,
  '0011-queue': queue,
  '0012-products': products,
  '0013-bulk': bulk,
  '0014-limits': limits,
  '0016-settings-and-reasons': settingsAndReasons,
  '0017-imports-and-matches': importsAndMatches,
  '0018-platform-leftovers': platformLeftovers,
  '0019-delivery-cards': deliveryCards,
  '0020-personal-tasks': personalTasks,
  '0021-ranks': ranks,
  '0022-words-at-sight': wordsAtSight,
}

/** Brings the database to this version. Under a lock: two servers may start at once. Throws and leaves the database as it was on failure. */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error instanceof Error ? error : new Error(String(error))
}
