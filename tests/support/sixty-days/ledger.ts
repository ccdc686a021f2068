import { scripts } from '../../../catalogue/catalogue.ts'
import type { ReminderKey, ReplyState, ScriptKind } from '../../../contract/words.ts'
import type { World } from '../../../mock/world/world.ts'

/** What happened to a customer, beside what we said to her. */
export interface Happening {
  at: number
  kind: 'added' | 'lost' | 'ordered' | 'parcel' | 'moved' | 'case-opened' | 'case-closed' | 'opted-out' | 'opted-in'
}

/** One word of ours to her; those of one touch share its id. */
export interface Word {
  at: number
  touchId: string
  by: string
  /** The proposal it answers; null: the rep's own idea. */
  answers: ReminderKey | null
  scriptKind: ScriptKind | null
  isBulk: boolean
}

export interface Life {
  externalUserId: string
  owner: string
  happenings: Happening[]
  words: Word[]
  /** Of each touch, as the rep marked it: `at` is when. */
  replies: Map<string, { state: ReplyState, at: number }>
}

/** Everything that happened, kept beside the product and never read from it. */
export class Ledger {
  readonly lives = new Map<string, Life>()

  of(externalUserId: string): Life {
    const life = this.lives.get(externalUserId)
    if (!life) throw new Error(`The ledger does not know ${externalUserId}.`)
    return life
  }

  add(externalUserId: string, owner: string, at: number): void {
    const known = this.lives.get(externalUserId)
    if (known) known.happenings.push({ at, kind: 'added' })
    else this.lives.set(externalUserId, { externalUserId, owner, happenings: [{ at, kind: 'added' }], words: [], replies: new Map() })
  }

  note(externalUserId: string, kind: Happening['kind'], at: number): void {
    this.of(externalUserId).happenings.push({ at, kind })
  }
}

const kindOf = new Map(scripts.map(script => [script.id as string, script.kind]))
const dayMs = 86_400_000

/** The two years before, as the world tells them: orders and parcels as they really were, words and marks as they were made. */
export function ledgerOf({ company, orders, acts }: World): Ledger {
  const ledger = new Ledger()
  for (const follow of company.follows) {
    const isFirst = !ledger.lives.has(follow.external_userid)
    if (isFirst) ledger.add(follow.external_userid, follow.userid, follow.createtime * 1000)
  }
  for (const { externalUserId, paidAt, shippedAt, signedAt } of orders) {
    if (externalUserId === null || paidAt === null) continue
    ledger.note(externalUserId, 'ordered', paidAt)
    for (const at of [shippedAt, signedAt]) if (at !== null) ledger.note(externalUserId, 'parcel', at)
  }
  for (const act of acts) {
    const at = Date.parse(act.at)
    const life = ledger.of(act.externalUserId)
    const last = life.words.at(-1)
    switch (act.kind) {
      case 'send':
      case 'touch': {
        // Sends of one member within a day are one touch.
        const goesOn = last?.by === act.userId && at - firstAt(life, last.touchId) < dayMs
        life.words.push({
          at, touchId: goesOn ? last.touchId : `before-${act.at}`, by: act.userId, answers: null, scriptKind: act.kind === 'send' && act.scriptId ? kindOf.get(act.scriptId) ?? null : null, isBulk: false,
        })
        break
      }
      case 'reply': if (last) life.replies.set(last.touchId, { state: act.reply, at }); break
      case 'case_opened': ledger.note(act.externalUserId, 'case-opened', at); break
      case 'case_closed': ledger.note(act.externalUserId, 'case-closed', at); break
      case 'profile': if (act.optOut !== undefined) ledger.note(act.externalUserId, act.optOut ? 'opted-out' : 'opted-in', at); break
      case 'lost': ledger.note(act.externalUserId, 'lost', at); break
    }
  }
  return ledger
}

/** When the touch began. */
export const firstAt = ({ words }: Life, touchId: string): number => Math.min(...words.filter(word => word.touchId === touchId).map(word => word.at))
export const lastAt = ({ words }: Life, touchId: string): number => Math.max(...words.filter(word => word.touchId === touchId).map(word => word.at))

/** The last of it in words, for whoever looks into a violation. */
export function tellLife(life: Life, count = 14): string {
  const when = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
  const lines = [
    ...life.happenings.map(({ at, kind }) => ({ at, text: kind as string })),
    ...life.words.map(({ at, by, answers, scriptKind, isBulk }) => ({ at, text: `word of ${by}${answers ? ` for ${answers}` : ''}${scriptKind ? ` (${scriptKind})` : ''}${isBulk ? ' by mass message' : ''}` })),
    ...[...life.replies].map(([touchId, { state, at }]) => ({ at, text: `marked ${state} for the touch of ${when(firstAt(life, touchId))}` })),
  ]
  return lines.sort((a, b) => a.at - b.at).slice(-count).map(({ at, text }) => `      ${when(at)}  ${text}`).join('\n')
}
