import { expect, test } from 'vitest'
import type { Role } from '../../../contract/words.ts'
import { aProfile, aScript, aSidebar } from '../../../mock/api/sample.ts'
import { cleanPages, find, openCustomer, tap, textOf, toastText, until, untilText } from '../../support/app-customer.ts'

cleanPages()

const openAs = (role: Role, ownerName: string | null = '陈晓') => openCustomer(
  aSidebar({ scripts: [aScript()], profile: aProfile({ isFollowedByMe: false, ownerName }), session: { ...aSidebar().session, role } }), { entry: 'workbench' },
)

test('a lead reads whose customer it is and what would be said, and has no button to say it', async () => {
  const state = await openAs('lead')
  expect(textOf('[role=note]')).toBe('陈晓的客户，话由本人发；可看、记一笔、办售后。')
  expect(textOf('.card-words')).not.toBe('')
  expect(textOf('.panel')).toContain('回复 12/40')
  for (const words of ['复制', '发送', '写一句', '打开聊天', '发补货话术']) expect([words, [...document.querySelectorAll('button')].filter(button => button.textContent?.includes(words)).length]).toEqual([words, 0])
  expect(document.querySelectorAll('.panel [data-do]')).toHaveLength(0)
  await tap('记一笔')
  await untilText('.sheet-title', '记一笔')
  await tap('关闭')
  find('.card-script')!.click()
  await until(() => toastText() === '陈晓的客户，话由跟的人发')
  expect([find('.sheet'), state.sends]).toEqual([null, []])
})

test('an operator only looks, and a customer of nobody says who can help', async () => {
  await openAs('operator')
  expect(textOf('[role=note]')).toContain('这里只看')
  await openAs('admin', null)
  expect([...document.querySelectorAll('[role=note]')].at(-1)?.textContent).toContain('请主管分配')
})

test('whom one follows oneself is nobody else\'s', async () => {
  await openCustomer()
  expect(find('[role=note]')).toBeNull()
})
