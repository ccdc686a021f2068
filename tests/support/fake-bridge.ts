/** What the fake client does; `answers` by bridge name replaces a success. A name in `silent` never answers. */
export interface FakeClient { entry: string, userId: string, answers?: Record<string, object>, silent?: string[] }

export const wecomUserAgent = (theme: 'Light' | 'Dark') =>
  `Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0.5304.110 Safari/537.36 Language/zh ColorScheme/${theme} wxwork/5.0.11 (MicroMessenger/6.2) WindowsWechat`

/** Runs in the page before any script (playwright addInitScript): the one global that the real SDK talks to. `window.fakeClient` can be changed later. */
export function installFakeBridge(client: FakeClient): void {
  const page = window as unknown as { fakeClient: FakeClient & { calls: { name: string, params: unknown }[] }, WeixinJSBridge: object }
  page.fakeClient = { ...client, calls: [] }
  page.WeixinJSBridge = {
    on() {},
    invoke(name: string, params: unknown, done: (result: object) => void) {
      const { entry, userId, answers, silent, calls } = page.fakeClient
      calls.push({ name, params: JSON.parse(JSON.stringify(params)) })
      if (silent?.includes(name)) return
      const result = answers?.[name] ?? { err_msg: `${name}:ok`, ...(name === 'getContext' ? { entry } : name === 'getCurExternalContact' ? { userId } : {}) }
      setTimeout(() => done({ ...result }), 1)
    },
  }
}
