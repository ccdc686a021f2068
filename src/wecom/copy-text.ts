/** Client first, then the browser's clipboard, then the old command: one of them works in every WeCom client seen. */
export async function copyText(text: string, byClient: () => Promise<unknown>): Promise<boolean> {
  return await succeeds(byClient) || await succeeds(() => navigator.clipboard.writeText(text)) || copyByCommand(text)
}

async function succeeds(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt()
    return true
  }
  catch {
    return false
  }
}

function copyByCommand(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.setAttribute('aria-hidden', 'true')
  field.style.cssText = 'position:fixed;opacity:0'
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand?.('copy') ?? false
  field.remove()
  return isCopied
}
