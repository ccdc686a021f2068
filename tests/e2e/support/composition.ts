/**
 * The demo's composition with the small world, as a process of its own: `node --import tsx composition.ts PORT DATA_DIR DIST_DIR`.
 * Says `ready` when it answers; ends on SIGINT as `npm run demo` does.
 */
import { resolve } from 'node:path'
import { startDemo } from '../../../mock/demo/demo.ts'
import { beginsAt, smallWorld } from './small-world.ts'

const [port, dataDir, distDir] = process.argv.slice(2)
const demo = await startDemo({
  root: resolve(import.meta.dirname, '../../..'), port: Number(port), isFresh: false, dataDir, distDir, world: smallWorld, beginsAt, say: line => console.log(line),
})
process.once('SIGINT', () => void demo.close().then(() => process.exit(0)))
console.log('ready')
