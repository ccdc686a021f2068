import type { ContactSettings } from '../contact/contact-settings.rules.ts'
import { afterQuiet } from '../contact/hours.rules.ts'
import type { PlanFacts } from '../customers/plan-facts.ts'
import { liveProposal, type Proposal } from './arbitration.rules.ts'
import { hadHerWord } from './personal-task.rules.ts'
import { maySnoozeUntil } from './snooze.rules.ts'

/** What becomes of the live proposal. `open` after `expire` replaces it. */
export type Decision =
  | { kind: 'keep' }
  | { kind: 'wake', reminderId: string, dueAt: Date }
  | { kind: 'update', reminderId: string, proposal: Proposal }
  | { kind: 'open', proposal: Proposal, expires: string | null }
  | { kind: 'expire', reminderId: string }

/** Rules whose matter does not wait until a snoozed reminder wakes. */
const breaksSnooze = ['after_sale', 'behaviour', 'first_contact']

/** Idempotent: the decision on its own outcome is `keep` or an `update` to the same content. */
export function decide(facts: PlanFacts, proposal: Proposal | null, settings: ContactSettings, now: Date): Decision {
  const live = liveProposal(facts)
  if (!live) return proposal ? { kind: 'open', proposal, expires: null } : { kind: 'keep' }
  if (isHeldBySnooze(live, facts, proposal, settings, now)) {
    return live.state === 'snoozed' && live.snoozedUntil && live.snoozedUntil <= now ? { kind: 'wake', reminderId: live.reminderId, dueAt: live.snoozedUntil } : { kind: 'keep' }
  }
  if (!proposal) return { kind: 'expire', reminderId: live.reminderId }
  if (proposal.rule !== live.rule) return { kind: 'open', proposal, expires: live.reminderId }
  return { kind: 'update', reminderId: live.reminderId, proposal }
}

/**
 * A snoozed reminder stays until its time, and then open until its window (which the snooze has moved) ends: the rep has decided.
 * Not when she bought meanwhile, had the word she was left without, when the rules of contact forbid that time, or when something urgent came up.
 */
function isHeldBySnooze(live: PlanFacts['reminders'][number], facts: PlanFacts, proposal: Proposal | null, settings: ContactSettings, now: Date): boolean {
  if (!live.snoozedUntil) return false
  if (proposal && proposal.rule !== live.rule && breaksSnooze.includes(proposal.rule)) return false
  if (facts.customer.lastOrderAt && facts.customer.lastOrderAt > live.dueAt && live.contactClass === 'proactive') return false
  if (live.rule === 'personal_task' && hadHerWord(facts)) return false
  if (live.windowEndAt && live.windowEndAt <= now) return false
  const at = live.snoozedUntil > now ? live.snoozedUntil : now
  if (!maySnoozeUntil(live, facts, settings, at, now)) return false
  if (live.contactClass !== 'proactive') return (live.state === 'snoozed' && live.snoozedUntil > now) || proposal?.rule === live.rule
  return live.windowEndAt === null || afterQuiet(at, settings.quiet) < live.windowEndAt
}
