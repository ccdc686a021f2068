import { expect, it } from 'vitest'
import { wires } from '../../contract/wires.ts'
import { handlers } from '../../mock/api/handlers.ts'
import { mockState } from '../../mock/api/state.ts'

it('has a mock for every endpoint of the contract, and none beside', () => {
  expect(handlers(mockState()).map(handler => handler.endpointName).sort()).toEqual(wires.map(({ endpoint }) => endpoint.name).sort())
})
