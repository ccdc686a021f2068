import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildApp } from '../../../mock/demo/build-app.ts'
import { copyData, startComposition } from './composition-process.ts'

declare module 'vitest' {
  export interface ProvidedContext { origin: string, bornWorld: string, distDir: string }
}

/** Builds the app where it is not built, makes the small world once, keeps a copy of it as it was born, and starts the one composition of the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = resolve(import.meta.dirname, '../../..')
  await buildApp(root)
  const folder = mkdtempSync(join(tmpdir(), 'zhike-e2e-'))
  // Its own copy: a build in the meantime must not change the page under the run.
  const distDir = join(folder, 'app')
  cpSync(join(root, 'dist', 'app'), distDir, { recursive: true })
  const bornWorld = join(folder, 'born')
  const first = await startComposition({ dataDir: bornWorld, distDir })
  await first.end('SIGINT')
  const dataDir = join(folder, 'run')
  copyData(bornWorld, dataDir)
  const composition = await startComposition({ dataDir, distDir })
  project.provide('origin', composition.origin)
  project.provide('bornWorld', bornWorld)
  project.provide('distDir', distDir)
  return async () => {
    await composition.end('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
}
