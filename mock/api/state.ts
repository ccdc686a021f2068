import type { CustomerRow, Sidebar, Situation } from '../../contract/customers.schema.ts'
import type { Order, OrderRhythm } from '../../contract/orders.schema.ts'
import type { ReminderId, TouchId } from '../../contract/ids.ts'
import type { Note } from '../../contract/notes.schema.ts'
import type { Import } from '../../contract/imports.schema.ts'
import type { AmbiguousOrder, Source } from '../../contract/sources.schema.ts'
import type { Answer } from '../../contract/questions.schema.ts'
import type { ServiceCase } from '../../contract/cases.schema.ts'
import type { Reminder } from '../../contract/reminders.schema.ts'
import type { TimelineEntry } from '../../contract/touches.schema.ts'
import { aSidebar } from './sample.ts'
import { aRhythm } from './sample-rhythm.ts'

/** The one customer that the mock back end remembers: writes change it as the real server's would. */
export interface MockState {
  sidebar: Sidebar
  answerHistory: Answer[]
  cases: ServiceCase[]
  timeline: TimelineEntry[]
  sends: { sendId: string, text: string, scriptId: string | null, questionKey?: string, outcome: string | null }[]
  imports: Import[]
  sources: Source[]
  ambiguousOrders: AmbiguousOrder[]
  /** Of the rep's own (我答应的事), beside the sidebar's one proposal. */
  promises: Reminder[]
  /** What was closed, so that reopen finds it. */
  closedReminders: Reminder[]
  /** So that restore finds them. */
  deletedNotes: Note[]
  /** By hand, so that 撤销 finds it and what it closed. */
  handTouches: { touchId: TouchId, closed: ReminderId | null }[]
  /** What stood on the card before a case was opened. */
  formerSituation: Situation | null
  /** The question 客户回了 / 没回 before it was answered, so that the undo asks it again. */
  formerAsk: Sidebar['askReply']
  /** Estimates that 客户说还有 took the place of, the first one first. */
  formerLeft: { min: number, max: number }[]
  /** Older than the five of the sidebar. */
  olderOrders: Order[]
  /** Orders that found nobody, with the tail that proves one knows them. `taken`: somebody else's. */
  /** `refusedMatch`: how it had found its customer before it was released. */
  waitingOrders: { order: Order, lastFour: string, isTaken?: boolean, refusedMatch?: Order['matchedBy'] }[]
  rhythm: OrderRhythm
  /** Further customers in scope, for the search. */
  otherCustomers: CustomerRow[]
  /** Ids and instants come from outside. */
  nextId: () => string
  now: () => string
}

export function mockState(sidebar: Sidebar = aSidebar()): MockState {
  let count = 0
  return {
    sidebar: structuredClone(sidebar),
    answerHistory: structuredClone(sidebar.answers),
    cases: [], timeline: [], sends: [], imports: [], sources: [], ambiguousOrders: [], promises: [], closedReminders: [], deletedNotes: [], handTouches: [], formerSituation: null, formerAsk: null, formerLeft: [], olderOrders: [], waitingOrders: [], otherCustomers: [], rhythm: aRhythm(),
    nextId: () => `e0000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    now: () => sidebar.session.now,
  }
}
