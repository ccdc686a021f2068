import { readFile } from 'node:fs/promises'
import { type Server, createServer } from 'node:http'
import { createRequire } from 'node:module'
import { listen } from './simulator-fixture.ts'

const require = createRequire(import.meta.url)
const files: Record<string, string> = {
  '/wecom.js': 'node_modules/@wecom/jssdk/dist/wecom.global.js',
  '/weixin.js': 'node_modules/weixin-js-sdk/index.js',
}
/** weixin-js-sdk is a CommonJS module: one line makes it a script. */
const wrappers: Record<string, [string, string]> = { '/wecom.js': ['', ''], '/weixin.js': ['var module = {}; ', '; window.wx = module.exports'] }

/** An app of one page: the two SDKs as they come from npm. Cookies show how the proxy and act-as treat them. */
export async function startSdkPage(): Promise<{ origin: string, close: () => Promise<void>, seen: { url: string, cookie: string, host: string }[] }> {
  const seen: { url: string, cookie: string, host: string }[] = []
  const server: Server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://app').pathname
    seen.push({ url: request.url ?? '', cookie: request.headers.cookie ?? '', host: request.headers.host ?? '' })
    const file = files[path]
    const wrapper = wrappers[path]
    if (file && wrapper) {
      const source = await readFile(require.resolve(`../../${file}`), 'utf8')
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(wrapper[0] + source + wrapper[1])
    }
    if (path === '/plain') return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': 'default-src \'none\'; base-uri \'none\'' }).end('<!doctype html><html lang="zh-CN"><title>x</title><main>words</main></html>')
    const sdk = path === '/old' ? '/weixin.js' : '/wecom.js'
    const page = `<!doctype html><html><head><script src="${sdk}"></script></head><body>app</body></html>`
    return response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(page), 'set-cookie': ['session=abc; Path=/; HttpOnly', 'oauth=xyz; Path=/auth; HttpOnly'],
    }).end(page)
  })
  const origin = await listen(server)
  return {
    origin, seen,
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
