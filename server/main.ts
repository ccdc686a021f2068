import { ConfigError, parseConfig } from './config.ts'
import { surviveLostConnections } from './db/lost-connections.ts'
import { startServer, type RunningServer } from './start.ts'
import { systemClock } from './time.ts'

/** `npm start`. Exit 1: the configuration is bad or a part did not start; 0: stopped by a signal after finishing what was under way. */
let starting: Promise<RunningServer> | null = null
let isStopping = false

async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  const server = await starting?.catch(() => null)
  await server?.close()
  process.exit(0)
}
process.on('SIGINT', () => void stop())
process.on('SIGTERM', () => void stop())

surviveLostConnections()
try {
  starting = startServer({ config: parseConfig(process.env), clock: systemClock })
  await starting
}
catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
