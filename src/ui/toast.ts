import { shallowRef } from 'vue'

export type Toast =
  | { kind: 'said', key: number, text: string }
  | { kind: 'undo', key: number, text: string, undo: () => void | Promise<void> }

export const undoWindowMs = 5_000
const saidMs = 2_500

/** The one toast on the screen; a later one takes its place. */
export const toast = shallowRef<Toast | null>(null)
let lastKey = 0
let timer: ReturnType<typeof setTimeout> | undefined

function show(next: Toast, forMs: number): void {
  clearTimeout(timer)
  toast.value = next
  timer = setTimeout(dismissToast, forMs)
}

/** One plain sentence. */
export function say(text: string): void {
  show({ kind: 'said', key: ++lastKey, text }, saidMs)
}

/** "已记下 · 撤销" for five seconds. The change is made already; `undo` takes it back. */
export function offerUndo(text: string, undo: () => void | Promise<void>): void {
  show({ kind: 'undo', key: ++lastKey, text, undo }, undoWindowMs)
}

export function dismissToast(): void {
  clearTimeout(timer)
  toast.value = null
}
