import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { freePort } from '../../../mock/demo/free-port.ts'

export interface Composition {
  origin: string
  port: number
  pid: number
  /** Sends the signal and resolves when the process is gone. */
  end: (signal: 'SIGINT' | 'SIGKILL') => Promise<void>
}

const program = resolve(import.meta.dirname, 'composition.ts')

/** Simulator, server and app as one process on `dataDir`, making the small world where there is none. Resolves when it answers; throws with its output when it ends instead. */
export async function startComposition({ dataDir, distDir, port }: { dataDir: string, distDir: string, port?: number }): Promise<Composition> {
  const chosen = port ?? await freePort()
  const child = spawn(process.execPath, ['--import', 'tsx', program, String(chosen), dataDir, distDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  const gone = new Promise<void>(done => child.once('close', () => done()))
  await readyLine(child)
  return {
    origin: `http://127.0.0.1:${chosen}`, port: chosen, pid: child.pid ?? 0,
    end: (signal) => {
      child.kill(signal)
      return gone
    },
  }
}

function readyLine(child: ChildProcess): Promise<void> {
  return new Promise((resolveReady, reject) => {
    let said = ''
    const hear = (piece: Buffer): void => {
      said += piece.toString()
      if (/^ready$/m.test(said)) resolveReady()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('close', code => reject(new Error(`The composition ended (${code}) before it was ready:\n${said}`)))
  })
}

/** A stopped composition's data, owners and all (the database may belong to another user). */
export function copyData(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to])
}
