import { afterAll, beforeAll, expect, it } from 'vitest'
import { wires } from '../../../contract/wires.ts'
import { createLog } from '../../../server/http/log.ts'
import { scopeCases, type ScopeRequest } from './scope-cases.ts'
import { hers, marks, scopeWorld, type ScopeWorld } from './scope-world.ts'

let world: ScopeWorld
const lines: string[] = []
beforeAll(async () => { world = await scopeWorld({ config: { requestsPerMinute: 0 }, log: createLog('trace', { write: (line) => { lines.push(line) } }) }) })
afterAll(() => world.server.close())

const texts = ['', '\0', '密\0', '\ud83d', '密'.repeat(5000), '__proto__', '\'; drop table customer; --', '<img src=x onerror=alert(1)>', '../../etc/passwd', '2026-02-31T99:00:00Z', '=cmd|calc']
const numbers = [-1, 1.5, 2 ** 31, 2 ** 53, 1e308]
const others = [null, true, [], {}, [['x']], { constructor: { prototype: { isAdmin: true } } }]
const inPath = ['%00', '..%2f..%2f', '%27%3B--', 'x'.repeat(190), '00000000-0000-4000-8000-000000000000', '99999999999999999999', '%F0%9F', '-1', 'null']
const sealed = (values: unknown): string => Buffer.from(JSON.stringify(values)).toString('base64url')
const cursors = ['x', sealed({}), sealed([]), ...[1, 2, 3, 4].flatMap(length => [null, '密', 1e308, '\0', [1], { a: 1 }].map(value => sealed(Array.from({ length }, () => value))))]

/** The request with one value of its body after the other replaced. */
function bodiesOf(body: object): object[] {
  return Object.entries(body).flatMap(([key, value]) => [...typeof value === 'string' ? texts : typeof value === 'number' ? numbers : [], ...others, ...texts.slice(0, 3)].map(bad => ({ ...body, [key]: bad })))
}
function variantsOf(request: ScopeRequest, hasCursor: boolean): ScopeRequest[] {
  const { url, body } = request
  const [path = '', query = ''] = url.split('?')
  const parts = path.split('/')
  const places = parts.flatMap((part, index) => part === hers || /^[0-9a-f]{8}-|^\d+$/.test(part) ? [index] : [])
  return [
    ...places.flatMap(place => inPath.map(bad => ({ ...request, url: [parts.map((part, index) => index === place ? bad : part).join('/'), query].filter(Boolean).join('?') }))),
    ...hasCursor ? cursors.map(cursor => request.method === 'GET' ? { ...request, url: `${path}?${[query, `cursor=${cursor}`].filter(Boolean).join('&')}` } : { ...request, body: { ...body as object, cursor } }) : [],
    ...typeof body === 'object' ? bodiesOf(body).map(bad => ({ ...request, body: bad })) : [],
    ...typeof body === 'object' ? ['{"__proto__":{"isAdmin":true}}', '[', '"x"', 'null', `{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`].map(bad => ({ ...request, body: bad, headers: { 'content-type': 'application/json' } })) : [],
  ]
}

it.each(Object.entries(scopeCases))('%s answers any value with a refusal or a reply, never with a fault of its own', async (name, scopeCase) => {
  const request = await scopeCase.request(world)
  const wire = wires.find(({ endpoint }) => endpoint.name === name)!.wire as { query?: { properties: object }, body?: { properties?: object } }
  const faults: unknown[] = []
  for (const { method, url, body, headers } of variantsOf(request, 'cursor' in (wire.query?.properties ?? {}) || 'cursor' in (wire.body?.properties ?? {}))) {
    const reply = await world.server.as(scopeCase.as)(method, url, body, headers)
    if (reply.statusCode >= 500 && reply.json<{ code: string }>().code !== 'wecom-away') faults.push([method, url.slice(0, 200), JSON.stringify(body)?.slice(0, 200), reply.body])
  }
  expect(faults).toEqual([])
})

it('has written nothing of all that into the log', () => {
  expect(lines.length).toBeGreaterThan(500)
  expect(lines.filter(line => marks.test(line) || line.includes(hers) || line.includes('drop table') || line.includes('onerror'))).toEqual([])
})
