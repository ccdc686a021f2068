import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const sources = ['src', 'contract', 'build', 'public', 'index.html', 'vite.config.ts', 'package-lock.json']

/** Builds the app unless dist/ was made from exactly these sources. */
export async function buildApp(root: string): Promise<void> {
  // Inside what Vite empties: another build takes the stamp away with the old files.
  const stampFile = join(root, 'dist', 'app', '.stamp')
  const stamp = stampOf(root)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  // A test runner's NODE_ENV would build the development version of the libraries.
  process.env.NODE_ENV = 'production'
  await build({ root, logLevel: 'warn' })
  writeFileSync(stampFile, stamp)
}

function stampOf(root: string): string {
  const hash = createHash('sha256')
  for (const source of sources) for (const file of filesOf(join(root, source))) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))
      .flatMap(entry => entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)])
  }
  catch {
    return [path]
  }
}
