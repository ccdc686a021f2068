import { expect, test } from 'vitest'
import { Check, Errors } from 'typebox/value'
import { Sidebar } from '../../../contract/customers.schema.ts'
import { Touch } from '../../../contract/touches.schema.ts'
import { aSidebar, aTouch } from '../../../mock/api/sample.ts'
import { situationKinds } from '../../../contract/words.ts'
import { aSidebar as aTestSidebar } from '../../support/a-sidebar.ts'

test.each<[string, Sidebar]>([['the sample sidebar', aSidebar()], ...situationKinds.map((kind): [string, Sidebar] => [kind, aTestSidebar(kind)])])('%s is one that the server could send', (_, sidebar) => {
  expect([...Errors(Sidebar, sidebar)]).toEqual([])
})

test('the sample touch is one that the server could send', () => {
  expect(Check(Touch, aTouch())).toBe(true)
})
