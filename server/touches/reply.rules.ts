import type { ContactSettings } from '../contact/contact-settings.rules.ts'
import { addMs } from '../time.ts'

/**
 * When she replied, as far as a rep's mark says it: now, while the touch's 72 h run. A mark made later says only that she did within them,
 * so the end of the window stands for it: an old reply must not look like one of today, which frees 72 h of contact.
 */
export function replyAtOf(lastSentAt: Date, now: Date, { replyWindowMs }: Pick<ContactSettings, 'replyWindowMs'>): Date {
  const end = addMs(lastSentAt, replyWindowMs)
  return now < end ? now : end
}
