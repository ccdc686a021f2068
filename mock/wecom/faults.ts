import { type Static, Type } from 'typebox'

const share = Type.Number({ minimum: 0, maximum: 1 })

/**
 * Body of `POST /simulator/faults`. Each key given replaces what it named before, keys not given stay; an empty body ends all faults.
 * Examples: `{ "api": [{ "path": "externalcontact/remark", "errcode": 45009, "count": 2 }] }`, `{ "bridge": { "cancel": true } }`,
 * `{ "server": "away" }`, `{ "callbacks": { "drop": 0.1, "duplicate": 0.1, "reorder": 0.1 } }`, `{ "expireTokens": true }`.
 */
export const FaultsBody = Type.Object({
  api: Type.Optional(Type.Array(Type.Object({
    /** `externalcontact/remark`, `gettoken` … or `*` for every endpoint. */
    path: Type.String({ minLength: 1 }),
    errcode: Type.Optional(Type.Integer()),
    latencyMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 120_000 })),
    /** The call is never answered. */
    timeout: Type.Optional(Type.Boolean()),
    /** HTTP status of a broken gateway, in place of an answer. */
    status: Type.Optional(Type.Integer({ minimum: 500, maximum: 599 })),
    /** How often it happens; always when absent. */
    count: Type.Optional(Type.Integer({ minimum: 1 })),
  }, { additionalProperties: false }))),
  /** Shares of callbacks, 0–1. A re-ordered one arrives after the next. */
  callbacks: Type.Optional(Type.Object({
    drop: Type.Optional(share), duplicate: Type.Optional(share), reorder: Type.Optional(share),
  }, { additionalProperties: false })),
  bridge: Type.Optional(Type.Object({
    /** The member presses 取消 on every message. */
    cancel: Type.Optional(Type.Boolean()),
    /** There is no WeixinJSBridge, and none will come. */
    noBridge: Type.Optional(Type.Boolean()),
    /** The bridge appears so late, with its event. */
    lateMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000 })),
    /** The platform refuses every customer function. */
    noPermission: Type.Optional(Type.Boolean()),
    /** As if the page were opened from elsewhere. */
    wrongEntry: Type.Optional(Type.Boolean()),
    /** Functions that this old client does not know. */
    missing: Type.Optional(Type.Array(Type.String())),
    /** How long a function takes, e.g. `{ "getCurExternalContact": 3000 }`. */
    slowMs: Type.Optional(Type.Record(Type.String(), Type.Integer({ minimum: 0, maximum: 120_000 }))),
  }, { additionalProperties: false })),
  /** `away`: 502 in place of every answer of the Zhike server; `unreachable`: connections to it break. */
  server: Type.Optional(Type.Union([Type.Literal('up'), Type.Literal('away'), Type.Literal('unreachable')])),
  /** Every connection to the platform's API breaks. */
  platformAway: Type.Optional(Type.Boolean()),
  /** The company's limits, set low to meet them; an empty body brings the company's own back. */
  limits: Type.Optional(Type.Object({
    callsPerMinute: Type.Optional(Type.Integer({ minimum: 1 })),
    customerLimit: Type.Optional(Type.Integer({ minimum: 0 })),
    memberCustomerLimit: Type.Optional(Type.Integer({ minimum: 0 })),
    messagesPerMinute: Type.Optional(Type.Integer({ minimum: 0 })),
    massMessageRule: Type.Optional(Type.Union([Type.Literal('month'), Type.Literal('week'), Type.Literal('day')])),
  }, { additionalProperties: false })),
  /** At once and once: every access token, every ticket is past its life (42001; signatures made with them are refused). */
  expireTokens: Type.Optional(Type.Boolean()),
  expireTickets: Type.Optional(Type.Boolean()),
}, { additionalProperties: false })
export type FaultsBody = Static<typeof FaultsBody>

export type ApiFault = NonNullable<FaultsBody['api']>[number]

export interface Faults {
  api: ApiFault[]
  callbacks: { drop: number, duplicate: number, reorder: number }
  bridge: {
    cancel: boolean
    noBridge: boolean
    lateMs: number
    noPermission: boolean
    wrongEntry: boolean
    missing: string[]
    slowMs: Record<string, number>
  }
  server: 'up' | 'away' | 'unreachable'
  platformAway: boolean
  limits: NonNullable<FaultsBody['limits']>
}

export function noFaults(): Faults {
  return {
    api: [],
    callbacks: { drop: 0, duplicate: 0, reorder: 0 },
    bridge: { cancel: false, noBridge: false, lateMs: 0, noPermission: false, wrongEntry: false, missing: [], slowMs: {} },
    server: 'up',
    platformAway: false,
    limits: {},
  }
}

export function mergeFaults(before: Faults, body: FaultsBody): Faults {
  if (Object.keys(body).length === 0) return noFaults()
  const none = noFaults()
  return {
    api: body.api ? structuredClone(body.api) : before.api,
    callbacks: body.callbacks ? { ...none.callbacks, ...body.callbacks } : before.callbacks,
    bridge: body.bridge ? { ...none.bridge, ...body.bridge } : before.bridge,
    server: body.server ?? before.server,
    platformAway: body.platformAway ?? before.platformAway,
    limits: body.limits ?? before.limits,
  }
}

/** The fault that hits this call, if any; counts it. `path` without `/cgi-bin/`. */
export function takeApiFault(faults: Faults, path: string): ApiFault | null {
  const fault = faults.api.find(({ path: named }) => named === '*' || trim(named) === trim(path))
  if (!fault) return null
  if (fault.count !== undefined) {
    fault.count -= 1
    if (fault.count === 0) faults.api = faults.api.filter(other => other !== fault)
  }
  return fault
}

function trim(path: string): string {
  return path.replace(/^\/?(cgi-bin\/)?/, '')
}
