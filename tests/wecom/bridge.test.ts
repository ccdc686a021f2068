import { describe, expect, it } from 'vitest'
import { call } from './sdk-client.ts'
import { sdkSuite } from './sdk-suite.ts'

const { open, sdk } = sdkSuite()

describe('the real SDK in the simulated client', () => {
  it('takes the page for WeCom on the named device', async () => {
    const page = await open({ query: { device: 'ios', theme: 'dark' } })
    expect(await page.evaluate(() => window.ww.env)).toMatchObject({ isWeCom: true, isWeChat: false })
    expect(await page.evaluate(() => navigator.userAgent)).toMatch(/iPhone.*ColorScheme\/Dark$/)
  })

  it('is configured, told the entry and the customer of this tab', async () => {
    const page = await open()
    expect(await call(page, 'getContext')).toMatchObject({ errMsg: 'getContext:ok', entry: 'single_chat_tools' })
    expect(await call(page, 'getCurExternalContact')).toMatchObject({ errMsg: 'getCurExternalContact:ok', userId: 'wmDemo0001' })
    expect(await page.evaluate(() => window.configs)).toEqual(['ok'])
  })

  it('keeps two tabs of one client apart', async () => {
    const first = await open()
    const second = await first.context().newPage()
    await second.goto(`${sdk.harness.origin}/simulator/frame?member=rep-chen&customer=wmDemo0002`)
    await second.waitForURL(`${sdk.harness.origin}/`)
    expect(await call(first, 'getCurExternalContact')).toMatchObject({ userId: 'wmDemo0001' })
    expect(await second.evaluate(() => JSON.parse(sessionStorage.getItem('simulator-context') ?? '{}').id)).not.toBe(
      await first.evaluate(() => JSON.parse(sessionStorage.getItem('simulator-context') ?? '{}').id))
  })

  it('answers for the next customer after the member has gone to another chat in the same web view', async () => {
    const page = await open({ query: { device: 'android' } })
    await call(page, 'getCurExternalContact')
    const seen = await page.evaluate(async () => {
      let count = 0
      document.addEventListener('visibilitychange', () => { count += 1 })
      await (window as unknown as { simulatorBridge: { switchTo: (change: object) => Promise<void> } }).simulatorBridge.switchTo({ customer: 'wmDemo0002' })
      return count
    })
    expect(seen).toBe(1)
    expect(await call(page, 'getCurExternalContact')).toMatchObject({ userId: 'wmDemo0002' })
  })

  it('is configured anew when the page\'s address changed, and not for its fragment', async () => {
    const page = await open()
    await call(page, 'getContext')
    await page.evaluate(() => { location.hash = '#/customer' })
    await call(page, 'getContext')
    expect(await page.evaluate(() => window.configs)).toEqual(['ok'])
    await page.evaluate(() => history.pushState(null, '', '/other'))
    expect(await call(page, 'getCurExternalContact')).toMatchObject({ errMsg: 'getCurExternalContact:ok' })
    expect(await page.evaluate(() => window.configs)).toEqual(['ok', 'ok'])
  })
})

describe('a plain page of the server', () => {
  it('has the bridge, though its policy allows no scripts', async () => {
    const page = await open()
    const complaints: string[] = []
    page.on('console', message => { if (message.type() === 'error') complaints.push(message.text()) })
    await page.goto(`${sdk.harness.origin}/plain`)
    expect(await page.evaluate(() => ['WeixinJSBridge' in window, document.querySelector('main')?.textContent])).toEqual([true, 'words'])
    expect(complaints).toEqual([])
  })
})

describe('a page that is not allowed', () => {
  it('is refused when the signature is for another address', async () => {
    const page = await open({ spoil: '#/customer' })
    expect((await call(page, 'getContext')).errMsg).toBe('agentConfig:invalid signature more info at https://open.work.weixin.qq.com/devtool/query?e=40093')
  })

  it('is refused when the signature is made with the company\'s ticket', async () => {
    const page = await open({ ticketType: 'corp' })
    expect((await call(page, 'getContext')).errMsg).toMatch(/^agentConfig:invalid signature/)
  })

  it('is refused for another app, and for a domain that is not trusted', async () => {
    expect((await call(await open({ agentid: '1000009' }), 'getContext')).errMsg).toBe('agentConfig:fail')
    const trusted = sdk.harness.corp.trustedDomains.splice(0)
    const page = await open()
    expect((await call(page, 'getContext')).errMsg).toMatch(/^agentConfig:not match any reliable domain\. more info .*e=80001$/)
    sdk.harness.corp.trustedDomains.push(...trusted)
  })

  it('gets no customer for a member without customer contact, nor from the wrong entry', async () => {
    expect((await call(await open({ query: { member: 'guest' } }), 'getCurExternalContact')).errMsg).toBe('getCurExternalContact:fail no permission')
    const normal = await open({ query: { entry: 'normal' } })
    expect(await call(normal, 'getContext')).toMatchObject({ entry: 'normal' })
    expect((await call(normal, 'getCurExternalContact')).errMsg).toBe('getCurExternalContact:fail without context of external contact')
    expect((await call(normal, 'getCurExternalChat')).errMsg).toBe('getCurExternalChat:fail without context of external contact')
  })

  it('may not call what its jsApiList did not name', async () => {
    const page = await open()
    expect((await call(page, 'openEnterpriseChat', { userIds: ['rep-zhou'], externalUserIds: ['wmDemo0001'], groupName: '' })).errMsg).toMatch(/no permission$/)
  })

  it('loses what it was allowed when its ticket is past its life', async () => {
    const page = await open()
    await call(page, 'getContext')
    await sdk.harness.control('faults', { expireTickets: true })
    expect((await call(page, 'getCurExternalContact')).errMsg).toBe('getCurExternalContact:fail no permission')
  })
})

