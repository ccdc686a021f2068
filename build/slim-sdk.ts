import { resolve } from 'node:path'
import type { Plugin } from 'vite'

/** The SDK's readable file: the same code as its minified one, but with the marks by which a bundler drops what is not called. */
export const sdkFile = resolve(import.meta.dirname, '../node_modules/@wecom/jssdk/dist/wecom.js')

/** Called at the SDK's top level to make things (canvas frames, panels) that boot never uses. */
export const sdkPureFunctions = ['random', 'createBuilder', 'createSingleton', 'createPlugin', 'createSymbolKey', 'getPluginContext', 'getAppleDeviceType']

interface Cut { why: string, from: RegExp, to: (found: string, ...groups: string[]) => string }

/** A bundler keeps each of these unless it is told; what boot calls does the same without them (tests/build/slim-sdk.test.ts). */
const cuts: Cut[] = [
  { why: 'canvas frames and a parser fill their prototypes and words in loops at the top level', from: /^for ?\((?:const (?:name|\[name, Ctor\]) of CANVAS_\w+|var _i = 0, reserveWords_1[^)]*)\)\s*\{[\s\S]*?^\}/gm, to: loop => `${dropped(`{ ${loop} }`)};` },
  { why: 'the parser\'s words', from: /^(var reserveWords = )(.*);$/gm, to: (_, name = '', words = '') => `${name}${dropped(words)};` },
  { why: 'no call of ours has another name in the client', from: /^(const webToClientJsApiMap = )\{[^}]*\};$/gm, to: (_, name = '') => `${name}{};` },
  { why: 'it turns the same names round', from: /^for ?\(const key of Object\.keys\(webToClientJsApiMap\)\)\s*\{[\s\S]*?^\}/gm, to: () => '' },
  { why: 'boot registers within WeCom only, which is not WeChat', from: /!isWeCom && \/micromessenger\/i\.test\(ua\)/g, to: () => 'false' },
  { why: 'the devices are told apart for WeChat only', from: /^(const is(?:Android|Windows) = )(.*);$/gm, to: (_, name = '', test = '') => `${name}${dropped(test)};` },
  { why: 'boot registers with the agent\'s signature only', from: /registerOptions\??\.getConfigSignature(?!\()/g, to: () => 'undefined' },
  { why: 'boot registers without callbacks', from: /safeRun\(registerOptions\?\.on(?:Agent)?Config\w+, [\w.]+\);/g, to: () => '' },
  { why: 'fields are made by the assignments that follow', from: /_define_property\(this, "\w+", void 0\);/g, to: () => '' },
]

const dropped = (code: string): string => `/* @__PURE__ */ (() => ${code})()`

/** The SDK without what only other apps need. Throws when another version of it reads differently. */
export function slimSdk(code: string): string {
  return cuts.reduce((text, { why, from, to }) => {
    if (text.search(from) < 0) throw new Error(`build: @wecom/jssdk no longer has what is cut because ${why}; look at its dist/wecom.js and mend build/slim-sdk.ts`)
    return text.replace(from, to)
  }, code)
}

export function slimmedSdk(): Plugin {
  return { name: 'zhike:slim-sdk', transform: (code, id) => id === sdkFile ? { code: slimSdk(code), map: null } : undefined }
}
