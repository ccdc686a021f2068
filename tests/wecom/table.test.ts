import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { apiEndpoints } from '../../mock/wecom/api/all.ts'
import { bridgeFunctions } from '../../mock/wecom/bridge/functions.ts'
import { root, sourceFiles } from '../rules/source-files.ts'

interface Row { name: string, client: string[], simulator: string[] }

/** Rows of the table below a heading of docs/wecom.md; the first three cells, with the paths that stand in them. */
function rowsBelow(heading: string): Row[] {
  const text = readFileSync(join(root, 'docs/wecom.md'), 'utf8')
  const section = text.split(/^## /m).find(part => part.startsWith(`${heading}\n`)) ?? ''
  return section.split('\n').filter(line => line.startsWith('| `')).map((line) => {
    const [, name = '', client = '', simulator = ''] = line.split('|')
    const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '')
    return { name: quoted(name)[0] ?? '', client: quoted(client), simulator: quoted(simulator) }
  })
}
const api = rowsBelow('Server API')
const bridge = rowsBelow('JS bridge')
const callbacks = rowsBelow('Callbacks')

/** Every endpoint that the server names in a call, with the file that calls it. */
const calls = sourceFiles('server').flatMap(({ path, text }) => [
  ...text.matchAll(/\bwecom\.(?:get|post)(?:<.*?>)?\(\s*'([^']+)'/g), ...(path.startsWith('server/wecom/') ? text.matchAll(/\bpath: '(\w[\w/]*)'/g) : []),
].map(match => ({ path, endpoint: match[1] ?? '' })))

const says = (file: string, word: string): boolean => existsSync(join(root, file)) && readFileSync(join(root, file), 'utf8').includes(word)
const mend = 'docs/wecom.md is out of date: mend its table'

describe('the table of endpoints in docs/wecom.md', () => {
  it('has each endpoint of the simulator once, with the file that answers it', () => {
    expect(api.map(row => row.name).sort(), mend).toEqual(apiEndpoints.map(endpoint => endpoint.path).sort())
    expect(api.filter(({ name, simulator }) => simulator.length !== 1 || !simulator.every(file => says(file, `'${name}'`))), mend).toEqual([])
  })

  it('names each file of the server that calls, and no other', () => {
    expect(calls.length).toBeGreaterThan(10)
    const called = (name: string): string[] => [...new Set(calls.filter(({ endpoint }) => endpoint === name).map(({ path }) => path))].sort()
    expect(calls.filter(({ endpoint }) => !api.some(row => row.name === endpoint)), `${mend}, or let the simulator answer it`).toEqual([])
    expect(api.map(({ name, client }) => ({ name, client: [...client].sort() })), mend).toEqual(api.map(({ name }) => ({ name, client: called(name) })))
  })
})

describe('the table of the bridge in docs/wecom.md', () => {
  it('has each function of the simulated client once, with its files', () => {
    expect(bridge.map(row => row.name).sort(), mend).toEqual([...Object.keys(bridgeFunctions), 'agentConfig', 'preVerifyJSAPI'].sort())
    expect(bridge.filter(({ name, simulator }) => simulator.length !== 1 || !simulator.every(file => says(file, name))), mend).toEqual([])
  })

  it('says of each function that the app asks permission for where it is used', () => {
    const list = /const jsApiList = \[([^\]]+)\]/.exec(readFileSync(join(root, 'src/boot/wecom-start.ts'), 'utf8'))?.[1] ?? ''
    const asked = [...list.matchAll(/'(\w+)'/g)].map(match => match[1] ?? '')
    expect(asked.length).toBeGreaterThan(3)
    expect(bridge.filter(row => row.client.length > 0).map(row => row.name).sort(), mend).toEqual([...asked, 'agentConfig'].sort())
    const inCode = (name: string): string => name === 'agentConfig' ? 'register' : name
    expect(bridge.filter(({ name, client }) => !client.every(file => says(file, inCode(name)))), mend).toEqual([])
  })
})

describe('the table of events in docs/wecom.md', () => {
  it('has each event that the simulator fires and the server knows, with their files', () => {
    const happenings = sourceFiles('mock/wecom/happenings').map(({ text }) => text).join('\n')
    const fired = [...happenings.matchAll(/contactEvent\([^,]*?'(\w+)'[^,]*?(?:'(\w+)')?,/g), ...happenings.matchAll(/\['Event', '(\w+)'\]/g)]
      .flatMap(match => [match[1], match[2]])
    const known = new Set(fired.filter(name => name !== undefined && name !== 'change_external_contact'))
    expect(callbacks.map(row => row.name).sort(), mend).toEqual([...known].sort())
    expect(callbacks.filter(({ name, client, simulator }) => ![...client, ...simulator].every(file => says(file, name))), mend).toEqual([])
  })
})
