const lost = new Set(['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT', 'ECONNRESET', 'EPIPE', '57P01'])

/**
 * postgres.js asks for the array types of each new connection without anybody awaiting the answer: a connection that is lost in that moment
 * would end the process. It is already replaced by then; every other rejection that nobody handles still ends the process.
 */
export function surviveLostConnections(): void {
  process.on('unhandledRejection', (reason) => {
    const { code } = (reason ?? {}) as { code?: unknown }
    if (typeof code !== 'string' || !lost.has(code)) throw reason
  })
}
