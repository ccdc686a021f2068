/** Lints the OpenAPI document that the server gives at /api/openapi.json. Exit code 1: redocly found something. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApiDocument } from '../server/http/openapi.ts'

const folder = mkdtempSync(join(tmpdir(), 'zhike-openapi-'))
const file = join(folder, 'openapi.json')
writeFileSync(file, JSON.stringify(openApiDocument('0.0.0')))
const lint = spawnSync(join('node_modules', '.bin', 'redocly'), ['lint', file, '--config', 'scripts/redocly.yaml'], {
  stdio: 'inherit', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
})
rmSync(folder, { recursive: true })
process.exitCode = lint.status ?? 1
