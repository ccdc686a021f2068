import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync('src/styles/tokens.css', 'utf8')

function tokensOf(selector: string): Record<string, string> {
  const block = css.split(`${selector} {`)[1]?.split('}')[0] ?? ''
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{3,6})/g)].map(match => [match[1], match[2]]))
}

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? [...hex.slice(1)].map(digit => digit + digit).join('') : hex.slice(1)
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(full.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const pairs = [
  ...['text', 'second', 'third'].flatMap(text => ['page', 'card', 'raised'].map(ground => [text, ground])),
  ...['text', 'accent'].map(text => [text, 'accent-soft']),
  ...['accent', 'urgent', 'due'].flatMap(text => [[text, 'card'], [text, 'page']]),
  ['on-accent', 'accent'], ['urgent', 'urgent-soft'], ['due', 'due-soft'], ['page', 'text'], ['on-accent', 'urgent'],
] as [string, string][]

test.each([[':root', 'light'], [':root[data-theme="dark"]', 'dark']])('%s: every pair of text and ground has 4.5:1 (%s)', (selector) => {
  const tokens = tokensOf(selector)
  const weak = pairs.filter(([text, ground]) => contrast(tokens[text]!, tokens[ground]!) < 4.5).map(([text, ground]) => `${text} on ${ground}: ${contrast(tokens[text]!, tokens[ground]!).toFixed(2)}`)
  expect(weak).toEqual([])
})
