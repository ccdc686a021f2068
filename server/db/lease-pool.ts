import type postgres from 'postgres'

type Pool = Pick<postgres.Sql, 'reserve' | 'end'>
type Open = (options: { max: 1, onclose: () => void }) => postgres.Sql

interface Slot {
  sql: postgres.Sql
  reserved: postgres.ReservedSql
  isDead: boolean
  /** Ends what is under way when the connection is lost. */
  underWay: Set<(error: Error) => void>
  idle?: NodeJS.Timeout
}
interface Waiter { take: (slot: Slot) => void, reject: (error: unknown) => void }

const idleMs = 60_000
const lostError = (message: string, code: string): Error => Object.assign(new Error(message), { code })

/**
 * A pool of single connections, each leased as a whole (Kysely leases one for every statement).
 * postgres.js 3.4 has a pool of its own, but not one that lives through a database that goes away: a connection that died while it was leased
 * is put back and the next write on it kills the process (porsager/postgres#1208), and a lease that could not connect stays queued and
 * swallows the next connection for ever. Here a connection that is dead or could not be opened is thrown away, and never used again.
 */
export function leasePool(open: Open, max: number, openMs = 6000): Pool {
  const idle: Slot[] = []
  const waiting: Waiter[] = []
  const leased = new Set<Slot>()
  let opening = 0
  const openings = new Set<Promise<unknown>>()
  let isEnding = false

  const discard = (slot: Slot): void => {
    clearTimeout(slot.idle)
    slot.isDead = true
    void slot.sql.end({ timeout: 0 }).catch(() => {})
  }
  const openSlot = async (): Promise<Slot> => {
    let slot: Slot | null = null
    let lose = (_error: Error): void => {}
    const lost = new Promise<never>((_resolve, reject) => { lose = reject })
    lost.catch(() => {})
    const underWay: Slot['underWay'] = new Set()
    const sql = open({ max: 1, onclose: () => {
      const error = lostError('The connection to the database was lost', 'CONNECTION_CLOSED')
      lose(error)
      for (const reject of underWay) reject(error)
      if (!slot) return
      slot.isDead = true
      if (remove(idle, slot)) discard(slot)
    } })
    // A connection that was refused half-way may never say so.
    const timer = setTimeout(() => lose(lostError('The database did not answer', 'CONNECT_TIMEOUT')), openMs)
    try {
      slot = { sql, reserved: await Promise.race([sql.reserve(), lost]), isDead: false, underWay }
      return slot
    }
    catch (error) {
      void sql.end({ timeout: 0 }).catch(() => {})
      throw error
    }
    finally {
      clearTimeout(timer)
    }
  }
  /** Opens one more when somebody waits and there is room. */
  const fillUp = (): void => {
    if (waiting.length <= opening || leased.size + idle.length + opening >= max) return
    opening += 1
    const opened = openSlot().then((slot) => {
      opening -= 1
      return giveBack(slot)
    }, (error: unknown) => {
      opening -= 1
      waiting.shift()?.reject(error)
      fillUp()
    }).finally(() => openings.delete(opened))
    openings.add(opened)
  }
  const giveBack = (slot: Slot): Promise<void> | void => {
    leased.delete(slot)
    if (slot.isDead) {
      discard(slot)
      return fillUp()
    }
    // A new connection still asks for the array types, which nobody awaits: it is closed when it has its answer.
    if (isEnding) return close(slot)
    const waiter = waiting.shift()
    if (waiter) return waiter.take(slot)
    slot.idle = setTimeout(() => { if (remove(idle, slot)) close(slot) }, idleMs).unref()
    idle.push(slot)
  }

  return {
    reserve: async () => {
      if (isEnding) throw lostError('The pool has ended', 'CONNECTION_ENDED')
      const kept = idle.pop()
      const slot = kept ?? await new Promise<Slot>((take, reject) => {
        waiting.push({ take, reject })
        fillUp()
      })
      clearTimeout(slot.idle)
      leased.add(slot)
      return leaseOf(slot, () => void giveBack(slot))
    },
    end: async () => {
      isEnding = true
      for (const waiter of waiting.splice(0)) waiter.reject(lostError('The pool has ended', 'CONNECTION_ENDED'))
      await Promise.all([...idle.splice(0).map(close), ...openings])
    },
  }
}

/** What Kysely's driver uses of a lease. A dead connection refuses before anything is written to it. */
function leaseOf(slot: Slot, giveBack: () => void): postgres.ReservedSql {
  let isReleased = false
  const lease = {
    unsafe: (...query: Parameters<postgres.ReservedSql['unsafe']>) => {
      if (slot.isDead || isReleased) return Promise.reject(lostError('The connection to the database was lost', 'CONNECTION_CLOSED'))
      return new Promise((resolve, reject) => {
        // A statement under way when the connection dies is not always told by the driver. (A race against one promise of the connection would hold
        // every result for as long as the connection lives.)
        slot.underWay.add(reject)
        slot.reserved.unsafe(...query).then(resolve, reject).finally(() => slot.underWay.delete(reject))
      })
    },
    release: () => {
      if (isReleased) return
      isReleased = true
      giveBack()
    },
  }
  return lease as unknown as postgres.ReservedSql
}

async function close(slot: Slot): Promise<void> {
  clearTimeout(slot.idle)
  slot.reserved.release()
  await slot.sql.end({ timeout: 5 }).catch(() => {})
}

function remove(slots: Slot[], slot: Slot): boolean {
  const index = slots.indexOf(slot)
  if (index >= 0) slots.splice(index, 1)
  return index >= 0
}
