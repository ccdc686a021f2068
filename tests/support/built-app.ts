import { cpSync, existsSync, readFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '../..')
const builtByDefault = resolve(root, 'dist/app')
const contentTypes: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8' }

/** Answers of the API: a path gives a status and a body. Undefined: 404. */
type Answer = { status?: number, body: unknown } | undefined
export type Answers = (method: string, path: string, body: string) => Answer | Promise<Answer>

interface Page { built: string, signature: unknown }

export const testSignature = { corpId: 'wwtest', agentId: '1000002', timestamp: 1_770_000_000, nonceStr: 'n', signature: 's', expiresAt: '2026-05-15T08:00:00.000Z' }

/** Builds the app for production into `folder` (some seconds). */
export async function buildApp(folder: string): Promise<void> {
  const environment = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [resolve(root, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'], { cwd: root, env: environment })
}

/** Builds dist/app unless it is made from these sources, and copies it: a build in the meantime must not change the page under a test. */
export async function copyBuiltApp(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', resolve(root, 'mock/demo/build.ts')], { cwd: root })
  cpSync(builtByDefault, folder, { recursive: true })
}

/** Serves dist/app as the server does (signature into the HTML, hashes in the CSP), with canned answers. The caller closes it. */
export async function serveBuiltApp(answers: Answers, built = builtByDefault, signature: unknown = testSignature): Promise<{ url: string, close: () => Promise<void> }> {
  const server = createServer((request, response) => void answer(request, response, answers, { built, signature }))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => closed(server) }
}

async function answer(request: IncomingMessage, response: ServerResponse, answers: Answers, { built, signature }: Page): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  if (path === '/') return page(response, { built, signature })
  if (path.startsWith('/api/') || path.startsWith('/auth/')) {
    let body = ''
    for await (const piece of request) body += String(piece)
    const given = await answers(request.method ?? 'GET', request.url ?? '/', body) ?? { status: 404, body: { code: 'not-found', message: '没有' } }
    response.writeHead(given.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(given.body))
    return
  }
  const file = resolve(built, `.${path}`)
  if (!file.startsWith(built) || !existsSync(file)) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': contentTypes[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file))
}

function page(response: ServerResponse, { built, signature }: Page): void {
  const { scripts, styles } = JSON.parse(readFileSync(resolve(built, 'csp.json'), 'utf8')) as { scripts: string[], styles: string[] }
  const quoted = (hashes: string[]) => hashes.map(hash => `'${hash}'`).join(' ')
  const csp = `default-src 'self'; script-src 'self' ${quoted(scripts)}; style-src 'self' ${quoted(styles)}; img-src 'self' https: data:; object-src 'none'; base-uri 'none'`
  const html = readFileSync(resolve(built, 'index.html'), 'utf8')
    .replace('id="agent-signature">null<', () => `id="agent-signature">${JSON.stringify(signature)}<`)
  response.writeHead(200, { 'content-type': contentTypes['.html'], 'content-security-policy': csp }).end(html)
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(done => server.close(() => done()))
}
