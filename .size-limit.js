import { existsSync, readFileSync } from 'node:fs'

const page = 'dist/app/index.html'
if (!existsSync(page)) throw new Error('size-limit: run `npm run build` first')

/** The app's files as the built page names them: its entry and what that imports statically. */
const entry = JSON.parse(/\{"script":"[^}]+\}/.exec(readFileSync(page, 'utf8'))[0])

export default [
  { name: 'index.html, one TCP window (gzip)', path: page, gzip: true, limit: '14 kB' },
  { name: 'JavaScript before the first view can be used, SDK included (brotli)', path: [page, ...[entry.script, ...entry.preload].map(file => `dist/app${file}`)], limit: '75 kB' },
]
