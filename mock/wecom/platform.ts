import { createHash } from 'node:crypto'
import { secondsOf, type SimulatedClock } from './clock.ts'
import { Collection } from './collection.ts'
import {
  type ChatMessage, type Company, type CorpSettings, type CorpTagGroup, type Department, type ExternalContact, type Follow, type GroupChat, type Member,
} from './company.ts'
import { type BridgeContext } from './bridge/context.ts'
import { type Faults, noFaults } from './faults.ts'
import { Journal } from './journal.ts'
import {
  type AccessToken, type AppMessage, type ContactWay, type MassMessage, type Media, type OauthCode, type Picture, type Ticket, type Transfer, type UserTicket, type WelcomeCode,
} from './platform-records.ts'
import { type EntityChange, type SimulatorStore } from './store.ts'

export interface PlatformOptions {
  corp: CorpSettings
  company: () => Company
  store: SimulatorStore
  clock: SimulatedClock
  ids: () => string
}

/** The simulated platform's memory: the company and what the platform gave out. `commit` before anybody is answered. */
export class Platform {
  readonly corp: CorpSettings
  readonly clock: SimulatedClock
  readonly ids: () => string
  readonly journal = new Journal()
  faults: Faults = noFaults()

  readonly #store: SimulatorStore
  #pending: EntityChange[] = []
  #saved: Promise<void> = Promise.resolve()

  readonly departments = this.#collection<Department>('department', d => String(d.id))
  readonly members = this.#collection<Member>('member', m => m.userid.toLowerCase())
  readonly contacts = this.#collection<ExternalContact>('contact', c => c.external_userid)
  readonly follows = this.#collection<Follow>('follow', f => followKey(f.userid, f.external_userid), [f => f.userid, f => f.external_userid])
  readonly tagGroups = this.#collection<CorpTagGroup>('tag-group', g => g.group_id)
  readonly messages = this.#collection<ChatMessage>('message', m => m.id, [m => followKey(m.userid, m.external_userid), m => m.external_userid])
  readonly groupChats = this.#collection<GroupChat>('group-chat', g => g.chat_id)
  readonly tokens = this.#collection<AccessToken>('token', t => t.token)
  readonly tickets = this.#collection<Ticket>('ticket', t => t.ticket)
  readonly codes = this.#collection<OauthCode>('oauth-code', c => c.code)
  readonly userTickets = this.#collection<UserTicket>('user-ticket', t => t.ticket)
  readonly welcomeCodes = this.#collection<WelcomeCode>('welcome-code', w => w.code)
  readonly contactWays = this.#collection<ContactWay>('contact-way', w => w.config_id)
  readonly massMessages = this.#collection<MassMessage>('mass-message', m => m.msgid)
  readonly transfers = this.#collection<Transfer>('transfer', t => t.id, [t => t.external_userid])
  readonly appMessages = this.#collection<AppMessage>('app-message', m => m.msgid)
  readonly media = this.#collection<Media>('media', m => m.media_id)
  readonly pictures = this.#collection<Picture>('picture', p => p.id)

  readonly contexts = this.#collection<BridgeContext>('bridge-context', c => c.id)
  /** What setClipboardData put there, by web view. */
  readonly clipboards = new Map<string, string>()

  private constructor({ corp, store, clock, ids }: PlatformOptions) {
    this.corp = corp
    this.clock = clock
    this.ids = ids
    this.#store = store
  }

  static async open(options: PlatformOptions): Promise<Platform> {
    const platform = new Platform(options)
    const stored = await options.store.load()
    if (stored) platform.#restore(stored)
    else {
      platform.#fill(options.company())
      await platform.commit()
    }
    return platform
  }

  /** Resolves once every change so far is kept. */
  async commit(): Promise<void> {
    const batch = this.#pending
    this.#pending = []
    if (batch.length > 0) {
      const copy = structuredClone(batch)
      this.#saved = this.#saved.then(() => this.#store.save(copy))
    }
    await this.#saved
  }

  /** The company's own limits, or what a fault put in their place. */
  get limits(): Pick<CorpSettings, 'callsPerMinute' | 'customerLimit' | 'massMessageRule' | 'messagesPerMinute' | 'memberCustomerLimit'> {
    return { ...this.corp, ...this.faults.limits }
  }

  get nowSeconds(): number {
    return secondsOf(this.clock)
  }

  /** An id that looks like the platform's: letters and digits, from the injected source. */
  newId(prefix: string, length = 32): string {
    const letters = createHash('sha256').update(this.ids()).digest('base64url').replace(/[-_]/g, 'A')
    return (prefix + letters).slice(0, length)
  }

  /** A share of 0–1 for what happens by chance, from the injected source. */
  chance(): number {
    return createHash('sha256').update(this.ids()).digest().readUInt32BE(0) / 2 ** 32
  }

  company(): Company {
    return structuredClone({
      departments: this.departments.all(),
      members: this.members.all(),
      contacts: this.contacts.all(),
      follows: this.follows.all(),
      tagGroups: this.tagGroups.all(),
      messages: this.messages.all(),
      groupChats: this.groupChats.all(),
    })
  }

  #collection<T extends object>(kind: string, keyOf: (item: T) => string, indexes: ((item: T) => string)[] = []): Collection<T> {
    return new Collection<T>(kind, keyOf, change => this.#pending.push(change), indexes)
  }

  #fill(company: Company): void {
    const { departments, members, contacts, follows, tagGroups, messages, groupChats = [] } = structuredClone(company)
    departments.forEach(item => this.departments.put(item))
    members.forEach(item => this.members.put(item))
    contacts.forEach(item => this.contacts.put(item))
    follows.forEach(item => this.follows.put(item))
    tagGroups.forEach(item => this.tagGroups.put(item))
    messages.forEach(item => this.messages.put(item))
    groupChats.forEach(item => this.groupChats.put(item))
  }

  #restore(stored: { kind: string, body: unknown }[]): void {
    const collections = Object.values(this).filter(value => value instanceof Collection) as Collection<object>[]
    const byKind = new Map(collections.map(collection => [collection.kind, collection]))
    for (const { kind, body } of stored) byKind.get(kind)?.restore(body as object)
  }
}

export function followKey(userid: string, externalUserid: string): string {
  return `${userid.toLowerCase()} ${externalUserid}`
}
