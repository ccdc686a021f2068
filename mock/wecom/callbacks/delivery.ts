import { createHash } from 'node:crypto'
import { type CallbackEntry } from '../journal.ts'
import { type Platform } from '../platform.ts'
import { encryptMessage, signatureOf } from './crypto.ts'
import { cdata, eventXml, type EventField } from './xml.ts'

/** The platform disconnects after 5 s and tries three times in all; anything but 200 is a failure (wecom.md §3). */
const tries = 3
/** A re-ordered callback arrives after the next one, or so late when there is none. */
const longestHeldMs = 2000

export interface CallbackDelivery {
  /** Queues one event; it goes out in its own time. */
  fire(fields: EventField[]): void
  /** Resolves when nothing is under way any more; what was held back to be late goes out first. */
  settled(): Promise<void>
  /** Ends what is under way, as the platform's machine being switched off. */
  close(): Promise<void>
}

export function createDelivery(platform: Platform, { url, timeoutMs, retryMs }: { url: string, timeoutMs: number, retryMs: number }): CallbackDelivery {
  const stop = new AbortController()
  let heldBack: (() => Promise<void>)[] = []
  let queue: Promise<void> = Promise.resolve()

  const enqueue = (work: () => Promise<void>): void => { queue = queue.then(work).catch(() => {}) }
  const releaseHeld = (): void => {
    const late = heldBack
    heldBack = []
    late.forEach(enqueue)
  }

  return {
    fire(fields) {
      const xml = eventXml(platform.corp.corpId, platform.nowSeconds, fields)
      const entry = platform.journal.callback(entryOf(platform, fields))
      const { drop, duplicate, reorder } = platform.faults.callbacks
      if (platform.chance() < drop) {
        entry.fate = 'dropped'
        return
      }
      const send = (): Promise<void> => deliver(platform, xml, entry, { url, timeoutMs, retryMs, signal: stop.signal })
      if (platform.chance() < reorder) {
        heldBack.push(send)
        setTimeout(releaseHeld, longestHeldMs).unref()
        return
      }
      enqueue(send)
      if (platform.chance() < duplicate) enqueue(send)
      releaseHeld()
    },
    async settled() {
      releaseHeld()
      await queue
    },
    async close() {
      stop.abort()
      await queue
    },
  }
}

function entryOf(platform: Platform, fields: EventField[]): CallbackEntry {
  const named = Object.fromEntries(fields)
  const value = (name: string): string => String(named[name] ?? '')
  return {
    at: platform.clock.now().toISOString(),
    event: value('Event'), changeType: value('ChangeType'), userid: value('UserID'), external_userid: value('ExternalUserID'), subject: value('ChatId') || value('Id'),
    tries: [], fate: 'under-way',
  }
}

interface Way { url: string, timeoutMs: number, retryMs: number, signal: AbortSignal }

async function deliver(platform: Platform, xml: string, entry: CallbackEntry, way: Way): Promise<void> {
  const { address, body } = sealed(platform, xml, way.url)
  for (let attempt = 0; attempt < tries && !way.signal.aborted; attempt += 1) {
    if (attempt > 0) await pause(way.retryMs, way.signal)
    const outcome = await post(address, body, way)
    entry.tries.push(outcome)
    if (outcome === 200) {
      entry.fate = 'delivered'
      return
    }
  }
  if (entry.fate === 'under-way') entry.fate = 'given-up'
}

/** Encrypted and signed anew for each event; the tries of one event carry the same bytes. */
function sealed(platform: Platform, xml: string, url: string): { address: string, body: string } {
  const { corpId, agentId, token, encodingAesKey } = platform.corp
  const random = createHash('sha256').update(platform.ids()).digest()
  const encrypted = encryptMessage(encodingAesKey, xml, corpId, random.subarray(0, 16))
  const timestamp = String(platform.nowSeconds)
  const nonce = String(random.readUInt32BE(16))
  const address = new URL(url)
  address.searchParams.set('msg_signature', signatureOf(token, timestamp, nonce, encrypted))
  address.searchParams.set('timestamp', timestamp)
  address.searchParams.set('nonce', nonce)
  return { address: address.toString(), body: `<xml><ToUserName>${cdata(corpId)}</ToUserName><Encrypt>${cdata(encrypted)}</Encrypt><AgentID>${cdata(agentId)}</AgentID></xml>` }
}

async function post(address: string, body: string, { timeoutMs, signal }: Way): Promise<number | 'timeout' | 'unreachable'> {
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'text/xml' }, body, signal: AbortSignal.any([limit, signal]) })
    await response.arrayBuffer()
    return response.status
  }
  catch {
    return limit.aborted ? 'timeout' : 'unreachable'
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve() }, { once: true })
  })
}
