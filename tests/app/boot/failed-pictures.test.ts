import { expect, test } from 'vitest'
import { dropFailedPictures } from '../../../src/boot/failed-pictures.ts'
import { firstViewMarkup, untouchedView } from '../../../src/ui/first-view/first-view.ts'
import { aProfile, aSidebar, sidebarNow } from '../../support/a-sidebar.ts'

test('an avatar that can\'t be loaded gives way to the initial', () => {
  dropFailedPictures(document)
  const sidebar = aSidebar('silent', { profile: aProfile({ avatarUrl: 'https://wx.qlogo.cn/gone/0' }) })
  document.body.innerHTML = firstViewMarkup({ ...untouchedView, sidebar, nowMs: Date.parse(sidebarNow), canSend: true })
  const avatar = document.querySelector('.avatar')!
  const initial = avatar.textContent
  expect(initial).not.toBe('')
  avatar.querySelector('img')!.dispatchEvent(new Event('error'))
  expect(avatar.innerHTML).toBe(initial)
})
