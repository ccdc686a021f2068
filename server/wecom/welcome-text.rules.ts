import { addressOf } from '../scripts/address.rules.ts'
import { fill, hasGaps, textOf } from '../scripts/fill.rules.ts'

export interface WelcomeFacts {
  /** The channel's own first, then the one for every other. */
  bodies: readonly string[]
  repName: string | null
  channel: string | null
  /** Null: she is new, and nothing is known yet. */
  customer: { name: string, gender: number, remark: string | null } | null
}

/** What the platform takes (document/path/92137). */
const longestBytes = 4000

/** The first text without a gap, filled; else why there is none. A gap is never sent, nor is a text that the platform would cut or refuse. */
export function welcomeText({ bodies, repName, channel, customer }: WelcomeFacts): { text: string } | { reason: 'no-text' | 'gap' | 'too-long' } {
  const values = {
    称呼: customer && addressOf({ remark: customer.remark ?? '', name: customer.name, gender: customer.gender }),
    销售: repName || null,
    渠道: channel,
  }
  const written = bodies.filter(body => body.trim() !== '')
  if (written.length === 0) return { reason: 'no-text' }
  const filled = written.map(body => fill(body.trim(), values)).filter(parts => !hasGaps(parts)).map(textOf)
  if (filled.length === 0) return { reason: 'gap' }
  const text = filled.find(candidate => new TextEncoder().encode(candidate).length <= longestBytes)
  return text === undefined ? { reason: 'too-long' } : { text }
}
