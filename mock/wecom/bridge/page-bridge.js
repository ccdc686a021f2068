/*
 * The client's side of the JS bridge, put before everything else into the app's pages: the user agent and window.WeixinJSBridge,
 * as the real SDK expects them. All checks are the simulator's; this only carries.
 * A test may carry the calls itself: `globalThis.simulatorTransport(path, body)`, a function that promises the JSON answer.
 */
(() => {
  const faults = globalThis.simulatorFaults
  const context = readContext()
  if (!context || location.pathname.startsWith('/simulator/')) return

  define(navigator, 'userAgent', context.userAgent)
  define(navigator, 'appVersion', context.userAgent.replace('Mozilla/', ''))
  define(navigator, 'platform', context.platform)

  const send = globalThis.fetch.bind(globalThis)
  const documentId = [...crypto.getRandomValues(new Uint8Array(8))].map(byte => byte.toString(16).padStart(2, '0')).join('')
  const listeners = new Map()

  const bridge = {
    invoke(name, params, callback) {
      invoke(name, JSON.parse(JSON.stringify(params ?? {}))).then(
        result => callback?.(result),
        () => callback?.({ err_msg: `${name}:fail` }),
      )
    },
    on(name, callback) {
      listeners.set(name, [...listeners.get(name) ?? [], callback])
    },
  }

  globalThis.simulatorBridge = {
    contextId: context.id,
    /** The member went to another chat: the same web view answers for it, and becomes visible again. */
    async switchTo(change) {
      await post(`/simulator/contexts/${context.id}`, change)
      reappear()
    },
    reappear,
    emit(name, event) {
      return (listeners.get(name) ?? []).map(callback => callback(event))
    },
  }

  if (faults.noBridge) return
  if (faults.lateMs > 0) setTimeout(install, faults.lateMs)
  else install()

  function install() {
    globalThis.WeixinJSBridge = bridge
    document.dispatchEvent(new Event('WeixinJSBridgeReady'))
  }

  async function invoke(name, params) {
    const answer = await post('/simulator/bridge/invoke', { context: context.id, document: documentId, url: location.href.split('#')[0], name, params })
    if (!answer.ask) return answer.result
    const shell = globalThis.parent.simulatorShell
    const isConfirmed = shell ? await shell.ask(answer.message) : true
    return (await post('/simulator/bridge/answer', { ask: answer.ask, isConfirmed })).result
  }

  async function post(path, body) {
    if (globalThis.simulatorTransport) return globalThis.simulatorTransport(path, body)
    const response = await send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), credentials: 'same-origin' })
    if (!response.ok) throw new Error(`The simulator answered ${response.status}`)
    return response.json()
  }

  function reappear() {
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }

  function define(target, name, value) {
    Object.defineProperty(target, name, { configurable: true, get: () => value })
  }

  /** A frame of the shell carries its context on the element; a tab of its own in its session storage. */
  function readContext() {
    try {
      const carried = globalThis.frameElement?.dataset.simulatorContext ?? sessionStorage.getItem('simulator-context')
      return carried ? JSON.parse(carried) : null
    }
    catch {
      return null
    }
  }
})()
