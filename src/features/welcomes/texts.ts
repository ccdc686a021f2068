import type { Welcome } from '../../../contract/welcomes.schema.ts'

/** Variables that are known of somebody just added, with what the preview fills in. */
export const sampleOf = { 称呼: '王姐', 销售: '小陈', 渠道: '这个渠道' } as const
export type WelcomeVariable = keyof typeof sampleOf
export const variables = Object.keys(sampleOf) as WelcomeVariable[]

/** The server refuses what is longer: the platform takes 4,000 bytes, some are kept for names. */
export const longestBytes = 3_700
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** As a customer reads it. Without a form of address the greeting stands alone, as the server does it. */
export function previewOf(body: string, values: Partial<Record<WelcomeVariable, string>>): string {
  const shown = values.称呼 ? body : body.replace(/^\{\{\s*称呼\s*\}\}(?:[，,]\s*|(?=您好|早))/u, '')
  return shown.replace(/\{\{\s*([^{}]*?)\s*\}\}/gu, (all, name: string) => values[name as WelcomeVariable] ?? all)
}

export const titleOf = ({ state, channel }: Pick<Welcome, 'state' | 'channel'>): string => state === '' ? '其他来源（通用）' : channel ?? `未命名的渠道 ${state}`

/** What happens to who comes by this channel. */
export function stateText({ state, body, isActive }: Welcome): string {
  if (body !== null && isActive) return ''
  if (state === '') return '已停用：没有自己欢迎语的渠道不发'
  return body === null ? '没有单独写，发通用的' : '已停用，发通用的'
}
