import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { constants } from 'node:zlib'
import type { Config } from '../config.ts'
import { sessionUserId } from '../session/cookie.ts'

interface PageHashes { scripts: string[], styles: string[] }

/** Headers of every reply: what a page of ours may load and who may frame it, no guessing of types, no foreign embedding; personal replies are never kept. */
export async function addSecurityHeaders(app: FastifyInstance, config: Pick<Config, 'publicUrl'>, distDir: string): Promise<void> {
  const { scripts, styles } = readHashes(join(distDir, 'csp.json'))
  const isHttps = config.publicUrl.startsWith('https:')
  const quoted = (hashes: readonly string[]): string[] => hashes.map(hash => `'${hash}'`)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ['\'none\''],
        'script-src': ['\'self\'', ...quoted(scripts)],
        'style-src': ['\'self\'', ...quoted(styles)],
        // Styles set on elements by a template's markup (a width in per cent); they can load nothing.
        'style-src-attr': ['\'unsafe-inline\''],
        'img-src': ['\'self\'', 'https:', 'data:', 'blob:'],
        'font-src': ['\'self\'', 'data:'],
        'media-src': ['\'self\'', 'https:', 'blob:'],
        'connect-src': ['\'self\''],
        'manifest-src': ['\'self\''],
        'base-uri': ['\'none\''],
        'form-action': ['\'self\''],
        'frame-ancestors': ['\'self\''],
        ...(isHttps && { 'upgrade-insecure-requests': [] }),
      },
    },
    hsts: isHttps ? { maxAge: 180 * 24 * 3600, includeSubDomains: false } : false,
    // Not no-referrer: with it a same-origin form post carries `Origin: null`, which the origin check refuses.
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'sameorigin' },
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (/^\/(api|auth|go|healthz|readyz|metrics)\b/.test(request.routeOptions.url ?? request.url) && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    done()
  })
}

/** Brotli and gzip for replies made on the way; a fast level, they are small. */
export async function addCompression(app: FastifyInstance): Promise<void> {
  await app.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'], brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } } })
}

/**
 * Per member, or per address before the log-in. Far above what a hand can do; 0 in the configuration turns it off. The app's own files don't count:
 * one opening without a cache asks for some hundred of them, and refusing one leaves a broken page.
 */
export async function addRateLimit(app: FastifyInstance, { requestsPerMinute = 1200 }: Pick<Config, 'requestsPerMinute'>): Promise<void> {
  if (requestsPerMinute === 0) return
  await app.register(rateLimit, {
    max: requestsPerMinute, timeWindow: 60_000, keyGenerator: request => sessionUserId(request) ?? request.ip, allowList: request => request.url.startsWith('/assets/'),
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  })
}

/** Hashes of the inline scripts and styles, written by the build beside the page. */
function readHashes(file: string): PageHashes {
  if (!existsSync(file)) return { scripts: [], styles: [] }
  const { scripts = [], styles = [] } = JSON.parse(readFileSync(file, 'utf8')) as Partial<PageHashes>
  return { scripts, styles }
}
