import { secondMs } from '../../time.ts'

/** A shop system did not answer, or refused. The text is Chinese, for the operator, and holds no key. `code`: the system's own. */
export class PlatformError extends Error {
  readonly code: string | null
  constructor(message: string, code: string | null = null) {
    super(message)
    this.name = 'PlatformError'
    this.code = code
  }
}

const timeoutMs = 10 * secondMs
/** No reply of these interfaces is near it. */
const mostBytes = 8 * 1024 * 1024

/** POSTs and reads a JSON object. Throws PlatformError for no answer, a status that is none, or what is no JSON; addresses (they may carry a token) are never told. */
export async function callPlatform(name: string, url: string, init: { body: string, contentType: string }): Promise<Record<string, unknown>> {
  let response: Response
  let text: string
  try {
    response = await fetch(url, { method: 'POST', body: init.body, headers: { 'content-type': init.contentType }, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    if (Number(response.headers.get('content-length') ?? 0) > mostBytes) throw new PlatformError(`${name}的回复太大`)
    text = await response.text()
  }
  catch (error) {
    if (error instanceof PlatformError) throw error
    throw new PlatformError(`连不上${name}，会自动再试`)
  }
  if (!response.ok) throw new PlatformError(`${name}返回 HTTP ${response.status}，会自动再试`, String(response.status))
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  }
  catch { /* told below */ }
  throw new PlatformError(`${name}的回复看不懂，会自动再试`)
}
