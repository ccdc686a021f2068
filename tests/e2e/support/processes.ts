import { execFileSync } from 'node:child_process'

interface Process { pid: number, words: string }

function running(): Process[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n').map(line => line.trim()).filter(Boolean).map((line) => {
    const [pid = '', ...words] = line.split(/\s+/)
    return { pid: Number(pid), words: words.join(' ') }
  })
}

/** Ids of processes that have this folder on their command line. */
export function processesNaming(folder: string): number[] {
  return running().filter(({ words }) => words.includes(folder)).map(({ pid }) => pid)
}

/** Database servers (not their workers) on this data folder. */
export function postgresOn(dataDir: string): number[] {
  return running().filter(({ words }) => /\/postgres -D /.test(words) && words.includes(dataDir)).map(({ pid }) => pid)
}
