import type { NoteKind } from '../../../contract/words.ts'

export const noteKindWords: Record<NoteKind, string> = { appetite: '胃口', dislike: '不喜欢', temper: '脾气', family: '家里', plan: '打算', other: '其他' }
