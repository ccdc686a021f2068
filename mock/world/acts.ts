import { products, scripts, type StarterScript } from '../../catalogue/catalogue.ts'
import type { AgeBand, AnswerSource, AnswerState, CaseKind, CaseMeans, NoteKind, OverLimitReason, ReplyState, TouchChannel } from '../../contract/words.ts'
import type { ChatMessage } from '../wecom/company.ts'
import { nameOfMember } from './members.ts'
import type { Person } from './people.ts'

/** One thing that happened, in the contract's terms: the demo plays it through the product's own rules on its day. */
export type WorldAct = { /** ISO 8601. */ at: string, userId: string, externalUserId: string } & (
  | { kind: 'send', text: string, scriptId: string | null, questionKey?: string, overLimitReason?: OverLimitReason }
  | { kind: 'answer', questionKey: string, questionVersion: number, state: AnswerState, source: AnswerSource | null, options: string[], note: string }
  /** Done by hand: a call, a parcel. */
  | { kind: 'touch', channel: TouchChannel, note: string }
  /** The rep's mark on the newest touch. */
  | { kind: 'reply', reply: ReplyState }
  | { kind: 'note', text: string, noteKind: NoteKind }
  | { kind: 'case_opened', caseKind: CaseKind, summary: string }
  /** On the case that is open. */
  | { kind: 'case_means', means: CaseMeans, note: string, amountFen?: number }
  | { kind: 'case_closed', note: string }
  | { kind: 'promise', text: string, dueAt: string }
  /** 客户说还有 */
  | { kind: 'supply', leftDays: number }
  | { kind: 'profile', region?: string, ageBand?: AgeBand, optOut?: boolean }
  /** The customer deletes the member: an event of the simulated platform. */
  | { kind: 'lost' }
)

const scriptOf = new Map(scripts.map(script => [script.id, script]))
const productByCode = new Map(products.flatMap(product => product.codes.map(code => [code, product] as const)))

/** Values of script variables by their Chinese name. */
export type Filling = Partial<Record<string, string>>

/** The script's text with its variables; null where one is not known. */
export function fillScript(script: StarterScript, values: Filling): string | null {
  let isWhole = true
  const text = script.body.replace(/\{\{(.*?)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) isWhole = false
    return value ?? ''
  })
  return isWhole ? text : null
}

/** The catalogue's product behind a merchant code as one says it in a chat (即食燕窝 for 即食燕窝 70g×15瓶), for {{上次产品}} and {{保存方法}}. */
export function productValues(code: string): Filling {
  const product = productByCode.get(code)
  return product ? { 上次产品: product.name.replace(/\s\S*\d\S*$/, ''), 保存方法: product.storage } : {}
}

/** Writes one customer's history: acts, and the chat as both saw it. */
export interface Pen {
  readonly acts: WorldAct[]
  readonly messages: ChatMessage[]
  values: Filling
  /** Sends a script; false (and nothing) where a variable is not known. */
  send(at: number, scriptId: string, questionKey?: string, values?: Filling): boolean
  says(at: number, text: string): void
  /** The rep marks the newest touch; what she wrote goes into the chat a little earlier. */
  reply(at: number, reply: ReplyState, text?: string): void
  answer(at: number, questionKey: string, options: string[], extra?: { note?: string, source?: AnswerSource, state?: AnswerState }): void
  note(at: number, noteKind: NoteKind, text: string): void
  act(at: number, act: ActBody): void
}

type ActBody = WorldAct extends infer Act ? Act extends WorldAct ? Omit<Act, 'at' | 'userId' | 'externalUserId'> : never : never

export function penOf(person: Person, userId: string = person.followers[0]!): Pen {
  const acts: WorldAct[] = []
  const messages: ChatMessage[] = []
  const { externalUserId } = person
  const say = (from: ChatMessage['from'], at: number, content: string) =>
    messages.push({ id: `${externalUserId}-${userId}-${messages.length + 1}`, userid: userId, external_userid: externalUserId, from, msgtype: 'text', content, at })
  const pen: Pen = {
    acts, messages,
    values: { 称呼: person.address, 销售: nameOfMember[userId]!, 城市: person.place.city.replace('市', '') },
    send(at, scriptId, questionKey, values) {
      const text = fillScript(scriptOf.get(scriptId)!, { ...pen.values, ...values })
      if (text === null) return false
      pen.act(at, { kind: 'send', text, scriptId, ...(questionKey ? { questionKey } : {}) })
      say('member', at, text)
      return true
    },
    says: (at, text) => { say('customer', at, text) },
    reply(at, reply, text) {
      if (text) say('customer', at - 90_000, text)
      pen.act(at, { kind: 'reply', reply })
    },
    answer: (at, questionKey, options, { note = '', source = 'said', state = 'answered' } = {}) =>
      pen.act(at, { kind: 'answer', questionKey, questionVersion: 1, state, source: state === 'answered' ? source : null, options, note }),
    note(at, noteKind, text) {
      pen.act(at, { kind: 'note', noteKind, text })
      if (noteKind !== 'temper') pen.values = { ...pen.values, 上次聊到: text }
    },
    act: (at, act) => { acts.push({ at: new Date(at).toISOString(), userId, externalUserId, ...act }) },
  }
  return pen
}
