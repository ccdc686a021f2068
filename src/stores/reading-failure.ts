import { ApiError } from '../api/api-error.ts'
import type { ReadingFailure } from '../ui/paged-state.ts'

const kinds: Partial<Record<string, ReadingFailure['kind']>> = { 'offline': 'offline', 'not-allowed': 'forbidden', 'not-found': 'gone', 'not-signed-in': 'signed-out' }
const words: Record<ReadingFailure['kind'], Omit<ReadingFailure, 'kind'>> = {
  'offline': { text: '网络断开了。已经读到的还在，连上后会自动再读。', action: '再试一次' },
  'away': { text: '知客的服务器没有回应。已经读到的还在，稍后再试。', action: '再试一次' },
  'forbidden': { text: '你的身份不能看这一页，要看请找管理员。', action: '回到今日' },
  'gone': { text: '这一页的内容已经不在了。', action: '回到今日' },
  'signed-out': { text: '登录过期了，重新登录后接着用。', action: '重新登录' },
}

export function readingFailureOf(error: unknown): ReadingFailure {
  const kind = (error instanceof ApiError && kinds[error.code]) || 'away'
  return { kind, ...words[kind] }
}
