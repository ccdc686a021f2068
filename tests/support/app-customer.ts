import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, vi } from 'vitest'
import type { Sidebar } from '../../contract/customers.schema.ts'
import { handlers } from '../../mock/api/handlers.ts'
import { sampleCustomerId, aSidebar } from '../../mock/api/sample.ts'
import { mockState, type MockState } from '../../mock/api/state.ts'
import { closeAllSheets } from '../../src/ui/sheet-stack.ts'
import { dismissToast } from '../../src/ui/toast.ts'
import { api } from '../app/support/api.ts'
import { mountApp, type MountOptions } from '../app/support/mount-app.ts'

class QuietObserver { observe() {} disconnect() {} }
let app: VueWrapper | undefined

/** Call once in a test file: each test begins with an empty page and ends with nothing left open. */
export function cleanPages(): void {
  beforeEach(() => {
    vi.stubGlobal('IntersectionObserver', QuietObserver)
    sessionStorage.setItem('zhike-sign-in-tried', '1')
  })
  afterEach(() => {
    closeAllSheets()
    dismissToast()
    app?.unmount()
    app = undefined
    vi.unstubAllGlobals()
  })
}

/** The app beside the chat of one customer, on a back end that remembers what is written. `prepare` changes its state first. */
export async function openCustomer(sidebar: Sidebar = aSidebar(), options: MountOptions = {}, prepare: (state: MockState) => void = () => {}): Promise<MockState> {
  const state = mockState(sidebar)
  prepare(state)
  api.use(...handlers(state))
  const mounted = await mountApp({ sidebar: structuredClone(state.sidebar), customerId: sampleCustomerId, hasPanels: true, ...options })
  app = mounted.app
  await until(() => find('.panel > :not(.skeleton)') ?? options.hasPanels === false)
  return state
}

export const find = <E extends HTMLElement = HTMLElement>(selector: string): E | null => document.querySelector<E>(selector)
export const textOf = (selector: string): string => find(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
/** What the topmost sheet says. */
export const sheet = (): string => [...document.querySelectorAll('.sheet')].pop()?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
export const untilSheet = (text: string): Promise<unknown> => until(() => sheet().includes(text))
export const toastText = (): string => textOf('.toast > span')

/** Waits for what the page will show; the condition is asked again and again. Pages and features are loaded with the first tap: on a busy machine that takes long. */
export const until = (condition: () => unknown): Promise<unknown> => vi.waitUntil(condition, { timeout: 60_000, interval: 5 })
export const untilText = (selector: string, text: string): Promise<unknown> => until(() => textOf(selector).includes(text))

/** Taps what has this text or accessible name: a button of the topmost sheet, else of the page. */
export async function tap(name: string): Promise<void> {
  await until(() => buttonNamed(name))
  buttonNamed(name)!.click()
  await flushPromises()
}

function buttonNamed(name: string): HTMLElement | undefined {
  const sheets = [...document.querySelectorAll<HTMLElement>('.sheet')]
  const places: ParentNode[] = [...sheets.reverse().slice(0, 1), document]
  for (const place of places) {
    const buttons = [...place.querySelectorAll<HTMLElement>('button')].filter(button => !button.hasAttribute('disabled'))
    const found = buttons.find(button => button.textContent?.trim() === name || button.getAttribute('aria-label') === name) ?? buttons.find(button => button.textContent?.trim().startsWith(name))
    if (found) return found
  }
  return undefined
}

/** Types into the field with this label (or placeholder), as a person does: one event at the end. */
export async function type(label: string, text: string): Promise<void> {
  const field = () => [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].filter(each => each.getAttribute('aria-label') === label || each.placeholder === label || each.name === label).pop()
  await until(field)
  const element = field()!
  element.value = text
  element.dispatchEvent(new Event('input', { bubbles: true }))
  element.dispatchEvent(new Event('change', { bubbles: true }))
  await flushPromises()
}

export async function openTab(title: string): Promise<void> {
  await tap(title)
  await until(() => textOf('.tab[aria-selected=true]') === title && find('.panel > :not(.skeleton)'))
  await flushPromises()
}

/** 撤销. */
export async function undo(): Promise<void> {
  await until(() => find('.toast-undo'))
  find('.toast-undo')!.click()
  await flushPromises()
}
