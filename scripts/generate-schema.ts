import { startEmbedded } from '../server/db/embedded.ts'
import { openDatabase, connect } from '../server/db/database.ts'
import { migrate } from '../server/db/migrate.ts'
import { writeFileSync } from 'node:fs'
const db = await startEmbedded({ dataDir: mkdtempSync(join(tmpdir(), 'zhike-schema-')) })
const target = { socketDir: db.socketDir, user: db.user, database: 'postgres' }
const k = openDatabase(target); await migrate(k)
const sql = connect(target)
const cols = await sql`select table_name, column_name, udt_name, is_nullable, column_default, is_identity, is_generated from information_schema.columns where table_schema='public' and table_name not like 'kysely%' order by table_name, ordinal_position`
const checks = await sql`select conrelid::regclass::text as t, pg_get_constraintdef(oid) as def from pg_constraint where contype='c'`
const T: Record<string,string> = { text:'string', int4:'number', int2:'number', int8:'number', numeric:'number', float8:'number', bool:'boolean', timestamptz:'Date', date:'string', uuid:'string', bytea:'Buffer', jsonb:'unknown', _text:'string[]', _int4:'number[]' }
const camel = (s: string) => s.replace(/_([a-z])/g, (_, c) => c.toUpperCase())
const pascal = (s: string) => { const c = camel(s); return c[0]!.toUpperCase() + c.slice(1) }
const groups: Record<string, any[]> = {}
for (const c of cols) (groups[c.table_name] ??= []).push(c)
let out = `import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'

/** The tables as Kysely sees them (camelCase through its plugin). Held against the migrated database by tests/server/db/schema.test.ts. */
`
const brands: Record<string,string> = {}
for (const [t, cs] of Object.entries(groups)) {
  out += `export interface ${pascal(t)}Table {\n`
  for (const c of cs) {
    let ty = T[c.udt_name]!
    const check = checks.find(k => k.t.replaceAll('"','') === t && new RegExp(`\\(\\(?${c.column_name} = ANY`).test(k.def))
    if (check) ty = [...check.def.matchAll(/'([^']+)'::text/g)].map(m => `'${m[1]}'`).join(' | ')
    const nullable = c.is_nullable === 'YES'
    const json = c.udt_name === 'jsonb'
    let full = nullable ? `${ty} | null` : ty
    if (json) full = 'unknown'
    if (c.is_identity === 'YES' || c.is_generated === 'ALWAYS') full = `GeneratedAlways<${full}>`
    else if (c.column_default !== null) full = `Generated<${full}>`
    out += `  ${camel(c.column_name)}: ${full}\n`
  }
  out += `}\n\n`
}
out += `export interface Schema {\n${Object.keys(groups).map(t => `  ${camel(t)}: ${pascal(t)}Table`).join('\n')}\n}\n`
out = out.replace(', JSONColumnType','')
writeFileSync('../server/db/schema.ts', out)
await sql.end(); await k.destroy(); await db.stop()
