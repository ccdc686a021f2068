import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const usualPlaces = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium', '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Path of a Chromium or Chrome: CHROME_PATH, else an installed one, else the one that @sparticuz/chromium unpacks (Linux).
 * Throws one line that says how to get one.
 */
export async function findBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = environment.CHROME_PATH
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH names ${named}, where no file is.`)
    return named
  }
  const installed = usualPlaces.find(path => existsSync(path))
  if (installed) return installed
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: packed } = await import('@sparticuz/chromium')
    // Not with its own arguments, which are for a Lambda: in a single process it ends with the first context that is closed.
    return await packed.executablePath()
  }
  throw new Error('No Chromium found: install Chromium or Google Chrome, or set CHROME_PATH to its executable.')
}

/** Only ends what hangs, as vitest.config.ts says; Playwright's own 30 seconds are reached on a busy machine. */
const patienceMs = 120_000

/** A headless browser for tests; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: await findBrowser(), args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'], timeout: patienceMs })
  browser.on('context', (context) => { context.setDefaultTimeout(patienceMs) })
  return browser
}