describe('faults of the client', () => {
  it('an old client does not know the function', async () => {
    await sdk.harness.control('faults', { bridge: { missing: ['getCurExternalContact'] } })
    expect((await call(await open(), 'getCurExternalContact')).errMsg).toBe('getCurExternalContact:function not exist')
  })

  it('the SDK waits for a bridge that comes late', async () => {
    await sdk.harness.control('faults', { bridge: { lateMs: 300 } })
    const page = await open()
    expect(await call(page, 'getCurExternalContact')).toMatchObject({ userId: 'wmDemo0001' })
  })

  it('a slow client answers late, and other functions meanwhile', async () => {
    await sdk.harness.control('faults', { bridge: { slowMs: { getCurExternalContact: 120_000 } } })
    const page = await open()
    const answered = await page.evaluate(async () => {
      const done: string[] = []
      const ask = async (name: string): Promise<void> => { await (window.ww[name] as () => Promise<unknown>)(); done.push(name) }
      void ask('getCurExternalContact')
      await ask('getContext')
      return done
    })
    expect(answered).toEqual(['getContext'])
    await sdk.harness.control('faults', { bridge: { slowMs: { getCurExternalContact: 20 } } })
    expect(await call(await open(), 'getCurExternalContact')).toMatchObject({ userId: 'wmDemo0001' })
  })

  it('there may be no bridge at all, though the user agent says WeCom', async () => {
    await sdk.harness.control('faults', { bridge: { noBridge: true } })
    const page = await open()
    expect(await page.evaluate(() => [navigator.userAgent.includes('wxwork'), 'WeixinJSBridge' in window])).toEqual([true, false])
  })

  it('permission and entry can be taken away', async () => {
    const page = await open()
    await sdk.harness.control('faults', { bridge: { noPermission: true } })
    expect((await call(page, 'getCurExternalContact')).errMsg).toBe('getCurExternalContact:fail no permission')
    await sdk.harness.control('faults', { bridge: { wrongEntry: true } })
    expect((await call(page, 'getCurExternalContact')).errMsg).toBe('getCurExternalContact:fail without context of external contact')
  })
})

describe('the old SDK (weixin-js-sdk 1.6.5)', () => {
  it('is configured by preVerifyJSAPI and may check functions, but gets no customer', async () => {
    const page = await open({ path: '/old', ticketType: 'corp' })
    const answers = await page.evaluate(async (corpId) => {
      const sign = (window as unknown as { sign: (url: string) => Promise<object> }).sign
      const signature = await sign(location.href.split('#')[0] ?? '')
      const { wx } = window
      wx.config?.({ beta: true, appId: corpId, ...signature, jsApiList: ['checkJsApi', 'previewImage', 'getCurExternalContact'] })
      const ready = await new Promise<string>((resolve) => {
        (wx.ready as unknown as (done: () => void) => void)(() => resolve('ready'));
        (wx.error as unknown as (failed: (answer: { errMsg: string }) => void) => void)(answer => resolve(answer.errMsg))
      })
      const checked = await new Promise(resolve => wx.checkJsApi?.({ jsApiList: ['previewImage', 'scanQRCode'], success: resolve }))
      const urls = ['https://a.example/1.png']
      const previewed = await new Promise(resolve => wx.previewImage?.({ current: urls[0], urls, success: resolve, fail: resolve }))
      const customer = await new Promise((resolve) => {
        (wx.invoke as unknown as (name: string, params: object, done: (answer: object) => void) => void)('getCurExternalContact', {}, resolve)
      })
      return { ready, checked, previewed, customer }
    }, sdk.harness.corp.corpId)
    expect(answers).toMatchObject({
      ready: 'ready', checked: { errMsg: 'checkJsApi:ok', checkResult: { previewImage: true, scanQRCode: false } }, previewed: { errMsg: 'previewImage:ok' }, customer: { err_msg: 'getCurExternalContact:fail no permission' },
    })
  })
})
