import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { Plugin } from 'vite'

const compress = promisify(brotliCompress)
const worthIt = /\.(js|css|svg)$/

/** Writes a .br beside each asset at the highest quality. The HTML is left out: the server puts the signature into it. */
export function brotliFiles(): Plugin {
  return {
    name: 'zhike:brotli-files',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (!dir) return
      await Promise.all(Object.keys(bundle).filter(name => worthIt.test(name)).map(async (name) => {
        const file = resolve(dir, name)
        const raw = await readFile(file)
        await writeFile(`${file}.br`, await compress(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } }))
      }))
    },
  }
}
