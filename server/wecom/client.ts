/** The platform's API as the server uses it: typed calls, in the platform's own words. server/wecom/http-client.ts implements it over HTTP. */
export interface WecomClient {
  /** Runs `GET /cgi-bin/<path>` with the app's token. Throws WecomError. */
  get: <Reply extends object>(path: string, query?: Record<string, string>) => Promise<Reply>
  /**
   * Runs `POST /cgi-bin/<path>`. `isSafe`: may be repeated after a time-out without a second effect; `timeoutMs`: less than usual, for what
   * is worth nothing later. Throws WecomError.
   */
  post: <Reply extends object>(path: string, body: object, options?: { isSafe?: boolean, timeoutMs?: number }) => Promise<Reply>
  /** Ticket for agentConfig, from the shared cache; never beyond its life. `isDoubted`: a signature made with it was refused, ask the platform again (once a minute at most). */
  agentTicket: (options?: { isDoubted?: boolean }) => Promise<{ ticket: string, expiresAt: Date }>
  /** For readiness: does the platform answer us. */
  health?: () => WecomHealth
}

export type WecomHealth = { status: 'ok' } | { status: 'away', retryAt: Date }

/** The platform answered with an errcode, or did not answer (`errcode` null). Its text never carries a token or secret. */
export class WecomError extends Error {
  readonly errcode: number | null
  constructor(errcode: number | null, message: string) {
    super(message)
    this.name = 'WecomError'
    this.errcode = errcode
  }
}

/** No relation between that member and that customer (or none at all), or an id that is none. */
export const isNoRelation = (error: unknown): boolean => error instanceof WecomError && (error.errcode === 84061 || error.errcode === 40096)

/** The platform did not answer, is busy, or wants fewer calls: the same call may succeed later. */
export const isPassing = (error: unknown): boolean => error instanceof WecomError && (error.errcode === null || [-1, 45009, 45033, 40014, 42001].includes(error.errcode))
