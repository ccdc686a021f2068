import { describe, expect, it } from 'vitest'
import { codeOnly, sourceFiles, type SourceFile } from './source-files.ts'

const all = sourceFiles('contract', 'src', 'server', 'mock')
const inFolder = (folder: string) => (file: SourceFile): boolean => file.path.startsWith(`${folder}/`)

/** Every "file → import" that a rule forbids, in words a reader can act on. */
function offences(files: SourceFile[], isForbidden: (imported: string, file: SourceFile) => boolean): string[] {
  return files.flatMap(file => file.imports.filter(imported => isForbidden(imported, file)).map(imported => `${file.path} imports ${imported}`))
}

describe('who may import whom (ARCHITECTURE.md)', () => {
  it('finds the code at all', () => {
    expect(all.length).toBeGreaterThan(60)
    expect(all.flatMap(file => file.imports).length).toBeGreaterThan(200)
  })

  it('keeps the contract free of everything but itself and its schema library', () => {
    expect(offences(all.filter(inFolder('contract')), imported => !imported.startsWith('contract/') && imported !== 'typebox')).toEqual([])
  })

  it('keeps src, server and mock apart; only mock/demo composes them', () => {
    const foreign: Record<string, string[]> = { src: ['server/', 'mock/'], server: ['src/', 'mock/'], mock: ['src/', 'server/'] }
    expect(offences(all, (imported, file) => {
      if (file.path.startsWith('mock/demo/')) return false
      if (file.path.startsWith('src/app/') && imported.startsWith('mock/api/')) return false
      return (foreign[file.path.split('/')[0] ?? ''] ?? []).some(folder => imported.startsWith(folder))
    })).toEqual([])
  })

  it('lets the app use only the types of the contract\'s schemas', () => {
    const bad = all.filter(inFolder('src')).flatMap(file => [...file.text.matchAll(/import\s+(type\s)?([^'"]*)from\s*['"][^'"]*contract\/\w+\.schema\.ts['"]/g)]
      .filter(match => !match[1]).map(() => file.path))
    expect(bad).toEqual([])
  })

  const order = ['utils', 'ui', 'composables', 'boot', 'api', 'wecom', 'stores', 'features', 'app']
  const allowed: Record<string, string[]> = {
    utils: [], ui: ['utils', 'composables'], composables: ['utils'], boot: ['utils', 'ui'], api: ['utils', 'ui', 'composables', 'boot'], wecom: ['utils', 'ui', 'composables', 'boot'],
    stores: ['utils', 'ui', 'composables', 'boot', 'api', 'wecom'], features: ['utils', 'ui', 'composables', 'boot', 'api', 'wecom', 'stores'], app: order,
  }
  it('has one direction inside src: utils → ui, composables → boot → api, wecom → stores → features → app', () => {
    expect(offences(all.filter(inFolder('src')), (imported, file) => {
      const [, from] = file.path.split('/')
      const [top, to] = imported.split('/')
      if (top !== 'src' || !to || !from || to === from || to === 'styles') return false
      return !(allowed[from] ?? order).includes(to)
    })).toEqual([])
  })

  it('never lets a feature import another feature', () => {
    expect(offences(all.filter(inFolder('src/features')), (imported, file) =>
      imported.startsWith('src/features/') && imported.split('/')[2] !== file.path.split('/')[2])).toEqual([])
  })

  it('keeps the server\'s rules pure: no database, no platform, no HTTP', () => {
    const rules = all.filter(file => file.path.startsWith('server/') && (file.path.endsWith('.rules.ts') || file.path.startsWith('server/rhythm/')))
    expect(rules.length).toBeGreaterThan(5)
    expect(offences(rules, imported => /\.(queries|routes)\.ts$|^server\/(db|http|wecom|jobs)\//.test(imported) || ['kysely', 'postgres', 'fastify'].includes(imported))).toEqual([])
    expect(rules.filter(file => /Date\.now\(|new Date\(\)|Math\.random\(/.test(codeOnly(file.text))).map(file => file.path)).toEqual([])
  })

  it('lets queries use the database only', () => {
    const queries = all.filter(file => file.path.endsWith('.queries.ts'))
    expect(offences(queries, imported => /\.routes\.ts$|^server\/(wecom|jobs)\//.test(imported) || imported === 'fastify')).toEqual([])
  })
})

describe('single owners', () => {
  const owners: [string, (path: string) => boolean][] = [
    ['axios', path => path.startsWith('src/api/')],
    ['@wecom/jssdk', path => path.startsWith('src/boot/') || path.startsWith('src/wecom/')],
    ['dayjs', path => path.startsWith('src/utils/') || path === 'server/time.ts'],
  ]
  it.each(owners)('%s has one owner', (name, isOwner) => {
    expect(offences(all.filter(file => /^(src|server)\//.test(file.path) && !isOwner(file.path)), imported => imported === name)).toEqual([])
  })

  it('fetches from the app only in src/boot', () => {
    expect(all.filter(inFolder('src')).filter(file => !file.path.startsWith('src/boot/') && /(?<![.\w])fetch\(/.test(codeOnly(file.text))).map(file => file.path)).toEqual([])
  })

  it('writes SQL only in queries, migrations and the scope', () => {
    const isSqlRoom = (path: string): boolean => path.endsWith('.queries.ts') || path.startsWith('server/db/') || path === 'server/session/scope.ts'
    const sqlCode = /\b(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\bsql`/
    expect(all.filter(inFolder('server')).filter(file => !isSqlRoom(file.path) && sqlCode.test(codeOnly(file.text))).map(file => file.path)).toEqual([])
  })

  it('never asks the database for the time', () => {
    const nowInSql = /\bnow\(\)\s*(?:at time zone|-|\+|::|,|\)|`)|current_timestamp|clock_timestamp/i
    expect(all.filter(file => file.path.endsWith('.queries.ts') && nowInSql.test(codeOnly(file.text).replace(/clock\.now\(\)|\.now\(\)/g, ''))).map(file => file.path)).toEqual([])
  })

  it('reads the wall clock and the environment in one place each', () => {
    const server = all.filter(inFolder('server'))
    const clockRooms = new Set(['server/time.ts', 'server/db/embedded.ts'])
    expect(server.filter(file => !clockRooms.has(file.path) && /Date\.now\(\)|new Date\(\)/.test(codeOnly(file.text))).map(file => file.path)).toEqual([])
    const environmentRooms = new Set(['server/main.ts', 'server/db/embedded.ts'])
    expect(server.filter(file => !environmentRooms.has(file.path) && /process\.env\b/.test(codeOnly(file.text))).map(file => file.path)).toEqual([])
  })
})

describe('names and sizes (style.md)', () => {
  const ours = sourceFiles('contract', 'src', 'server', 'mock', 'tests')
  it('has no rooms without a name', () => {
    expect(ours.filter(file => /(^|\/)(utils|helpers|common|types|index|data|info|manager)\.(ts|vue)$/.test(file.path)).map(file => file.path)).toEqual([])
  })

  it('stops at 300 lines a file', () => {
    const exempt = new Set(['server/db/schema.ts'])
    expect(ours.filter(file => !exempt.has(file.path) && file.text.split('\n').length > 300).map(file => `${file.path}: ${file.text.split('\n').length} lines, split it by what changes together`)).toEqual([])
  })

  it('has no barrels', () => {
    expect(ours.filter(file => /^export \* from/m.test(file.text)).map(file => file.path)).toEqual([])
  })
})
