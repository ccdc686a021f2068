/** Whether the server is there at all: a gateway's 502 and a lost line are no. Not part of the boot script; here because fetch is. */
export function isAnswering(): Promise<boolean> {
  return fetch('/healthz', { cache: 'no-store' }).then(({ ok }) => ok, () => false)
}
