import { openDatabase, type DatabaseTarget, type OpenOptions } from '../db/database.ts'
import { createCatalogueHolder, type CatalogueHolder } from './catalogue-holder.ts'

/**
 * The catalogue with connections of its own. It is asked for inside transactions too: were it read through their pool, as many writes at once as
 * there are connections would each hold one and wait for another, for ever.
 */
export function openCatalogue(target: DatabaseTarget, options: Pick<OpenOptions, 'prepare'> = {}): { catalogue: CatalogueHolder, close: () => Promise<void> } {
  const db = openDatabase(target, { ...options, maxConnections: 2 })
  return { catalogue: createCatalogueHolder(db), close: () => db.destroy() }
}
