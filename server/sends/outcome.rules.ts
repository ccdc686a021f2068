import type { SendOutcome } from '../../contract/words.ts'
import { addMs, dayMs } from '../time.ts'

/** A send whose outcome is not told within this time is over: its text was made for another day. */
const lifeMs = dayMs

/**
 * What the outcome `next` means for a send that stands at `current`: `same` (told twice, harmless), `change`,
 * or `conflict` (already settled, or prepared more than 24 h ago). `copied` waits for the rep to say whether it was sent.
 */
export function outcomeStep(current: SendOutcome | null, next: SendOutcome, preparedAt: Date, now: Date): 'same' | 'change' | 'conflict' {
  if (current === next) return 'same'
  if (now > addMs(preparedAt, lifeMs)) return 'conflict'
  return current === null || current === 'copied' ? 'change' : 'conflict'
}
