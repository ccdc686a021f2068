import { describe, expect, test, vi } from 'vitest'
import type { CustomerId } from '../../../contract/ids.ts'
import type { Entry, WecomSdk } from '../../../src/boot/handover.ts'
import { createBridge } from '../../../src/wecom/bridge.ts'

const wang = 'wmTest0001' as CustomerId

function aBridge(changes: { [Name in keyof WecomSdk]?: () => Promise<unknown> } = {}, entry: Entry = 'chat') {
  const sendChatMessage = vi.fn(changes.sendChatMessage ?? (async () => ({})))
  const ok = async () => ({})
  const sdk = { getCurExternalContact: async () => ({ userId: wang }), setClipboardData: ok, openEnterpriseChat: ok, ...changes, sendChatMessage } as unknown as WecomSdk
  return { bridge: createBridge(sdk, entry), sendChatMessage }
}

describe('a send', () => {
  test('is refused when the chat on the screen is another customer\'s by now', async () => {
    const { bridge, sendChatMessage } = aBridge({ getCurExternalContact: async () => ({ userId: 'wmTest0002' }) })
    expect(await bridge.sendText('您好', wang)).toEqual({ status: 'other-customer', customerId: 'wmTest0002' })
    expect(sendChatMessage).not.toHaveBeenCalled()
  })

  test('is refused when nobody can say whose chat it is', async () => {
    const { bridge, sendChatMessage } = aBridge({ getCurExternalContact: () => Promise.reject({ errMsg: 'getCurExternalContact:fail' }) })
    expect((await bridge.sendText('您好', wang)).status).toBe('failed')
    expect(sendChatMessage).not.toHaveBeenCalled()
  })

  test.each(['profile', 'workbench'] as const)('is not tried from %s, where the client can\'t', async (entry) => {
    const { bridge, sendChatMessage } = aBridge({}, entry)
    expect(await bridge.sendText('您好', wang)).toEqual({ status: 'unsupported' })
    expect(sendChatMessage).not.toHaveBeenCalled()
  })

  test('puts the text into the chat', async () => {
    const { bridge, sendChatMessage } = aBridge()
    expect(await bridge.sendText('您好', wang)).toEqual({ status: 'sent' })
    expect(sendChatMessage).toHaveBeenCalledWith({ msgtype: 'text', text: { content: '您好' } })
  })

  test.each([
    ['sendChatMessage:cancel', { status: 'cancelled' }],
    ['sendChatMessage:function not exist', { status: 'unsupported' }],
    ['sendChatMessage:fail no permission', { status: 'unsupported' }],
    ['sendChatMessage:fail busy', { status: 'failed', reason: 'sendChatMessage:fail busy' }],
  ])('that the client answers with %s is told apart', async (errMsg, result) => {
    const { bridge } = aBridge({ sendChatMessage: () => Promise.reject({ errMsg }) })
    expect(await bridge.sendText('您好', wang)).toEqual(result)
  })
})

describe('copying', () => {
  test('goes by the client first', async () => {
    const set = vi.fn(async () => ({}))
    expect(await aBridge({ setClipboardData: set }).bridge.copy('您好')).toBe(true)
    expect(set).toHaveBeenCalledWith({ data: '您好' })
  })

  test('falls back to the browser, and says when no way worked', async () => {
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValueOnce().mockRejectedValueOnce(new Error('denied'))
    const { bridge } = aBridge({ setClipboardData: () => Promise.reject({ errMsg: 'setClipboardData:fail' }) })
    expect(await bridge.copy('您好')).toBe(true)
    document.execCommand = () => false
    expect(await bridge.copy('您好')).toBe(false)
    expect(write).toHaveBeenCalledTimes(2)
    expect(document.querySelector('textarea')).toBeNull()
  })
})
