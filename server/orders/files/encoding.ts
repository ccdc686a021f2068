import { limits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import type { Upload } from './upload.ts'

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

/**
 * The encoding by content, over the whole file: strict UTF-8 (with or without BOM), else GB18030, UTF-16 by its BOM. A file that begins in UTF-8 and is damaged
 * further down (rows of another encoding pasted in) is UTF-8: its damaged rows are refused one by one.
 * Throws FileRefusal for binary content and for what is too large.
 */
export async function detectEncoding(upload: Upload): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = true
  let beginsAsUtf8 = false
  let size = 0
  for await (const chunk of upload.open()) {
    if (size === 0) {
      if (chunk[0] === 0xFF && chunk[1] === 0xFE) return 'utf-16le'
      if (chunk[0] === 0xFE && chunk[1] === 0xFF) return 'utf-16be'
      beginsAsUtf8 = isUtf8Text(chunk.subarray(0, headBytes))
    }
    size += chunk.length
    if (size > limits.csvBytes) throw new FileRefusal('too-large', '文件超过 1 GB，请按月份分开导出')
    if (chunk.includes(0)) throw new FileRefusal('binary', '文件里有空字符（NUL），不是正常的表格，请重新从平台导出')
    isUtf8 &&= decodes(decoder, chunk)
  }
  return (isUtf8 && decodes(decoder)) || beginsAsUtf8 ? 'utf-8' : 'gb18030'
}

/** Enough for a header, little enough to lie before what was pasted in. */
const headBytes = 2048

/** Chinese that reads as strict UTF-8 up to the last line end: in GB18030 that does not come about. */
function isUtf8Text(head: Uint8Array): boolean {
  const end = Math.max(head.lastIndexOf(0x0A), head.lastIndexOf(0x0D))
  const line = head.subarray(0, end)
  return end > 0 && line.some(byte => byte >= 0xE0) && decodes(new TextDecoder('utf-8', { fatal: true }), line)
}

function decodes(decoder: TextDecoder, chunk?: Uint8Array): boolean {
  try {
    if (chunk) decoder.decode(chunk, { stream: true })
    else decoder.decode()
    return true
  }
  catch {
    return false
  }
}

/** Decoded text in pieces, without the BOM. */
export async function* decodedText(upload: Upload, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of upload.open()) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}
