import { type Browser, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type OpenOptions, openApp } from './sdk-client.ts'
import { startSdkPage } from './sdk-page.ts'
import { type Harness, startHarness } from './simulator-fixture.ts'

export interface SdkSuite { harness: Harness }

/** One simulator with the page of the two SDKs and one browser for a test file; faults end and pages close after each test. */
export function sdkSuite(): { sdk: SdkSuite, open: (options?: OpenOptions) => Promise<Page> } {
  const sdk = {} as SdkSuite
  const pages: Page[] = []
  let app: Awaited<ReturnType<typeof startSdkPage>> | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    app = await startSdkPage()
    sdk.harness = await startHarness({ upstream: app.origin })
    browser = await launchBrowser()
  })
  afterEach(async () => {
    await sdk.harness.control('faults', {})
    await Promise.all(pages.splice(0).map(page => page.context().close()))
  })
  afterAll(async () => {
    await browser?.close()
    await sdk.harness?.close()
    await app?.close()
  })
  return {
    sdk,
    open: async (options = {}) => {
      if (!browser) throw new Error('A page is opened within a test.')
      const page = await (await browser.newContext()).newPage()
      pages.push(page)
      await openApp(sdk.harness, page, options)
      return page
    },
  }
}
