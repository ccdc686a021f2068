import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import headers from './fixtures/headers.json' with { type: 'json' }
import { formats } from '../../server/orders/formats/recognise.ts'

const document = readFileSync('docs/orders.md', 'utf8')
const sections = new Map(document.split('\n### ').slice(1).map(section => [section.split(/[\s(]/)[0]!, section]))

it.each(formats.map(format => format.key))('docs/orders.md names every column that %s reads', (key) => {
  const section = sections.get(key) ?? ''
  const missing = Object.values(formats.find(format => format.key === key)!.columns).filter(names => !names.some(name => section.includes(name)))
  expect(missing).toEqual([])
})

it.each(Object.entries(headers))('docs/orders.md says what becomes of every real column of %s', (_key, { columns }) => {
  expect(columns.filter(column => !document.includes(column))).toEqual([])
})
