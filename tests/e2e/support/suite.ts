import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { openClient, ready, type Client, type Opening } from './client.ts'
import { simulatorAt } from './simulator.ts'

/** A browser for the file, clients that are closed after their test, faults that end with it, and no complaint in any console. */
export function e2eSuite(origin: () => string = () => inject('origin')) {
  let browser: Browser | null = null
  const clients: Client[] = []
  beforeAll(async () => { browser = await launchBrowser() })
  afterAll(async () => { await browser?.close() })
  afterEach(async () => {
    const complaints = clients.flatMap(client => client.complaints)
    for (const client of clients.splice(0)) await client.close()
    if (origin()) await simulatorAt(origin()).noFaults()
    expect(complaints).toEqual([])
  })

  async function open(opening: Opening): Promise<Client> {
    if (!browser) throw new Error('no browser yet')
    const client = await openClient(browser, origin(), opening)
    clients.push(client)
    return client
  }

  return {
    open,
    /** The sidebar beside the chat with a customer, taken over by the app. */
    openChat: async (customer: string, more: Opening = {}) => {
      const client = await open({ ...more, customer })
      await ready(client.page)
      return client
    },
    simulator: () => simulatorAt(origin()),
    origin,
  }
}
