import Fastify from 'fastify'
import { addSession, sessionCookie } from '../../server/session/cookie.ts'
import { systemClock } from '../../server/time.ts'
import { sealCallback } from '../../server/wecom/callback-crypto.ts'
import { aBigCompany, benchPlatform, type BenchPlatform } from '../support/bench-platform.ts'

const customers = 1000
const rate = 200
const adds = 20

/**
 * Latency of callbacks at 200 a second beside an empty route of the same server at the same rate, in turns in one run; and the time from a
 * callback to the customer in GET sidebar, at rest and while 200 callbacks a second come in and are worked through. The requests are sent
 * by the clock, whether answered or not, and their time counts from when they were due. Server, platform and load share this machine.
 * `--seconds N`: length of a turn.
 */
export async function run(args: string[]): Promise<void> {
  const seconds = Number(args[args.indexOf('--seconds') + 1]) || 5
  const bench = await benchPlatform(() => aBigCompany({ customers, reps: 1 }))
  try {
    await bench.startServer()
    const cookie = await cookieOf(bench)
    const quiet = await timesToBeSeen(bench, cookie)
    const figures = { empty: [] as number[], callback: [] as number[] }
    for (let round = 0; round < 3; round += 1) {
      const empty = await atRate(seconds, () => post(`${bench.serverUrl}/bench/empty`, '<xml></xml>'))
      const callback = await atRate(seconds, index => edited(bench, round * rate * seconds + index))
      // The first round warms plans and code.
      if (round > 0) figures.empty.push(...empty)
      if (round > 0) figures.callback.push(...callback)
    }
    let isOver = false
    const load = atRate(10, index => edited(bench, 1_000_000 + index)).finally(() => { isOver = true })
    const busy = await timesToBeSeen(bench, cookie, () => isOver)
    await load
    report(figures, { quiet, busy })
  }
  finally {
    await bench.close()
  }
}

/** Milliseconds of each request from when it was due to its answer. Throws when one was not answered with 200. */
async function atRate(seconds: number, send: (index: number) => Promise<number>): Promise<number[]> {
  const begin = performance.now()
  return Promise.all(Array.from({ length: rate * seconds }, async (_, index) => {
    const due = begin + index * 1000 / rate
    await new Promise(done => setTimeout(done, due - performance.now()))
    const status = await send(index)
    if (status !== 200) throw new Error(`answered with ${status}`)
    return performance.now() - due
  }))
}

async function post(url: string, body: string): Promise<number> {
  const reply = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })
  await reply.arrayBuffer()
  return reply.status
}

/** The platform tells that a remark was changed: each such message is another one, and is worked through with a look at the platform. */
async function edited({ config: { wecom }, serverUrl }: BenchPlatform, index: number): Promise<number> {
  const time = String(1_700_000_000 + index)
  const xml = `<xml><ToUserName>${wecom.corpId}</ToUserName><FromUserName>sys</FromUserName><CreateTime>${time}</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType>`
    + `<UserID>rep-0</UserID><ExternalUserID>wmBulk${String(index % customers).padStart(7, '0')}</ExternalUserID></xml>`
  const sealed = sealCallback({ token: wecom.callbackToken, aesKey: wecom.callbackAesKey, receiver: wecom.corpId }, xml, { timestamp: time, nonce: String(index), random16: Buffer.alloc(16, index % 256) })
  return post(`${serverUrl}/wecom/callback?msg_signature=${sealed.signature}&timestamp=${time}&nonce=${index}`, `<xml><ToUserName>${wecom.corpId}</ToUserName><Encrypt>${sealed.encrypt}</Encrypt></xml>`)
}

let added = 0
/** From the add in WeCom (the simulator sends its callback) until the sidebar answers, one customer after the other; `isOver` ends it early. */
async function timesToBeSeen({ simulator, serverUrl }: BenchPlatform, cookie: string, isOver = () => false): Promise<number[]> {
  const times: number[] = []
  for (let count = 0; count < adds && !isOver(); count += 1) {
    const id = `wmAdded${String(added += 1).padStart(5, '0')}`
    const begin = performance.now()
    await simulator.emit({ kind: 'customer-added', userid: 'rep-0', external_userid: id, name: '小满', state: 'live-room' })
    while ((await fetch(`${serverUrl}/api/customers/${id}/sidebar`, { headers: { cookie } })).status !== 200) await new Promise(done => setTimeout(done, 10))
    times.push(performance.now() - begin)
  }
  return times
}

/** A session of rep-0, sealed with the server's key. */
async function cookieOf({ config, dataKey }: BenchPlatform): Promise<string> {
  const app = Fastify()
  await addSession(app, { ...config, sessionKey: dataKey })
  await app.ready()
  const value = app.encodeSecureSession(app.createSecureSession({ userId: 'rep-0', signedInAt: systemClock.now().getTime() }))
  await app.close()
  return `${sessionCookie}=${encodeURIComponent(value)}`
}

function report({ empty, callback }: { empty: number[], callback: number[] }, { quiet, busy }: { quiet: number[], busy: number[] }): void {
  const at = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
  const line = (name: string, values: readonly number[]): string => `${name.padEnd(34)} ${[0.5, 0.95, 0.99].map(share => at(values, share).toFixed(1).padStart(8)).join(' ')} ms`
  const ratio = (share: number): string => (at(callback, share) / at(empty, share)).toFixed(1)
  process.stdout.write(`${[
    `callbacks: ${rate} a second, each worked through with a look at the platform; p50, p95, p99`,
    line('empty route', empty), line('POST /wecom/callback', callback), `callback ÷ empty route               ${[0.5, 0.95, 0.99].map(share => ratio(share).padStart(8)).join(' ')}`,
    `from the add in WeCom to the sidebar; p50, p95, p99 (aim: 2000 ms)`,
    line(`at rest (${quiet.length})`, quiet), line(`beside ${rate} a second (${busy.length})`, busy),
  ].join('\n')}\n`)
}
