import type postgres from 'postgres'

type Pool = Pick<postgres.Sql, 'reserve' | 'end'>
type Open = (options: { max: 1, onclose: () => void }) => postgres.Sql

interface Slot { sql: postgres.Sql, reserved: postgres.ReservedSql, isDead: boolean, idle?: NodeJS.Timeout }
interface Waiter { take: (slot: Slot) => void, reject: (error: unknown) => void }

const idleMs = 60_000

/**
 * A pool of single connections, each leased as a whole (Kysely leases one for every statement).
 * postgres.js 3.4 has a pool of its own, but not one that lives through a database that goes away: a connection that died while it was leased
 * is put back and the next write on it kills the process (porsager/postgres#1208), and a lease that could not connect stays queued and
 * swallows the next connection for ever. Here a connection that is dead or could not be opened is thrown away, and never used again.
 */
export function leasePool(open: Open, max: number): Pool {
  const idle: Slot[] = []
  const waiting: Waiter[] = []
  const leased = new Set<Slot>()
  let opening = 0
  let isEnding = false

  const discard = (slot: Slot): void => {
    clearTimeout(slot.idle)
    slot.isDead = true
    void slot.sql.end({ timeout: 0 }).catch(() => {})
  }
  const openSlot = async (): Promise<Slot> => {
    let slot: Slot | null = null
    const sql = open({ max: 1, onclose: () => {
      if (!slot) return
      slot.isDead = true
      if (remove(idle, slot)) discard(slot)
    } })
    try {
      slot = { sql, reserved: await sql.reserve(), isDead: false }
      return slot
    }
    catch (error) {
      void sql.end({ timeout: 0 }).catch(() => {})
      throw error
    }
  }
  /** Opens one more when somebody waits and there is room. */
  const fillUp = (): void => {
    if (waiting.length <= opening || leased.size + idle.length + opening >= max) return
    opening += 1
    openSlot().then((slot) => {
      opening -= 1
      giveBack(slot)
    }, (error: unknown) => {
      opening -= 1
      waiting.shift()?.reject(error)
      fillUp()
    })
  }
  const giveBack = (slot: Slot): void => {
    leased.delete(slot)
    if (slot.isDead || isEnding) {
      discard(slot)
      return fillUp()
    }
    const waiter = waiting.shift()
    if (waiter) return waiter.take(slot)
    slot.idle = setTimeout(() => { if (remove(idle, slot)) close(slot) }, idleMs).unref()
    idle.push(slot)
  }

  return {
    reserve: async () => {
      if (isEnding) throw Object.assign(new Error('The pool has ended'), { code: 'CONNECTION_ENDED' })
      const kept = idle.pop()
      const slot = kept ?? await new Promise<Slot>((take, reject) => {
        waiting.push({ take, reject })
        fillUp()
      })
      clearTimeout(slot.idle)
      leased.add(slot)
      return leaseOf(slot, () => giveBack(slot))
    },
    end: async () => {
      isEnding = true
      for (const waiter of waiting.splice(0)) waiter.reject(Object.assign(new Error('The pool has ended'), { code: 'CONNECTION_ENDED' }))
      await Promise.all(idle.splice(0).map(close))
    },
  }
}

/** What Kysely's driver uses of a lease. A dead connection refuses before anything is written to it. */
function leaseOf(slot: Slot, giveBack: () => void): postgres.ReservedSql {
  let isReleased = false
  const lease = {
    unsafe: (...query: Parameters<postgres.ReservedSql['unsafe']>) => {
      if (slot.isDead || isReleased) return Promise.reject(Object.assign(new Error('The connection to the database was lost'), { code: 'CONNECTION_CLOSED' }))
      return slot.reserved.unsafe(...query)
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
