import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { startDemo } from './demo.ts'
import { freePort } from './free-port.ts'

/** `npm run dev`: the demo with Vite in the place of the built app. The page reloads with src, the process (tsx watch) with server and mock. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const demo = await startDemo({ root, port: Number(process.env.PORT || 8787), isFresh: process.argv.includes('--fresh'), say: line => console.log(line), front: viteInFront })
console.log(`ready ${demo.origin}/simulator/`)

async function viteInFront(server: string): Promise<{ origin: string, close: () => Promise<void> }> {
  const port = await freePort()
  const proxied = Object.fromEntries(['/api', '/auth', '/go', '/wecom', '/healthz', '/readyz'].map(path => [path, { target: server }]))
  // The page comes through the simulator's proxy, which knows no web sockets: Vite's own goes straight to its port.
  const vite = await createServer({ root, server: { port, strictPort: true, host: '127.0.0.1', proxy: proxied, hmr: { port: await freePort(), host: '127.0.0.1' } } })
  await vite.listen()
  return { origin: `http://127.0.0.1:${port}`, close: () => vite.close() }
}

async function end(): Promise<void> {
  await demo.close()
  process.exit(0)
}
process.once('SIGINT', () => void end())
process.once('SIGTERM', () => void end())
