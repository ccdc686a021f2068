import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type postgres from 'postgres'
import { describe, expect, it } from 'vitest'
import { leasePool } from '../../../server/db/lease-pool.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** A driver of one connection whose statements are answered by `answer`; `lose` is the server going away. */
function aDriver(answer: () => Promise<object>) {
  let lose = (): void => {}
  const open = ({ onclose }: { onclose: () => void }) => {
    lose = onclose
    const reserved = { unsafe: answer, release: () => {} }
    return { reserve: () => Promise.resolve(reserved), end: () => Promise.resolve() } as unknown as postgres.Sql
  }
  return { open, lose: () => lose() }
}

describe('a leased connection', () => {
  it('keeps nothing of a statement that has been answered, however long it lives', async () => {
    const kept: WeakRef<object>[] = []
    const { open } = aDriver(() => {
      const rows = { rows: 'many' }
      kept.push(new WeakRef(rows))
      return Promise.resolve(rows)
    })
    const lease = await leasePool(open, 1).reserve()
    for (let time = 0; time < 5; time++) await lease.unsafe('select 1')
    await setImmediate()
    collectGarbage()
    await setImmediate()
    expect(kept.map(row => row.deref())).toEqual([undefined, undefined, undefined, undefined, undefined])
  })

  it('tells all statements under way that it is gone, and takes no more', async () => {
    const { open, lose } = aDriver(() => new Promise(() => {}))
    const lease = await leasePool(open, 1).reserve()
    const underWay = [lease.unsafe('select 1'), lease.unsafe('select 2')].map(statement => expect(statement).rejects.toThrow('connection to the database was lost'))
    lose()
    await Promise.all(underWay)
    await expect(lease.unsafe('select 3')).rejects.toThrow('connection to the database was lost')
  })
})
