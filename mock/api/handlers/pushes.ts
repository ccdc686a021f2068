import * as pushes from '../../../contract/pushes.endpoints.ts'
import { mock, type MockHandler } from '../mock.ts'

/** The morning digest's switch, as one member left it. */
export function pushHandlers(): MockHandler[] {
  let digest = true
  return [
    mock(pushes.getPushChoice, () => ({ digest, digestAt: '09:00' })),
    mock(pushes.changePushChoice, ({ body }) => {
      digest = body.digest
      return { digest, digestAt: '09:00' }
    }),
  ]
}
