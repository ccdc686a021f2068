/** What happened at the platform's doors, newest last: to be watched in the shell and asserted in tests. Kept in memory only. */
export interface ApiCallEntry { at: string, method: string, path: string, errcode: number | 'timeout', ip: string, body: unknown }
export interface CallbackEntry {
  at: string
  event: string
  changeType: string
  userid: string
  external_userid: string
  /** Of a group, a tag or a department: its id. */
  subject: string
  /** HTTP status of each try; 'timeout' or 'unreachable' where there was none. */
  tries: (number | 'timeout' | 'unreachable')[]
  fate: 'delivered' | 'given-up' | 'dropped' | 'under-way'
}
export interface BridgeEntry { at: string, member: string, name: string, params: unknown, result: unknown }

const longest = 500

export class Journal {
  readonly calls: ApiCallEntry[] = []
  /** By path, since the start. */
  readonly callCounts = new Map<string, number>()
  readonly callbacks: CallbackEntry[] = []
  readonly bridge: BridgeEntry[] = []

  call(entry: ApiCallEntry): void {
    this.callCounts.set(entry.path, (this.callCounts.get(entry.path) ?? 0) + 1)
    keep(this.calls, entry)
  }

  callback(entry: CallbackEntry): CallbackEntry {
    keep(this.callbacks, entry)
    return entry
  }

  invoked(entry: BridgeEntry): void {
    keep(this.bridge, entry)
  }
}

function keep<T>(list: T[], entry: T): void {
  list.push(entry)
  if (list.length > longest) list.splice(0, list.length - longest)
}
