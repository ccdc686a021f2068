/** Writes server/db/schema.ts from a freshly migrated database: `node --import tsx scripts/generate-schema.ts`. Run it after a change to a migration. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, openDatabase } from '../server/db/database.ts'
import { startEmbedded } from '../server/db/embedded.ts'
import { migrate } from '../server/db/migrate.ts'

interface Column { tableName: string, columnName: string, udtName: string, isNullable: string, columnDefault: string | null, isIdentity: string, isGenerated: string }
interface Check { tableName: string, definition: string }

const typeOf: Record<string, string> = {
  text: 'string', uuid: 'string', date: 'string', int2: 'number', int4: 'number', int8: 'number', numeric: 'number', float8: 'number', bool: 'boolean',
  timestamptz: 'Date', bytea: 'Buffer', jsonb: 'unknown', json: 'unknown', _text: 'string[]', _int4: 'number[]',
}
const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
const pascal = (name: string): string => camel(`_${name}`)

function fieldType(column: Column, checks: readonly Check[]): string {
  const check = checks.find(({ tableName, definition }) => tableName === column.tableName && new RegExp(`\\(\\(?${column.columnName} = ANY`).test(definition))
  const values = check && [...check.definition.matchAll(/'([^']+)'::text/g)].map(match => `'${match[1]}'`).join(' | ')
  const base = values ?? typeOf[column.udtName]
  if (!base) throw new Error(`${column.tableName}.${column.columnName}: no TypeScript type for ${column.udtName}, add it to typeOf`)
  const type = column.isNullable === 'YES' && base !== 'unknown' ? `${base} | null` : base
  if (column.isIdentity === 'YES' || column.isGenerated === 'ALWAYS') return `GeneratedAlways<${type}>`
  return column.columnDefault === null ? type : `Generated<${type}>`
}

function schemaText(columns: readonly Column[], checks: readonly Check[]): string {
  const tables = [...new Set(columns.map(({ tableName }) => tableName))]
  const interfaces = tables.map(table => `export interface ${pascal(table)}Table {\n${
    columns.filter(({ tableName }) => tableName === table).map(column => `  ${camel(column.columnName)}: ${fieldType(column, checks)}\n`).join('')}}\n`)
  return `/* eslint-disable max-lines -- one list of tables, made by scripts/generate-schema.ts from the migrated database */
import type { Generated, GeneratedAlways } from 'kysely'

/** The tables as Kysely sees them (camelCase through its plugin). */
${interfaces.join('\n')}
export interface Schema {
${tables.map(table => `  ${camel(table)}: ${pascal(table)}Table\n`).join('')}}
`
}

const dataDir = mkdtempSync(join(tmpdir(), 'zhike-schema-'))
const server = await startEmbedded({ dataDir })
const target = { socketDir: server.socketDir, user: server.user, database: 'postgres' }
const db = openDatabase(target)
await migrate(db)
const sql = connect(target)
const columns = await sql<Column[]>`
  select table_name "tableName", column_name "columnName", udt_name "udtName", is_nullable "isNullable", column_default "columnDefault", is_identity "isIdentity", is_generated "isGenerated"
  from information_schema.columns where table_schema = 'public' and table_name not like 'kysely%' order by table_name, ordinal_position`
const checks = await sql<Check[]>`select replace(conrelid::regclass::text, '"', '') "tableName", pg_get_constraintdef(oid) definition from pg_constraint where contype = 'c'`
writeFileSync('server/db/schema.ts', schemaText(columns, checks))
await sql.end()
await db.destroy()
await server.stop()
rmSync(dataDir, { recursive: true })
