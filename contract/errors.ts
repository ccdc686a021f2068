/**
 * Every error code of the API, permanent once published. The status follows from the code.
 * A body is `{ code, message, details? }`; `message` is Chinese and says what happened and what to do now.
 */
export const errorStatus = {
  'bad-request': 400,
  'not-signed-in': 401,
  'bad-signature': 401,
  'wrong-origin': 403,
  'not-allowed': 403,
  'not-found': 404,
  'customer-not-found': 404,
  'answer-conflict': 409,
  'idempotency-mismatch': 409,
  'reason-required': 409,
  'words-need-check': 409,
  'recipient-changed': 409,
  'state-conflict': 409,
  'order-taken': 409,
  'order-ambiguous': 409,
  'too-large': 413,
  'unsupported-file': 415,
  'script-has-gaps': 422,
  'invalid-value': 422,
  'digits-do-not-fit': 422,
  'too-many-requests': 429,
  'internal': 500,
  'wecom-refused': 502,
  'wecom-away': 503,
  'database-away': 503,
} as const

export type ErrorCode = keyof typeof errorStatus
export interface ErrorBody { code: ErrorCode, message: string, details?: unknown }
