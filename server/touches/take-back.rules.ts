import type { ReplyState } from '../../contract/words.ts'
import { addMs } from '../time.ts'

const takeBackMs = 10 * 60_000

export interface TouchAsRecorded { userId: string, startedAt: Date, lastAt: Date, sendCount: number, replyState: ReplyState }
export type TakeBackRefusal = 'not-own' | 'sent' | 'went-on' | 'replied' | 'too-late'

/**
 * May this touch still be taken back? Only by who recorded it by hand, within 10 minutes, and while nothing is built upon it:
 * a message that is out has happened, and so has a reply. Null: it may.
 */
export function takeBackRefusal(touch: TouchAsRecorded, viewerId: string, now: Date): TakeBackRefusal | null {
  if (touch.userId !== viewerId) return 'not-own'
  if (touch.sendCount > 0) return 'sent'
  if (touch.lastAt.getTime() !== touch.startedAt.getTime()) return 'went-on'
  if (touch.replyState !== 'unknown') return 'replied'
  return now > addMs(touch.startedAt, takeBackMs) ? 'too-late' : null
}
