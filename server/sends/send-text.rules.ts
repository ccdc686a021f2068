/** WeCom takes this many bytes (UTF-8) of text in one message: the limit of its mass texts, which the chat shares. */
export const maxTextBytes = 4000

export const isTooLong = (text: string): boolean => Buffer.byteLength(text, 'utf8') > maxTextBytes

/** Names of the variables that were left open (`{{称呼}}`); an unclosed brace pair counts too. Empty: nothing is missing. */
export function gapsIn(text: string): string[] {
  const names = [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/gu)].map(match => match[1] || '未命名')
  if (names.length > 0) return [...new Set(names)]
  return text.includes('{{') || text.includes('}}') ? ['没写完的变量'] : []
}
