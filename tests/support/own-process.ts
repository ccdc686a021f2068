import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ProcessTask } from './process-main.ts'
import type { TestServer } from './test-server.ts'

export interface OwnProcess {
  /** Resolves with the first line that says so; rejects when the process ends before. */
  until: (word: string) => Promise<void>
  go: () => void
  /** kill -9: nothing is tidied up. */
  kill: () => Promise<void>
}

/** Another server process on the test server's database, whose clock stands at `now`. End it in any case. */
export function processBeside({ target, context }: TestServer, task: ProcessTask['task'], now: Date = context.clock.now()): OwnProcess {
  const { dataKeys, sessionKey: _, ...config } = context.config
  return ownProcess({ target, config, dataKey: dataKeys[0]!.toString('base64'), now: now.toISOString(), task })
}

/** A process of its own beside the test's, which can be killed in the midst of its work. */
export function ownProcess(task: ProcessTask): OwnProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./process-main.ts', import.meta.url)), JSON.stringify(task)], { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { complained += chunk.toString() })
  const ended = new Promise<void>((done) => { child.once('exit', () => done()) })
  return {
    until: word => new Promise((done, failed) => {
      const look = (): boolean => {
        if (!said.split('\n').includes(word)) return false
        done()
        return true
      }
      if (look()) return
      child.stdout.on('data', () => { look() })
      void ended.then(() => { if (!look()) failed(new Error(`the process ended before it was ${word}: ${complained}`)) })
    }),
    go: () => { child.stdin.write('go\n') },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
