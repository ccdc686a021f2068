/** Why no customer can be shown; failure.ts has the words of each. */
export type Failure =
  | 'not-wecom' | 'group-chat' | 'app-refused' | 'no-permission' | 'not-yours' | 'not-synced'
  | 'not-signed-in' | 'offline' | 'server-away' | 'wecom-away'

const failureOf: Record<string, Failure> = {
  'not-signed-in': 'not-signed-in', 'customer-not-found': 'not-yours', 'not-allowed': 'not-yours', 'offline': 'offline', 'wecom-away': 'not-synced', 'wecom-refused': 'no-permission',
}

/** Codes of the API and of `call` as a state of the page. */
export function failureOfCode(code: string): Failure {
  return failureOf[code] ?? 'server-away'
}
