import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type Faults } from './faults.ts'

const hopByHop = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade']
const bridgeTag = '<script src="/simulator/bridge.js"></script>'

/** A cookie that the app set in this simulated client. */
export interface SeenCookie { name: string, path: string }

export interface Proxy {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Cookies the app has set through this proxy: act-as must clear them. */
  seenCookies(): SeenCookie[]
}

/**
 * Hands on everything that is not the simulator's to the Zhike server, as the way from a client to it: the Host stays,
 * bodies stream both ways. HTML gets the bridge as the very first thing in its head, where the real client puts its own.
 */
export function createProxy(upstream: string, faults: () => Faults): Proxy {
  const cookies = new Map<string, SeenCookie>()
  return {
    seenCookies: () => [...cookies.values()],
    handle(request, response) {
      const { server } = faults()
      if (server === 'unreachable') return void request.socket.destroy()
      if (server === 'away') return badGateway(response)
      const outgoing = open(upstream, request)
      outgoing.on('response', (incoming) => {
        for (const cookie of incoming.headers['set-cookie'] ?? []) remember(cookies, cookie)
        if (isHtml(incoming)) void insertBridge(incoming, response, request.method === 'HEAD').catch(() => response.destroy())
        else {
          response.writeHead(incoming.statusCode ?? 502, endToEnd(incoming.headers))
          incoming.pipe(response)
          incoming.on('error', () => response.destroy())
        }
      })
      outgoing.on('error', () => response.headersSent ? response.destroy() : badGateway(response))
      response.on('close', () => outgoing.destroy())
      request.pipe(outgoing)
    },
  }
}

function open(upstream: string, request: IncomingMessage): ReturnType<typeof httpRequest> {
  const base = new URL(upstream)
  const headers = endToEnd(request.headers)
  headers['x-forwarded-for'] = [request.headers['x-forwarded-for'], request.socket.remoteAddress].flat().filter(Boolean).join(', ')
  headers['x-forwarded-proto'] = request.headers['x-forwarded-proto'] ?? 'http'
  headers['x-forwarded-host'] = request.headers.host
  if (wantsHtml(request)) {
    headers['accept-encoding'] = 'identity'
    delete headers.range
  }
  const send = base.protocol === 'https:' ? httpsRequest : httpRequest
  return send({ protocol: base.protocol, hostname: base.hostname, port: base.port, method: request.method, path: request.url, headers, setHost: false })
}

/** A navigation says so; what says nothing is asked for as a person would (curl, tests). */
function wantsHtml(request: IncomingMessage): boolean {
  return request.headers['sec-fetch-mode'] === 'navigate' || (request.headers.accept ?? '').includes('text/html')
}

function isHtml(incoming: IncomingMessage): boolean {
  return (incoming.headers['content-type'] ?? '').startsWith('text/html') && !incoming.headers['content-encoding'] && ![204, 304].includes(incoming.statusCode ?? 0)
}

async function insertBridge(incoming: IncomingMessage, response: ServerResponse, isHead: boolean): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const page = withBridge(Buffer.concat(chunks).toString('utf8'))
  const headers = endToEnd(incoming.headers)
  const policy = headers['content-security-policy']
  if (typeof policy === 'string') headers['content-security-policy'] = withBridgeAllowed(policy)
  if (!isHead) headers['content-length'] = Buffer.byteLength(page)
  else delete headers['content-length']
  response.writeHead(incoming.statusCode ?? 200, headers)
  response.end(isHead ? undefined : page)
}

/**
 * The real client puts its bridge in behind the page's policy; ours comes by a script and fetches, so a page that allows neither
 * (the server's plain pages) is let have these two, of the simulator's own origin, on the way to the simulated client.
 */
export function withBridgeAllowed(policy: string): string {
  const directives = policy.split(';').map(directive => directive.trim().split(/\s+/)).filter(([name]) => name)
  const sourcesOf = (name: string): string[] | undefined => directives.find(([its]) => its === name)?.slice(1)
  for (const name of ['script-src', 'connect-src']) {
    const sources = sourcesOf(name) ?? sourcesOf('default-src')
    if (!sources || sources.includes('\'self\'')) continue
    const rest = directives.filter(([its]) => its !== name)
    directives.splice(0, directives.length, ...rest, [name, ...sources.filter(source => source !== '\'none\''), '\'self\''])
  }
  return directives.map(directive => directive.join(' ')).join('; ')
}

/** First in `<head>`; a page without one gets it before everything else but the doctype. */
export function withBridge(page: string): string {
  const head = /<head(\s[^>]*)?>/i.exec(page)
  const at = head ? head.index + head[0].length : (/^\s*<!doctype[^>]*>/i.exec(page)?.[0].length ?? 0)
  return page.slice(0, at) + bridgeTag + page.slice(at)
}

function endToEnd(headers: IncomingMessage['headers']): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map(name => name.trim().toLowerCase())
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name) && !named.includes(name)))
}

function remember(cookies: Map<string, SeenCookie>, line: string): void {
  const name = line.split('=', 1)[0]?.trim() ?? ''
  const path = /;\s*path=([^;]+)/i.exec(line)?.[1]?.trim() ?? '/'
  cookies.set(`${name} ${path}`, { name, path })
}

function badGateway(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end('<html><body><h1>502 Bad Gateway</h1></body></html>')
}
