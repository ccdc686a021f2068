import type { ErrorBody, ErrorCode } from '../../contract/errors.ts'

/** Codes of the contract, and what happens before any server answers. */
export type ApiErrorCode = ErrorCode | 'offline' | 'server-away' | 'aborted'

/** Everything that `call` throws. `message` is Chinese and may be shown as it is. */
export class ApiError extends Error {
  readonly code: ApiErrorCode
  readonly details: unknown

  constructor(code: ApiErrorCode, message: string, details?: unknown) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.details = details
  }

  /** True where the same call may succeed later without any change. */
  get mayPass(): boolean {
    return ['offline', 'server-away', 'database-away', 'wecom-away', 'too-many-requests', 'internal'].includes(this.code)
  }
}

const withoutBody: Record<'offline' | 'server-away' | 'aborted', string> = {
  'offline': '网络断开了，连上后再试。填的内容还在。',
  'server-away': '服务器暂时没有回应，稍后再试。填的内容还在。',
  'aborted': '已取消。',
}

export function failureBeforeAnswer(code: keyof typeof withoutBody): ApiError {
  return new ApiError(code, withoutBody[code])
}

export function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'message' in body
}

/** What to show for anything caught: an ApiError's own words, else one plain sentence (a sheet's files that could not be had throw no ApiError). */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.message
  return navigator.onLine ? '出了点问题，请再试一次。' : '网络断开了，连上后再点一次。'
}
