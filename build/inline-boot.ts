import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { minify } from 'terser'
import { build, type Plugin, type Rolldown } from 'vite'
import { markedSdk, sdkFile, sdkPureFunctions } from './marked-sdk.ts'

const root = resolve(import.meta.dirname, '..')
export const browserFloor = ['chrome107', 'safari15']

interface AppEntry { script: string, styles: string[], preload: string[] }

/**
 * Makes dist/app/index.html: boot and the first view's styles inline (one TCP window), the app's files named for later.
 * csp.json beside it has the hashes that the server's Content-Security-Policy allows.
 */
export function inlineBoot(): Plugin {
  return {
    name: 'zhike:inline-boot',
    apply: 'build',
    async generateBundle(_, bundle) {
      const script = inlineSafe((await bundled('src/boot/main.ts')).replace('__APP_ENTRY__', () => JSON.stringify(entryOf(bundle))))
      // The style minifier's stand-in for light-dark(), which no rule of ours uses.
      const style = (await bundled('src/styles/inline.css')).trim().replace(/--lightningcss-(?:light|dark):[^;}]*;?/g, '')
      const html = filled(await readFile(resolve(root, 'index.html'), 'utf8'), `<style>${style}</style>`, `<script>${script}</script>`)
      this.emitFile({ type: 'asset', fileName: 'index.html', source: html })
      this.emitFile({ type: 'asset', fileName: 'csp.json', source: JSON.stringify({ scripts: [hashOf(script)], styles: [hashOf(style)] }) })
    },
  }
}

/** The same page in development, its parts as modules. */
export function linkedBoot(): Plugin {
  return {
    name: 'zhike:linked-boot',
    apply: 'serve',
    config: () => ({ define: { __APP_ENTRY__: JSON.stringify({ script: '/src/app/main.ts', styles: [], preload: [] } satisfies AppEntry) } }),
    transformIndexHtml: {
      order: 'pre',
      handler: html => filled(html, '<link rel="stylesheet" href="/src/styles/inline.css">', '<script type="module" src="/src/boot/main.ts"></script>'),
    },
  }
}

function filled(html: string, styles: string, boot: string): string {
  return html.replace('<!--styles-->', () => styles).replace('<!--boot-->', () => boot)
}

/** One self-contained file, minified for the floor's browsers. */
async function bundled(entry: string): Promise<string> {
  const isScript = entry.endsWith('.ts')
  const output = await build({
    configFile: false, root, logLevel: 'warn', publicDir: false,
    plugins: [markedSdk()],
    resolve: { alias: { '@wecom/jssdk': sdkFile } },
    build: {
      write: false, target: browserFloor, modulePreload: false, cssTarget: browserFloor,
      rolldownOptions: { treeshake: { manualPureFunctions: sdkPureFunctions, propertyReadSideEffects: false }, input: resolve(root, entry), output: isScript ? { format: 'iife', codeSplitting: false } : {} },
    },
  })
  const files = ([output].flat() as Rolldown.RolldownOutput[]).flatMap(({ output }) => output)
  const wanted = files.find(file => isScript ? file.type === 'chunk' : file.fileName.endsWith('.css'))
  if (!wanted) throw new Error(`build: ${entry} gave no output`)
  return wanted.type === 'chunk' ? await shortened(wanted.code) : String(wanted.source)
}

/** A second minifier takes another quarter of a kB off: the whole page must fit one TCP window. The line breaks that it leaves are those in markup, which `html` drops anyway. */
async function shortened(code: string): Promise<string> {
  const { code: short = code } = await minify(code, { toplevel: true, ecma: 2020, compress: { passes: 3, ecma: 2020, keep_fargs: false, unsafe_arrows: true }, format: { ecma: 2020 } })
  return short.replace(/\n\s*/g, '')
}

/** The entry, and all that it imports statically, however deep. */
function entryOf(bundle: Rolldown.OutputBundle): AppEntry {
  const chunks = new Map(Object.values(bundle).filter(file => file.type === 'chunk').map(chunk => [chunk.fileName, chunk]))
  const entry = [...chunks.values()].find(chunk => chunk.isEntry)
  if (!entry) throw new Error('build: the app has no entry chunk')
  const needed = new Set([entry])
  for (const chunk of needed) {
    for (const name of chunk.imports) {
      const imported = chunks.get(name)
      if (imported) needed.add(imported)
    }
  }
  const styles = [...needed].flatMap(chunk => [...chunk.viteMetadata?.importedCss ?? []])
  return {
    script: `/${entry.fileName}`,
    styles: [...new Set(styles)].map(name => `/${name}`),
    preload: [...needed].slice(1).map(chunk => `/${chunk.fileName}`),
  }
}

const inlineSafe = (script: string) => script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--')
const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
