import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export interface SourceFile { path: string, text: string, imports: string[] }

/** Our own TypeScript and Vue files below these folders, with what they import (own files as paths from the root, packages by name). */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders.flatMap(folder => walk(join(root, folder))).map((file) => {
    const text = readFileSync(file, 'utf8')
    return { path: relative(root, file), text, imports: importsOf(text).map(name => name.startsWith('.') ? relative(root, resolve(dirname(file), name)) : packageOf(name)) }
  })
}

/** What a file imports, types left out when `runtime` is asked for. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g)]
    .map(match => match[1] ?? match[2] ?? match[3] ?? '')
}

const packageOf = (name: string): string => name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0] ?? name

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return walk(path)
    return /\.(ts|vue)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

/** Comments and strings taken out, so that a word in a comment is no finding. */
export const codeOnly = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1')
