import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { ContextQuery, createContext, pageContext } from './bridge/context.ts'
import { memberCookie } from './oauth.ts'
import { type Platform } from './platform.ts'
import { type Proxy } from './proxy.ts'

const ownPath = '/simulator'

/** Who holds the client, and the web view that they open. */
export function registerFrame(app: FastifyInstance, platform: Platform, proxy: Proxy): void {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>()

  typed.get('/simulator/act-as/:userId', { schema: { params: Type.Object({ userId: Type.String() }) } }, async (request, reply) => {
    const { userId } = request.params
    const member = platform.members.get(userId.toLowerCase())
    if (!member && !userId.startsWith('external:')) return reply.code(404).type('text/html; charset=utf-8').send(page(`没有成员 ${escaped(userId)}`))
    actAs(member?.userid ?? userId, proxy, request, reply)
    return reply.type('text/html; charset=utf-8').send(page(`现在登录的是 ${escaped(member?.name ?? userId)}（${escaped(userId)}） <a href="/">打开应用</a> <a href="/simulator/">模拟器</a>`))
  })

  typed.get('/simulator/frame', { schema: { querystring: ContextQuery } }, async (request, reply) => {
    const member = platform.members.get(request.query.member.toLowerCase())
    if (!member) return reply.code(404).type('text/html; charset=utf-8').send(page(`没有成员 ${escaped(request.query.member)}`))
    actAs(member.userid, proxy, request, reply)
    const context = createContext(platform, request.query, false)
    await platform.commit()
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(openingPage(pageContext(context)))
  })

  /** The picture behind a contact way's address; who scans it is `POST /simulator/events` with its `config_id`. */
  typed.get('/simulator/qr/:id', { schema: { params: Type.Object({ id: Type.String() }) } }, async (request, reply) => {
    const way = platform.contactWays.get(request.params.id)
    if (!way) return reply.code(404).type('text/html; charset=utf-8').send(page('没有这个联系我'))
    const label = escaped(way.state || way.remark || way.config_id)
    return reply.type('image/svg+xml').send(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><rect width="200" height="200" fill="#fff" stroke="#2b6de5" stroke-width="8"/><text x="100" y="105" font-size="16" text-anchor="middle">${label}</text></svg>`)
  })

  /** What uploadimg gave an address to. */
  typed.get('/simulator/pictures/:id', { schema: { params: Type.Object({ id: Type.String() }) } }, async (request, reply) => {
    const picture = platform.pictures.get(request.params.id)
    if (!picture) return reply.code(404).type('text/html; charset=utf-8').send(page('没有这张图片'))
    return reply.type(picture.contentType).send(Buffer.from(picture.base64, 'base64'))
  })

  /** The shell's way: it puts the context on the frame's element itself, and is asked before a message goes out. */
  typed.post('/simulator/contexts', { schema: { body: ContextQuery } }, async (request, reply) => {
    const member = platform.members.get(request.body.member.toLowerCase())
    if (!member) return reply.code(400).send({ message: `There is no member ${request.body.member}.` })
    if (request.cookies[memberCookie] !== member.userid) actAs(member.userid, proxy, request, reply)
    const context = createContext(platform, request.body, true)
    await platform.commit()
    return pageContext(context)
  })
}

/** Each member has a cookie jar of their own on the platform: what the app had set for the former one goes. */
function actAs(userid: string, proxy: Proxy, request: FastifyRequest, reply: FastifyReply): void {
  const sent = Object.keys(request.cookies).filter(name => name !== memberCookie).map(name => ({ name, path: '/' }))
  const distinct = new Map([...sent, ...proxy.seenCookies()].map(cookie => [`${cookie.name} ${cookie.path}`, cookie]))
  for (const { name, path } of distinct.values()) reply.clearCookie(name, { path })
  reply.setCookie(memberCookie, userid, { path: ownPath, httpOnly: true, sameSite: 'lax' })
}

/** The context goes into this tab's own session storage, so that several tabs may look at several customers. */
function openingPage(context: object): string {
  const carried = JSON.stringify(JSON.stringify(context)).replaceAll('<', '\\u003c')
  return page(`<script>sessionStorage.setItem('simulator-context', ${carried}); location.replace('/')</script>`)
}

function page(body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>企业微信模拟器</title></head><body>${body}</body></html>`
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
