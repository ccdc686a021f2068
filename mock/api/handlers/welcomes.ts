import * as welcomes from '../../../contract/welcomes.endpoints.ts'
import type { Welcome } from '../../../contract/welcomes.schema.ts'
import { mock, Refusal, type MockHandler } from '../mock.ts'
import type { MockState } from '../state.ts'

export function welcomeHandlers(state: Pick<MockState, 'now'>): MockHandler[] {
  const items: Welcome[] = [
    { state: '', channel: null, body: '{{称呼}}您好，我是{{销售}}，有什么都可以直接在这儿找我。', isActive: true, updatedAt: '2026-06-01T02:00:00.000Z', updatedByName: null },
    { state: 'tmall-parcel', channel: '天猫包裹卡', body: '{{称呼}}您好，我是{{销售}}。东西到了先看看外箱和日期。', isActive: true, updatedAt: '2026-06-01T02:00:00.000Z', updatedByName: '何' },
    { state: 'live-room', channel: '直播间', body: null, isActive: false, updatedAt: null, updatedByName: null },
  ]
  return [
    mock(welcomes.listWelcomes, () => ({ items })),
    mock(welcomes.changeWelcome, ({ body: { state: of, body, isActive, basedOn } }) => {
      const found = items.find(item => item.state === of)
      if (!found) throw new Refusal('not-found', '没有这个渠道')
      if (found.updatedAt !== basedOn) throw new Refusal('state-conflict', '这段欢迎语刚被别人改过，请看看再改', found)
      return Object.assign(found, { body, isActive, updatedAt: state.now(), updatedByName: '何' })
    }),
  ]
}
