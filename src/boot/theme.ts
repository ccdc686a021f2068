/** WeCom says its theme in the user agent; elsewhere the system does. */
export function themeOf(userAgent: string, systemIsDark: boolean): 'light' | 'dark' {
  const said = /ColorScheme\/(\w+)/i.exec(userAgent)?.[1]
  const isDark = said ? said.toLowerCase() === 'dark' : systemIsDark
  return isDark ? 'dark' : 'light'
}
