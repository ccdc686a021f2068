import { randomBytes } from 'node:crypto'

/** Everything that comes from outside, parsed once. No other file reads process.env. */
export interface Config {
  host: string
  port: number
  /** Where browsers reach us: signature, redirect, Origin and Secure follow from it. No trailing slash. */
  publicUrl: string
  wecom: {
    corpId: string
    agentId: string
    secret: string
    callbackToken: string
    callbackAesKey: string
    apiUrl: string
    authorizeUrl: string
  }
  adminUsers: string[]
  operatorUsers: string[]
  /** Departments (by name) whose members are in-store guides. */
  guideDepartments: string[]
  dataKeys: Buffer[]
  sessionKey: Buffer
  database: { url: string } | { dataDir: string }
  /** Contents of WW_verify_*.txt, the platform's ownership file: name → text. */
  ownershipFiles: Record<string, string>
  /** Behind PgBouncer in transaction mode. */
  isPooled: boolean
  /** How many proxies in front add to X-Forwarded-For. */
  trustProxy: boolean
  logLevel: string
  /** Where Youzan and JuShuiTan answer; their public addresses when absent. */
  youzanUrl?: string
  jushuitanUrl?: string
  /** Of one member (or one address before the log-in); 0: no limit. 1200 when absent. */
  requestsPerMinute?: number
  /** Commit of this build, for /healthz. */
  commit?: string
}

export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`The configuration is not complete:\n${problems.map(problem => `  - ${problem}`).join('\n')}\nSee .env.example: every variable is explained there.`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

type Environment = Record<string, string | undefined>

/** Names each bad variable at once. Never falls back to the simulator. Throws ConfigError. */
export function parseConfig(env: Environment): Config {
  const problems: string[] = []
  const read = <T>(name: string, parse: (text: string) => T | null, what: string, fallback?: T): T => {
    const text = env[name]?.trim()
    if (!text) {
      if (fallback !== undefined) return fallback
      problems.push(`${name} is missing: ${what}`)
      return undefined as T
    }
    const value = parse(text)
    if (value === null) problems.push(`${name} is malformed: ${what}`)
    return value as T
  }
  const config: Config = {
    host: read('HOST', text, 'address to listen on', '127.0.0.1'),
    port: read('PORT', port, 'a port number', 8787),
    publicUrl: read('PUBLIC_URL', publicUrl, 'https://host of the app as WeCom opens it, without a path (http only on loopback)'),
    wecom: {
      corpId: read('WECOM_CORP_ID', matching(/^ww[0-9a-z]{8,30}$/i), 'the corp id, ww…'),
      agentId: read('WECOM_AGENT_ID', matching(/^\d+$/), 'the AgentId of the self-built app, digits'),
      secret: read('WECOM_SECRET', matching(/^\S{16,128}$/), 'the Secret of the self-built app'),
      callbackToken: read('WECOM_CALLBACK_TOKEN', matching(/^[0-9A-Za-z]{1,32}$/), 'the callback Token, at most 32 letters and digits'),
      callbackAesKey: read('WECOM_CALLBACK_AES_KEY', matching(/^[0-9A-Za-z]{43}$/), 'the callback EncodingAESKey, 43 letters and digits'),
      apiUrl: read('WECOM_API_URL', url, 'base URL of the platform API', 'https://qyapi.weixin.qq.com'),
      authorizeUrl: read('WECOM_AUTHORIZE_URL', url, 'the OAuth page', 'https://open.weixin.qq.com/connect/oauth2/authorize'),
    },
    adminUsers: read('ADMIN_USERS', list, 'WeCom user ids of administrators, by comma'),
    operatorUsers: read('OPERATOR_USERS', list, 'WeCom user ids of operators, by comma', []),
    guideDepartments: read('GUIDE_DEPARTMENTS', list, 'names of departments of in-store guides, by comma', []),
    dataKeys: read('DATA_KEY', keys, '32 random bytes in base64 (openssl rand -base64 32); several by comma, the newest first'),
    sessionKey: read('SESSION_KEY', key, '32 random bytes in base64 (openssl rand -base64 32)'),
    database: env.DATABASE_URL?.trim()
      ? { url: read('DATABASE_URL', databaseUrl, 'postgres://user:password@host/database') }
      : { dataDir: read('DATA_DIR', text, 'a directory for the embedded PostgreSQL, or set DATABASE_URL') },
    ownershipFiles: read('WECOM_VERIFY_FILES', ownership, 'WW_verify_xxx.txt=content, by comma', {}),
    isPooled: read('DATABASE_POOLED', flag, '1 behind PgBouncer in transaction mode', false),
    trustProxy: read('TRUST_PROXY', flag, '1 behind nginx', false),
    logLevel: read('LOG_LEVEL', matching(/^(fatal|error|warn|info|debug|trace|silent)$/), 'fatal, error, warn, info, debug, trace or silent', 'info'),
    requestsPerMinute: read('RATE_LIMIT', whole, 'requests a minute of one member, 0: no limit', 1200),
    youzanUrl: read('YOUZAN_API_URL', url, 'base URL of Youzan\'s open platform', 'https://open.youzanyun.com'),
    jushuitanUrl: read('JUSHUITAN_API_URL', url, 'base URL of JuShuiTan\'s open platform', 'https://openapi.jushuitan.com'),
    commit: read<string | undefined>('COMMIT', matching(/^[0-9a-f]{7,40}$/), 'the commit of this build', ''),
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

const text = (value: string): string => value
const matching = (pattern: RegExp) => (value: string): string | null => pattern.test(value) ? value : null
const list = (value: string): string[] => value.split(',').map(item => item.trim()).filter(Boolean)
const flag = (value: string): boolean | null => value === '1' || value === 'true' ? true : value === '0' || value === 'false' ? false : null
const whole = (value: string): number | null => /^\d{1,7}$/.test(value) ? Number(value) : null
const port = (value: string): number | null => /^\d{1,5}$/.test(value) && Number(value) <= 65535 ? Number(value) : null
const key = (value: string): Buffer | null => {
  const bytes = Buffer.from(value, 'base64')
  return bytes.length === 32 ? bytes : null
}
const keys = (value: string): Buffer[] | null => {
  const parsed = list(value).map(key)
  return parsed.length > 0 && parsed.every((item): item is Buffer => item !== null) ? parsed : null
}
const parseUrl = (value: string): URL | null => URL.canParse(value) ? new URL(value) : null
const url = (value: string): string | null => /^https?:$/.test(parseUrl(value)?.protocol ?? '') ? value.replace(/\/$/, '') : null
const databaseUrl = (value: string): string | null => /^postgres(ql)?:$/.test(parseUrl(value)?.protocol ?? '') ? value : null
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/
const publicUrl = (value: string): string | null => {
  const parsed = parseUrl(value)
  if (!parsed || parsed.pathname !== '/' || parsed.search || parsed.hash) return null
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && loopback.test(parsed.hostname)) ? parsed.origin : null
}
const ownership = (value: string): Record<string, string> | null => {
  const pairs = list(value).map(item => item.split('='))
  return pairs.every(([name, body]) => /^WW_verify_\w+\.txt$/.test(name ?? '') && body) ? Object.fromEntries(pairs) as Record<string, string> : null
}

/** A fresh random key in the form that DATA_KEY and SESSION_KEY take. */
export const newKey = (): string => randomBytes(32).toString('base64')
