import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { sendPlainPage, type PlainPage } from '../http/plain-page.ts'
import { isPassing, WecomError } from '../wecom/client.ts'
import { sessionClaim, sessionUserId, type SessionClaim } from './cookie.ts'
import { endLogin, identify, startLogin } from './login.ts'
import { customerTarget, type Target } from './targets.ts'
import { endSessions } from './viewer.queries.ts'

/** Log-in over WeCom's OAuth, log-out, and links that lead somewhere. A person is before these pages, so what goes wrong is said in Chinese, as a page. */
export function addAuthRoutes(app: FastifyInstance, context: Context): void {
  const limited = { config: { rateLimit: { max: 120, timeWindow: 60_000 } } }
  app.get('/auth/wecom', limited, (request, reply) => startLogin(context, request, reply, '/'))

  app.get<{ Querystring: { code?: string, state?: string } }>('/auth/wecom/callback', limited, async (request, reply) => {
    const { code, state } = request.query
    if (typeof code !== 'string' || typeof state !== 'string') return sendPlainPage(reply, pages.broken)
    const target = await endLogin(context, request, state)
    if (!target) return sendPlainPage(reply, pages.broken)
    try {
      const identity = await identify(context, code)
      if (identity.kind !== 'member') return sendPlainPage(reply, pages[identity.kind])
      signIn(context, request, identity.claim)
      return reply.header('cache-control', 'no-store').redirect(target, 302)
    }
    catch (error) {
      if (!(error instanceof WecomError)) throw error
      return sendPlainPage(reply, isPassing(error) ? pages.away : error.errcode === 50001 ? pages.domain : pages.broken)
    }
  })

  app.post('/auth/logout', async (request, reply) => {
    const claim = sessionClaim(request)
    if (claim) await endSessions(context.db, claim)
    request.session.delete()
    return reply.code(204).send()
  })
  // Where the app goes after it: `/` would sign in again at once, without a question.
  app.get('/auth/signed-out', limited, (_request, reply) => sendPlainPage(reply, pages.signedOut))

  const goTo = (request: FastifyRequest, reply: FastifyReply, target: Target) =>
    sessionUserId(request) === null ? startLogin(context, request, reply, target) : reply.header('cache-control', 'no-store').redirect(target, 302)
  app.get('/go/today', limited, (request, reply) => goTo(request, reply, '/#/today'))
  app.get<{ Params: { id: string } }>('/go/customer/:id', limited, (request, reply) => {
    const target = customerTarget(request.params.id)
    return target ? goTo(request, reply, target) : sendPlainPage(reply, pages.noTarget)
  })
}

function signIn({ clock }: Context, request: FastifyRequest, { userId, epoch }: SessionClaim): void {
  request.session.regenerate()
  request.session.set('userId', userId)
  request.session.set('epoch', epoch)
  request.session.set('signedInAt', clock.now().getTime())
}

const again = { href: '/auth/wecom', label: '重新登录' }
const pages = {
  broken: { status: 400, title: '登录没有完成', text: '登录链接已失效，或不是在这个窗口里打开的。请重新登录一次。', link: again },
  outsider: { status: 403, title: '只给公司成员使用', text: '你不是这家公司的企业微信成员，不能使用知客。' },
  unknown: { status: 403, title: '还不能使用知客', text: '你的账号不在知客的可见范围内，或已停用。请联系管理员，在企业微信后台把你加入应用的可见范围。' },
  away: { status: 503, title: '暂时连不上企业微信', text: '企业微信没有回应，请稍后再试。', link: again },
  domain: { status: 502, title: '可信域名没有设置好', text: '企业微信不认这个网址。请管理员在应用的「网页授权及JS-SDK」里把它设为可信域名。' },
  signedOut: { status: 200, title: '已退出登录', text: '你在所有设备上的登录都已结束。再打开知客时，企业微信会重新确认是你本人。', link: again },
  noTarget: { status: 404, title: '没有这位客户', text: '链接不完整，请从企业微信里重新打开。', link: { href: '/', label: '打开知客' } },
} as const satisfies Record<string, PlainPage>
