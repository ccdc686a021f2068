import type { Context } from '../context.ts'
import { addMs, dayMs } from '../time.ts'
import { deletePushesBefore } from '../pushes/pushes.queries.ts'
import { deleteOutboxBefore } from '../wecom/outbox.queries.ts'
import { deleteUnknownMembersBefore } from './unknown-members.queries.ts'
import { deleteInboxBefore } from '../wecom/inbox.queries.ts'
import { deleteWelcomesBefore } from '../wecom/welcome.queries.ts'
import { deleteIdempotencyBefore } from '../http/idempotency.queries.ts'
import { deleteWaitingEventsBefore } from '../events/events.queries.ts'
import { deleteLoginStatesBefore } from '../session/login-state.queries.ts'

/** What has served its time goes: received and delivered messages after 30 days, why a greeting was not sent after a year, keys after two, log-ins that were never finished and members nobody knew after one. */
export async function tidy({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const now = clock.now()
  await deleteInboxBefore(db, addMs(now, -30 * dayMs))
  await deleteWaitingEventsBefore(db, addMs(now, -30 * dayMs))
  await deleteOutboxBefore(db, addMs(now, -30 * dayMs))
  // A subject is told once as long as it can come up again: promises and first talks may stay open for long.
  await deletePushesBefore(db, addMs(now, -400 * dayMs))
  await deleteWelcomesBefore(db, addMs(now, -365 * dayMs))
  await deleteIdempotencyBefore(db, addMs(now, -2 * dayMs))
  await deleteUnknownMembersBefore(db, addMs(now, -dayMs))
  await deleteLoginStatesBefore(db, addMs(now, -dayMs))
}
