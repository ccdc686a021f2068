import type { Endpoint, ReplyOf, RequestOf, Wire } from '../../contract/endpoint.ts'
import { newId } from '../utils/new-id.ts'

export interface CallOptions {
  /** Of the query that asks: another chat aborts it. */
  signal?: AbortSignal
  /** Of a write: the same key for the same intent, so a repeated tap or a retry changes nothing twice. Made here where none is given. */
  idempotencyKey?: string
  /** Files (multipart) instead of a JSON body. */
  form?: FormData
  /** Of a form: how much of it has gone out, 0–1. */
  onUpload?: (share: number) => void
}

/**
 * One typed call of the contract. Throws ApiError with the contract's code, or `offline`, `server-away`, `aborted`.
 * A 401 has sent the page to the login before it is thrown.
 */
export async function call<W extends Wire>(endpoint: Endpoint<W>, request: RequestOf<W> & CallOptions): Promise<ReplyOf<W>> {
  const { http } = await loadHttp()
  const { data } = await http.request<ReplyOf<W>>({
    method: endpoint.method,
    url: pathOf(endpoint.path, request.params),
    params: request.query,
    data: request.form ?? request.body,
    signal: request.signal,
    ...(request.form && { timeout: 0, onUploadProgress: ({ progress }: { progress?: number }) => request.onUpload?.(progress ?? 0) }),
    headers: endpoint.method === 'GET' ? {} : { 'Idempotency-Key': request.idempotencyKey ?? newId() },
  })
  return data
}

/** Fetches the client ahead of the first call. */
export function loadHttp() {
  return import('./http.ts')
}

/** `/api/customers/:id` with its parameters, each encoded. Throws where one is missing. */
export function pathOf(path: string, params: unknown): string {
  const values = (params ?? {}) as Record<string, string>
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = values[name]
    if (!value) throw new Error(`call: ${path} needs the parameter ${name}`)
    return encodeURIComponent(value)
  })
}
