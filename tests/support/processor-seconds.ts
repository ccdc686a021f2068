import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Of this process, and of all PostgreSQL processes of the server that is measured (Linux; 0 elsewhere), in seconds. */
export function processorSeconds(databasePid: number | null): { own: number, database: number } {
  const { user, system } = process.cpuUsage()
  return { own: (user + system) / 1e6, database: databasePid === null ? 0 : ticksUnder(databasePid) / 100 }
}

/** Ticks of a hundredth of a second: of the server itself, of those it has outlived, and of its processes. */
function ticksUnder(server: number): number {
  const statOf = (pid: string): { parent: number, own: number, gone: number } | null => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').map(Number)
      return { parent: fields[1]!, own: fields[11]! + fields[12]!, gone: fields[13]! + fields[14]! }
    }
    catch {
      return null
    }
  }
  if (!existsSync('/proc/self/stat')) return 0
  const head = statOf(`${server}`)
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(statOf).reduce((sum, each) => sum + (each?.parent === server ? each.own : 0), head ? head.own + head.gone : 0)
}
