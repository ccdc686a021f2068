import { resolve } from 'node:path'
import type { Plugin } from 'vite'

/** The SDK's readable file: the same code as its minified one, but with the marks by which a bundler drops what is not called. */
export const sdkFile = resolve(import.meta.dirname, '../node_modules/@wecom/jssdk/dist/wecom.js')

/** Called at the SDK's top level to make things (canvas frames, panels) that boot never uses. */
export const sdkPureFunctions = ['random', 'createBuilder', 'createSingleton', 'createPlugin', 'createSymbolKey', 'getPluginContext', 'getAppleDeviceType']

interface Mark { what: string, from: RegExp, to: (found: string, ...groups: string[]) => string }

/** A bundler keeps what stands at the top level unless it is told that nothing hangs on it. Marks only: no statement of the SDK is changed. */
const marks: Mark[] = [
  { what: 'the loops that fill canvas frames and a parser', from: /^for ?\((?:const (?:name|\[name, Ctor\]) of CANVAS_\w+|var _i = 0, reserveWords_1[^)]*)\)\s*\{[\s\S]*?^\}/gm, to: loop => `${droppable(`{ ${loop} }`)};` },
  { what: 'the parser\'s words', from: /^(var reserveWords = )(.*);$/gm, to: (_, name = '', words = '') => `${name}${droppable(words)};` },
  { what: 'the tests of the device', from: /^(const is(?:Android|Windows) = )(.*);$/gm, to: (_, name = '', test = '') => `${name}${droppable(test)};` },
]

const droppable = (code: string): string => `/* @__PURE__ */ (() => ${code})()`

/** The SDK with marks at what may be dropped when it is not called. Throws when another version of it reads differently. */
export function markSdk(code: string): string {
  return marks.reduce((text, { what, from, to }) => {
    if (text.search(from) < 0) throw new Error(`build: @wecom/jssdk no longer has ${what}; look at its dist/wecom.js and mend build/marked-sdk.ts`)
    return text.replace(from, to)
  }, code)
}

export function markedSdk(): Plugin {
  return { name: 'zhike:marked-sdk', transform: (code, id) => id === sdkFile ? { code: markSdk(code), map: null } : undefined }
}
