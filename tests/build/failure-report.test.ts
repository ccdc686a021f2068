import { describe, expect, it } from 'vitest'
import { toldAgain, type Failure } from '../support/failure-report.ts'

const failure: Failure = { project: 'node', file: 'tests/orders/a.test.ts', names: ['an import', 'refuses it'], message: 'expected 1 to be 2', frames: ['tests/orders/a.test.ts:3:4'] }

describe('what a red run says again at its end', () => {
  it('names project, file and test, with the message and our own frames', () => {
    expect(toldAgain([failure])).toEqual(['FAIL [node] tests/orders/a.test.ts > an import > refuses it', '     expected 1 to be 2', '     at tests/orders/a.test.ts:3:4'])
  })

  it('names what has neither project nor file', () => {
    expect(toldAgain([{ ...failure, project: '', file: '', names: ['the whole run'], message: 'it ended', frames: [] }])).toEqual(['FAIL the whole run', '     it ended'])
  })

  it('keeps a long message short, without colours and empty lines, and says that it goes on', () => {
    const message = Array.from({ length: 20 }, (_, at) => `\u001B[31mline ${at}\u001B[39m${'x'.repeat(500)}\n\n`).join('')
    const told = toldAgain([{ ...failure, message, frames: Array.from({ length: 9 }, (_, at) => `a.ts:${at}`) }])
    expect(told).toHaveLength(1 + 12 + 1 + 4)
    expect(told[1]).toBe(`     line 0${'x'.repeat(394)}`)
    expect(told[13]).toBe('     … 8 lines more')
    expect(told.at(-1)).toBe('     at a.ts:3')
  })

  it('names every failure, however many, and explains the first twenty', () => {
    const told = toldAgain(Array.from({ length: 25 }, () => failure))
    expect(told.filter(line => line.startsWith('FAIL'))).toHaveLength(25)
    expect(told).toHaveLength(20 * 3 + 5)
  })
})
