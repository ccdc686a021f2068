import { type Component, markRaw, shallowReactive } from 'vue'

interface OpenSheet { key: number, component: Component, props: Record<string, unknown>, settle: (value: unknown) => void }

/** Sheets on the screen, the last on top. SheetHost.vue draws them. */
export const sheetStack = shallowReactive<OpenSheet[]>([])
let lastKey = 0

/**
 * A sheet is a promise: resolves with what its component emits as `done`, or undefined when it is closed.
 * The component draws a BottomSheet and emits `done` (value) or `close`.
 */
export function openSheet<Result>(component: Component, props: Record<string, unknown> = {}): Promise<Result | undefined> {
  return new Promise((resolve) => {
    const sheet: OpenSheet = {
      key: ++lastKey, component: markRaw(component), props,
      settle: (value) => {
        const at = sheetStack.indexOf(sheet)
        if (at >= 0) sheetStack.splice(at, 1)
        resolve(value as Result | undefined)
      },
    }
    sheetStack.push(sheet)
  })
}

/** Another chat: what was open belongs to the former customer. */
export function closeAllSheets(): void {
  for (const sheet of [...sheetStack]) sheet.settle(undefined)
}
