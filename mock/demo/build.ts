import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildApp } from './build-app.ts'

/** Builds dist/app unless it is already made from these sources: for `npm test`. */
await buildApp(resolve(dirname(fileURLToPath(import.meta.url)), '../..'))
