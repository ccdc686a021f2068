/** The platform's API as the server uses it: typed calls, in the platform's own words. server/wecom/http-client.ts implements it over HTTP. */
export interface WecomClient {
  /** Runs `GET /cgi-bin/<path>` with the app's token. Throws WecomError. */
  get: <Reply extends object>(path: string, query?: Record<string, string>) => Promise<Reply>
  /** Runs `POST /cgi-bin/<path>`. `isSafe`: may be repeated after a time-out without a second effect. Throws WecomError. */
  post: <Reply extends object>(path: string, body: object, options?: { isSafe?: boolean }) => Promise<Reply>
  /** Ticket for agentConfig, from the shared cache; never beyond its life. */
  agentTicket: () => Promise<{ ticket: string, expiresAt: Date }>
}

/** The platform answered with an errcode, or did not answer (`errcode` null). Its text never carries a token or secret. */
export class WecomError extends Error {
  readonly errcode: number | null
  constructor(errcode: number | null, message: string) {
    super(message)
    this.name = 'WecomError'
    this.errcode = errcode
  }
}
