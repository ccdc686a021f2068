import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'

const style = 'body{margin:0;padding:3rem 1.5rem;font:16px/1.6 system-ui,sans-serif;color:#222;background:#fff}main{max-width:28rem;margin:0 auto}h1{font-size:1.25rem}a{color:#07689f;display:inline-block;padding:.7rem 0}'
  + '@media(prefers-color-scheme:dark){body{color:#ddd;background:#1c1c1e}a{color:#6cb7e6}}'
const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`

export interface PlainPage { status: number, title: string, text: string, link?: { href: string, label: string } }

/** A page of words, for what goes wrong before the app is there. No text comes from outside. */
export function sendPlainPage(reply: FastifyReply, { status, title, text, link }: PlainPage): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store')
    .header('content-security-policy', `default-src 'none'; style-src ${styleHash}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`)
    .send(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>`
      + `<style>${style}</style><main><h1>${title}</h1><p>${text}</p>${link ? `<a href="${link.href}">${link.label}</a>` : ''}</main></html>`)
}
