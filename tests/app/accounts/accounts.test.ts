import { http, HttpResponse } from 'msw'
import { describe, expect, test, vi } from 'vitest'
import type { CustomerRow } from '../../../contract/customers.schema.ts'
import type { CustomerId } from '../../../contract/ids.ts'
import { aProfile, aSidebar } from '../../../mock/api/sample.ts'
import type { MockState } from '../../../mock/api/state.ts'
import { cleanPages, find, openCustomer, sheet, tap, textOf, toastText, type, undo, until, untilSheet, untilText } from '../../support/app-customer.ts'
import { api } from '../support/api.ts'

cleanPages()

const other = { externalUserId: 'wmOther' as CustomerId, name: '敏敏', remark: '王姐工作号', ownerName: '周航' }
const row: CustomerRow = {
  ...other, isFollowedByMe: true, avatarUrl: null, tier: 'low', scene: 'added', oneToOne: false, lifetimeSpendFen: 0, lastOrderAt: null, lastTouchAt: null, addedAt: '2026-01-01T00:00:00.000Z', lostAt: null,
}
const joined = aSidebar({ profile: aProfile({ otherAccounts: [other] }) })

async function openAccounts(sidebar = aSidebar(), options = {}): Promise<MockState> {
  const state = await openCustomer(sidebar, options, (prepared) => { prepared.otherCustomers = [row] })
  await tap('更多')
  await tap('同一人的另一个微信')
  await untilSheet('合成一人后')
  return state
}
async function lookFor(word: string): Promise<void> {
  await type('找另一个微信', word)
  find('.sheet form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
}

describe('two accounts of one person', () => {
  test('are joined from the sidebar of one, which then says so; within five seconds that can be taken back', async () => {
    const state = await openAccounts()
    await lookFor('王姐')
    await untilSheet('王姐工作号')
    expect(sheet()).not.toContain('王敏')
    await tap('把 王姐工作号 和 王姐 合成一人')
    await until(() => toastText().startsWith('合成一人了'))
    await untilText('.panel .others', '同一人的另一个微信王姐工作号')
    await undo()
    await until(() => state.sidebar.profile.otherAccounts.length === 0 && !find('.panel .others'))
  })

  test('are parted again, and that can be taken back too', async () => {
    const state = await openAccounts(joined)
    await tap('把 王姐工作号 分开')
    await until(() => toastText().startsWith('分开了'))
    expect(state.sidebar.profile.otherAccounts).toEqual([])
    await undo()
    await until(() => state.sidebar.profile.otherAccounts.length === 1)
  })

  test('are opened beside a chat by opening that chat, and the client\'s no is said', async () => {
    const openChat = vi.fn(async () => false)
    await openCustomer(joined, { bridge: { openChat } })
    await untilText('.panel .others', '王姐工作号')
    await tap('王姐工作号')
    expect(openChat).toHaveBeenCalledWith('wmOther')
    await until(() => toastText().startsWith('没能打开聊天'))
  })

  test('one of them a colleague\'s: named by who looks after it, without a way in', async () => {
    await openCustomer(aSidebar({ profile: aProfile({ otherAccounts: [{ externalUserId: null, name: '', remark: '', ownerName: '周航' }] }) }))
    await untilText('.panel .others', '同一人的另一个微信周航跟进')
    expect(find('.panel .others button')).toBeNull()
  })

  test('are not there where there is one', async () => {
    await openCustomer()
    expect(find('.panel .others')).toBeNull()
  })
})

describe('what goes wrong', () => {
  test('says that nobody was found and how to go on', async () => {
    await openAccounts()
    await lookFor('没有这个人')
    await untilSheet('没有找到“没有这个人”。要先加上她的另一个微信')
  })

  test('keeps the sheet open with the server\'s words, and a second tap sends nothing twice', async () => {
    let joins = 0
    await openAccounts()
    api.use(http.post('/api/customers/:id/join/:otherId', () => { joins += 1; return HttpResponse.json({ code: 'state-conflict', message: '一个人最多 5 个微信' }, { status: 409 }) }))
    await lookFor('王姐')
    await untilSheet('王姐工作号')
    const button = [...document.querySelectorAll<HTMLElement>('.sheet button')].find(each => each.textContent === '合成一人')!
    button.click()
    button.click()
    await untilSheet('一个人最多 5 个微信')
    expect(joins).toBe(1)
    expect(textOf('.sheet')).toContain('王姐工作号')
  })
})
