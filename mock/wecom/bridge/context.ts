import { type Static, Type } from 'typebox'
import { type Platform } from '../platform.ts'
import { userAgentOf } from '../user-agents.ts'

/** Where a page was opened from, as getContext names it. */
export const Entry = Type.Union([
  Type.Literal('contact_profile'), Type.Literal('single_chat_tools'), Type.Literal('group_chat_tools'), Type.Literal('chat_attachment'), Type.Literal('single_kf_tools'),
  Type.Literal('chain_single_chat_tools'), Type.Literal('chain_group_chat_tools'), Type.Literal('internal_group_chat_board'), Type.Literal('normal'),
])
export type Entry = Static<typeof Entry>

export const ContextQuery = Type.Object({
  member: Type.String({ minLength: 1 }),
  customer: Type.Optional(Type.String()),
  /** The member's first group when absent, in a group's entry. */
  group: Type.Optional(Type.String()),
  entry: Type.Optional(Entry),
  device: Type.Optional(Type.Union([Type.Literal('windows'), Type.Literal('mac'), Type.Literal('ios'), Type.Literal('android'), Type.Literal('old')])),
  theme: Type.Optional(Type.Union([Type.Literal('light'), Type.Literal('dark')])),
}, { additionalProperties: false })
export type ContextQuery = Static<typeof ContextQuery>

export const ContextChange = Type.Object({
  customer: Type.Optional(Type.String()),
  group: Type.Optional(Type.String()),
  entry: Type.Optional(Entry),
}, { additionalProperties: false })
export type ContextChange = Static<typeof ContextChange>

/** What one document of a tab is allowed, since its agentConfig or config. */
export interface Authorisation { document: string, url: string, by: 'agent' | 'corp', functions: string[] }

/** One web view of the client: who looks at whom. */
export interface BridgeContext {
  id: string
  member: string
  customer: string
  group: string
  entry: Entry
  userAgent: string
  platform: string
  /** In the shell the member is asked before a message goes out. */
  isAsked: boolean
  authorisations: Authorisation[]
  createdAt: number
}

const keptContexts = 300

export function createContext(platform: Platform, query: ContextQuery, isAsked: boolean): BridgeContext {
  for (const old of platform.contexts.all().slice(0, -keptContexts)) platform.contexts.delete(old.id)
  const entry = query.entry ?? 'single_chat_tools'
  const ownGroup = entry === 'group_chat_tools' ? platform.groupChats.all().find(group => group.member_list.some(each => each.userid === query.member)) : undefined
  return platform.contexts.put({
    id: platform.newId('', 22),
    member: platform.members.get(query.member.toLowerCase())?.userid ?? query.member,
    customer: query.customer ?? '',
    group: query.group ?? ownGroup?.chat_id ?? '',
    entry,
    ...userAgentOf(query.device ?? 'windows', query.theme ?? 'light'),
    isAsked,
    authorisations: [],
    createdAt: platform.nowSeconds,
  })
}

/** What bridge.js must know before the page's first script runs. */
export function pageContext({ id, userAgent, platform }: BridgeContext): { id: string, userAgent: string, platform: string } {
  return { id, userAgent, platform }
}
