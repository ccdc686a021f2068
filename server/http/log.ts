import Fastify, { type FastifyBaseLogger } from 'fastify'

/** JSON lines on standard output: kinds, counts and ids of requests; no names, phones, message texts, tokens or addresses with ids. */
export function createLog(level: string, stream?: { write: (line: string) => void }): FastifyBaseLogger {
  return Fastify({ logger: { level, base: null, redact: { paths: ['*.authorization', '*.cookie', '*.access_token', '*.corpsecret'], remove: true }, ...(stream && { stream }) } }).log
}
