import { env, getContext, getCurExternalContact, openEnterpriseChat, register, sendChatMessage, setClipboardData } from '@wecom/jssdk'
import type { AgentSignature } from '../../contract/session.schema.ts'
import { firstViewMarkup, untouchedView } from '../ui/first-view/first-view.ts'
import { goToSignIn, noteSignedIn } from '../utils/sign-in.ts'
import { dropFailedPictures } from './failed-pictures.ts'
import type { KeptAction } from './handover.ts'
import { keepActions } from './kept-actions.ts'
import { loadApp } from './load-app.ts'
import { start, type Started } from './start.ts'
import { themeOf } from './theme.ts'
import { warmFonts } from './warm-fonts.ts'

// The script stands in the head: the theme is set before anything is painted, and WeCom is asked while the skeleton is still being read.
document.documentElement.dataset.theme = themeOf(navigator.userAgent, matchMedia('(prefers-color-scheme: dark)').matches)
// register() starts agentConfig by itself and leaves its refusal unhandled; the calls that wait for it say the same.
addEventListener('unhandledrejection', event => String(event.reason?.errMsg).startsWith('agentConfig') && event.preventDefault())

const started = start({
  sdk: { env, register, getContext, getCurExternalContact },
  signature: signatureOfPage(),
  fetch: (url, options) => {
    const answer = fetch(url, options)
    setTimeout(() => warmFonts(document))
    return answer
  },
  isOnline: () => navigator.onLine,
  goToSignIn: () => goToSignIn(),
  url: location.href, hash: location.hash,
  elapsedMs: () => performance.now(),
})
const takeActions = keepActions(document, doAtOnce)
dropFailedPictures(document)

void started.then(whenParsed).then(draw)

function signatureOfPage(): AgentSignature | null {
  const text = document.getElementById('agent-signature')?.textContent
  return text ? JSON.parse(text) as AgentSignature | null : null
}

function whenParsed(result: Started): Promise<Started> | Started {
  if (document.readyState !== 'loading') return result
  return new Promise(resolve => addEventListener('DOMContentLoaded', () => resolve(result), { once: true }))
}

/** The first view, or nothing yet: lists and failures are the app's. */
function draw(result: Started): void {
  const place = document.getElementById('app')
  if (!place || !result) return
  const { entry, start } = result
  const skeleton = place.innerHTML
  if (start.status === 'customer') {
    noteSignedIn()
    const { sidebar } = start
    const view = { ...untouchedView, sidebar, nowMs: Date.parse(sidebar.session.now), canSend: entry === 'chat', isFromList: entry === 'workbench' }
    place.innerHTML = firstViewMarkup(view)
  }
  const sdk = { getContext, getCurExternalContact, sendChatMessage, setClipboardData, openEnterpriseChat }
  window.zhikeBoot = { sdk, entry, start, skeleton, takeOver: takeActions }
  // Only now: scripts that come earlier compete with the answer on a slow line.
  whenPainted(() => void loadApp(document).catch(() => sayNotLoaded(place)))
}

/** In the second frame from now the first one is on the screen; a page that nobody sees has no frames. */
function whenPainted(go: () => void): void {
  if (document.hidden) go()
  else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go)))
}

function doAtOnce({ name }: KeptAction): boolean {
  if (name === 'retry') location.reload()
  if (name === 'sign-in') location.replace('/auth/wecom')
  return name === 'retry' || name === 'sign-in'
}

function sayNotLoaded(place: HTMLElement): void {
  place.insertAdjacentHTML('beforeend', '<p class="not-loaded" role="alert">没有连上知客，网络好了会自动再读。<button class="quiet" data-do="retry">再试一次</button></p>')
  addEventListener('online', () => location.reload())
}
