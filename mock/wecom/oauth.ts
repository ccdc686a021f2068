import { type FastifyInstance } from 'fastify'
import { type CorpSettings } from './company.ts'
import { PlatformError } from './platform-error.ts'
import { type Platform } from './platform.ts'
import { isVisible } from './visibility.ts'

const codeLifeSeconds = 300
export const memberCookie = 'simulator_member'

interface AuthorizeQuery { appid?: string, redirect_uri?: string, response_type?: string, scope?: string, state?: string, agentid?: string }

/**
 * https://open.weixin.qq.com/connect/oauth2/authorize (wecom.md §2.3). Who is logged in is the cookie that act-as sets.
 * A refusal is a page for the person, as on the platform; an allowed one goes back with a code. `as=external:wm…` in the
 * cookie stands for somebody who is no member.
 */
export function registerOauth(app: FastifyInstance, platform: Platform, prefix: string): void {
  app.get<{ Querystring: AuthorizeQuery }>(`${prefix}/connect/oauth2/authorize`, async (request, reply) => {
    const { redirect_uri: redirectUri = '', state = '', scope = 'snsapi_base' } = request.query
    try {
      const userid = request.cookies[memberCookie] ?? ''
      check(platform, request.query, userid)
      const code = platform.newId('', 43)
      const isExternal = userid.startsWith('external:')
      platform.codes.put({
        code, userid: userid.replace(/^external:/, ''), isExternal, isUsed: false,
        scope: scope as 'snsapi_base' | 'snsapi_privateinfo', expiresAt: platform.nowSeconds + codeLifeSeconds,
      })
      await platform.commit()
      const target = new URL(redirectUri)
      target.searchParams.set('code', code)
      if (state) target.searchParams.set('state', state)
      return reply.redirect(target.toString(), 302)
    }
    catch (error) {
      if (!(error instanceof PlatformError)) throw error
      return reply.code(200).type('text/html; charset=utf-8').send(refusal(error))
    }
  })
}

function check(platform: Platform, query: AuthorizeQuery, userid: string): void {
  const { appid, redirect_uri: redirectUri = '', response_type: responseType, scope = '', state = '', agentid = '' } = query
  if (appid !== platform.corp.corpId) throw new PlatformError(40013, 'appid 参数错误')
  if (responseType !== 'code') throw new PlatformError(40035, 'response_type 参数错误')
  if (scope !== 'snsapi_base' && scope !== 'snsapi_privateinfo') throw new PlatformError(40035, 'scope 参数错误')
  if (!/^[a-zA-Z0-9]*$/.test(state) || state.length > 128) throw new PlatformError(40035, 'state 参数错误')
  if (!isTrustedUrl(platform.corp, redirectUri)) throw new PlatformError(50001, 'redirect_uri 与配置的授权完成回调域名不一致')
  if (agentid !== '' && agentid !== platform.corp.agentId) throw new PlatformError(40056, 'agentid 参数错误')
  if (scope === 'snsapi_privateinfo' && agentid === '') throw new PlatformError(40056, 'snsapi_privateinfo 必须填写 agentid')
  if (userid === '') throw new PlatformError(40003, '没有人登录这个模拟客户端：请先打开 /simulator/ 选择一个成员')
  if (userid.startsWith('external:')) return
  const member = platform.members.get(userid.toLowerCase())
  if (!member || member.status !== 1) throw new PlatformError(60111, '成员不存在或已离职')
  if (scope === 'snsapi_privateinfo' && !isVisible(platform, member)) throw new PlatformError(60011, '成员不在应用可见范围内')
}

/** The host must be a trusted domain exactly, its port included; loopback with a port is the one exception that the simulator makes. */
function isTrustedUrl(corp: CorpSettings, address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false
  return corp.trustedDomains.includes(url.host)
}

function refusal({ message, errcode }: PlatformError): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>无法访问</title><body data-errcode="${errcode}"><h1>无法访问</h1><p>${message}</p><p>错误码：${errcode}</p></body></html>`
}
