import { describe, expect, it } from 'vitest'
import { outboxKeyOf } from '../../../server/session/outbox-key.ts'

const sessionKey = Buffer.alloc(32, 9)

describe('the key of the outbox', () => {
  it('hangs on the member and on the session key, and on nothing else', () => {
    const key = outboxKeyOf({ sessionKey }, 'rep-chen')
    expect(Buffer.from(key, 'base64')).toHaveLength(32)
    expect(outboxKeyOf({ sessionKey: Buffer.from(sessionKey) }, 'rep-chen')).toBe(key)
    expect(outboxKeyOf({ sessionKey }, 'rep-che')).not.toBe(key)
    expect(outboxKeyOf({ sessionKey: Buffer.alloc(32, 8) }, 'rep-chen')).not.toBe(key)
  })

  it('never is the session key', () => {
    expect(outboxKeyOf({ sessionKey }, '')).not.toBe(sessionKey.toString('base64'))
  })
})
