import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { surviveLostConnections } from '../../server/db/lost-connections.ts'
import { buildApp } from './build-app.ts'
import { startDemo, type Demo } from './demo.ts'

/** `npm run demo`: builds, starts everything, prints one URL. `--fresh` makes the world anew; PORT is respected. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const port = Number(process.env.PORT || 8787)
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`PORT=${process.env.PORT} is not a port number (1–65535)`)
  process.exit(1)
}

const say = (line: string): void => { console.log(line) }
let starting: Promise<Demo> | null = null
let isStopping = false

/** One signal stops everything in order, also while it is still starting; npm passes a second one on, which changes nothing. */
async function end(): Promise<void> {
  if (isStopping) return
  isStopping = true
  const demo = await starting?.catch(() => null)
  await demo?.close()
  process.exit(0)
}
surviveLostConnections()
process.on('SIGINT', () => void end())
process.on('SIGTERM', () => void end())

try {
  say('构建应用 …')
  await buildApp(root)
  starting = startDemo({ root, port, isFresh: process.argv.includes('--fresh'), say })
  const demo = await starting
  if (!isStopping) say(`ready ${demo.origin}/simulator/`)
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
