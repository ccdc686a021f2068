import { shallowRef } from 'vue'

export type Toast =
  | { kind: 'said', key: number, text: string }
  | { kind: 'undo', key: number, text: string, undo: () => void | Promise<void> }

export const undoWindowMs = 5_000
const saidMs = 2_500
const longestMs = 60_000

/** The one toast on the screen; a later one takes its place. */
export const toast = shallowRef<Toast | null>(null)
let lastKey = 0
let longer = 1
let timer: ReturnType<typeof setTimeout> | undefined

function show(next: Toast, forMs: number): void {
  clearTimeout(timer)
  toast.value = next
  timer = setTimeout(dismissToast, forMs * longer)
}

/** Toasts stand so many times as long: a busy machine under a test needs more time than a person does to see one and tap on it. */
export function standLonger(times: number): void {
  longer = times
}

/** One plain sentence. */
export function say(text: string): void {
  show({ kind: 'said', key: ++lastKey, text }, saidMs)
}

/** For as long as something takes that nothing else on the screen shows. Returns what takes it away again, where it still stands. */
export function sayWaiting(text: string): () => void {
  show({ kind: 'said', key: ++lastKey, text }, longestMs)
  const key = lastKey
  return () => { if (toast.value?.key === key) dismissToast() }
}

/** "已记下 · 撤销" for five seconds. The change is made already; `undo` takes it back. */
export function offerUndo(text: string, undo: () => void | Promise<void>): void {
  show({ kind: 'undo', key: ++lastKey, text, undo }, undoWindowMs)
}

export function dismissToast(): void {
  clearTimeout(timer)
  toast.value = null
}
