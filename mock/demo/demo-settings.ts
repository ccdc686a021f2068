import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { newKey, parseConfig, type Config } from '../../server/config.ts'
import type { CorpSettings } from '../wecom/company.ts'

/** Made at the first start and kept beside the data: keys of this demo, its seed, and the instant its world was born. */
export interface DemoSettings {
  seed: number
  startedAt: string
  corp: Omit<CorpSettings, 'trustedDomains'>
  dataKey: string
  sessionKey: string
}

export function readOrMakeSettings(file: string, now: Date): DemoSettings {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as DemoSettings
  const settings: DemoSettings = {
    seed: 20260615,
    startedAt: now.toISOString(),
    corp: {
      corpId: 'ww7ca4776b2a70000', agentId: '1000002', secret: letters(43), token: letters(24), encodingAesKey: letters(42) + 'A',
    },
    dataKey: newKey(),
    sessionKey: newKey(),
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(settings, null, 2), { mode: 0o600 })
  return settings
}

const letters = (count: number): string => randomBytes(count * 2).toString('base64').replace(/[^0-9A-Za-z]/g, '').slice(0, count).padEnd(count, 'x')

/** The production configuration, with the simulator's addresses in the place of the platform's: the server knows no other difference. */
export function demoConfig(settings: DemoSettings, { origin, serverPort, dataDir }: { origin: string, serverPort: number, dataDir: string }): Config {
  return parseConfig({
    HOST: '127.0.0.1',
    PORT: String(serverPort),
    PUBLIC_URL: origin,
    WECOM_CORP_ID: settings.corp.corpId,
    WECOM_AGENT_ID: settings.corp.agentId,
    WECOM_SECRET: settings.corp.secret,
    WECOM_CALLBACK_TOKEN: settings.corp.token,
    WECOM_CALLBACK_AES_KEY: settings.corp.encodingAesKey,
    WECOM_API_URL: `${origin}/simulator/wecom`,
    WECOM_AUTHORIZE_URL: `${origin}/simulator/wecom/connect/oauth2/authorize`,
    ADMIN_USERS: 'admin-xu',
    OPERATOR_USERS: 'operator-he',
    GUIDE_DEPARTMENTS: '滨江门店',
    DATA_KEY: settings.dataKey,
    SESSION_KEY: settings.sessionKey,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
  })
}
