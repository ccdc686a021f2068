import { type Failure } from '../ui/first-view/failure-kinds.ts'
import { failureHtml } from '../ui/first-view/failure.ts'

/**
 * Nobody can be shown: what happened and what to do. Boot still does 再试一次 and 重新登录.
 * A kept page may come back with another chat or with a network, so both read again.
 */
export function showFailedStart(failure: Failure, detail = ''): void {
  const place = document.getElementById('app')
  if (!place) return
  place.innerHTML = failureHtml(failure, detail).markup
  const reload = () => document.visibilityState === 'visible' && location.reload()
  addEventListener('online', reload)
  addEventListener('visibilitychange', reload)
}
