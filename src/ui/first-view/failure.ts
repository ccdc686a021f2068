import type { Failure } from './failure-kinds.ts'
import { type Html, html } from './html.ts'

interface FailureWords { title: string, text: string, action: string | null }

const again = '再试一次'
export const failureWords: Record<Failure, FailureWords> = {
  'not-wecom': { title: '请在企业微信里打开', text: '打开与客户的聊天，点右上角（电脑）或右下角（手机）的侧边栏，选“知客”。也可以从工作台进入。', action: null },
  'group-chat': { title: '这里是群聊', text: '知客现在只看一对一的客户聊天。请打开与某位客户的单聊。', action: null },
  'app-refused': { title: '企业微信没有认这个应用', text: '多半是可信域名、应用 ID 或可见范围没配好，请把这一页给管理员看。', action: again },
  'no-permission': { title: '没有查看客户的权限', text: '请管理员在“客户联系”里把你加入使用范围，并允许知客调用。加好后再打开。', action: again },
  'not-yours': { title: '不是你的客户', text: '你和这位客户没有好友关系，资料不在你名下。要接手请找主管移交。', action: again },
  'not-synced': { title: '这位客户还没同步过来', text: '企业微信暂时没有回应，聊天不受影响。过一会儿再取一次。', action: '再取一次' },
  'not-signed-in': { title: '没有登录成功', text: '企业微信没有给出你的身份。请重新登录；还不行就退出企业微信再进。', action: '重新登录' },
  'offline': { title: '网络断开了', text: '连上网后会自动再读。没发出去的内容不会丢。', action: again },
  'server-away': { title: '知客的服务器没有回应', text: '聊天不受影响，过一会儿再试。', action: again },
  'wecom-away': { title: '企业微信没有回应', text: '没能问到现在聊的是哪位客户。关掉侧边栏再打开，通常就好了。', action: again },
}

/** `detail`: the platform's own words, for the one who mends it. */
export function failureHtml(failure: Failure, detail = ''): Html {
  const { title, text, action } = failureWords[failure]
  const name = failure === 'not-signed-in' ? 'sign-in' : 'retry'
  return html`<main class="page failure" role="alert">
      <h1>${title}</h1><p>${text}</p>
      ${action && html`<button type="button" class="button button-primary" data-do="${name}">${action}</button>`}
      ${detail && html`<p class="failure-detail">${detail}</p>`}
    </main>`
}
