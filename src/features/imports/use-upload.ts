import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { ImportId } from '../../../contract/ids.ts'
import { startImport } from '../../../contract/imports.endpoints.ts'
import { ApiError, messageOf } from '../../api/api-error.ts'
import { call } from '../../api/call.ts'
import { newId } from '../../utils/new-id.ts'
import { mostFiles } from './texts.ts'

export type UploadState = { status: 'choosing', failure: string } | { status: 'sending', share: number }

/** The files that belong to one import, and their way to the server. Leaving the page stops it; what was chosen stays when it fails. */
export function useUpload(onStarted: (id: ImportId) => void) {
  const files = shallowRef<File[]>([])
  const state = ref<UploadState>({ status: 'choosing', failure: '' })
  let sending: AbortController | null = null
  onScopeDispose(() => sending?.abort())

  function add(more: Iterable<File>): void {
    const chosen = [...files.value, ...[...more].filter(file => !files.value.some(other => other.name === file.name && other.size === file.size))]
    files.value = chosen.slice(0, mostFiles)
    state.value = { status: 'choosing', failure: chosen.length > mostFiles ? `一次最多 ${mostFiles} 个文件，多的没有放进来。` : '' }
  }

  function remove(file: File): void {
    files.value = files.value.filter(other => other !== file)
  }

  async function send(): Promise<void> {
    if (files.value.length === 0 || state.value.status === 'sending') return
    const form = new FormData()
    for (const file of files.value) form.append('file', file)
    state.value = { status: 'sending', share: 0 }
    sending = new AbortController()
    try {
      const onUpload = (share: number) => { if (state.value.status === 'sending') state.value = { status: 'sending', share } }
      const { id } = await call(startImport, { form, onUpload, signal: sending.signal, idempotencyKey: newId() })
      onStarted(id)
    }
    catch (error) {
      state.value = { status: 'choosing', failure: failureText(error) }
    }
  }

  return { files: computed(() => files.value), state, add, remove, send, stop: () => sending?.abort() }
}

function failureText(error: unknown): string {
  if (!(error instanceof ApiError)) return messageOf(error)
  if (error.code === 'aborted') return '已停止上传，文件还在下面。'
  return error.code === 'offline' || error.code === 'server-away' ? '没有传上去：连不上服务器。文件还在下面，网络好了再传。' : error.message
}
