import { changeCase, openCase, withdrawCase, withdrawMeans } from '../../../contract/cases.endpoints.ts'
import type { ServiceCase } from '../../../contract/cases.schema.ts'
import type { CaseKind } from '../../../contract/words.ts'
import { call } from '../../api/call.ts'
import type { Action } from '../../stores/action-context.ts'
import { caseWords } from '../../ui/first-view/words.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { offerUndo, say } from '../../ui/toast.ts'
import type { CaseChange } from './case-change.ts'
import CasesSheet from './CasesSheet.vue'
import HandleCaseSheet from './HandleCaseSheet.vue'
import OpenCaseSheet from './OpenCaseSheet.vue'

const change = (serviceCase: ServiceCase, body: CaseChange, idempotencyKey?: string) =>
  call(changeCase, { params: { caseId: serviceCase.caseId }, body, idempotencyKey })

/** Opens a complaint, return or exchange; the card turns red with the next reading. */
export const registerCase: Action = async ({ customerId, refresh }) => {
  const opened = await openSheet<ServiceCase>(OpenCaseSheet, {
    draft: `case ${customerId}`, open: (body: { kind: CaseKind, summary: string }, idempotencyKey: string) => call(openCase, { params: { id: customerId }, body, idempotencyKey }),
  })
  if (!opened) return
  await refresh()
  offerUndo(`登记了${caseWords[opened.kind]}`, async () => {
    await call(withdrawCase, { params: { caseId: opened.caseId } })
    await refresh()
  })
}

/** 给方案. */
export const handleCase: Action = async ({ sidebar, canSend, nowMs, refresh }) => {
  const { situation } = sidebar
  if (situation.kind !== 'case_open') return say('这件售后已经处理完了。')
  const closed = await openSheet<ServiceCase>(HandleCaseSheet, {
    serviceCase: situation.case, script: situation.script, canSend, isMine: sidebar.profile.isFollowedByMe, nowMs: nowMs(),
    change: (body: CaseChange, key?: string) => change(situation.case, body, key),
    // Also when its undo is tapped after the sheet is gone.
    takeBack: async ({ at }: ServiceCase['means'][number], idempotencyKey?: string) => {
      const changed = await call(withdrawMeans, { params: { caseId: situation.case.caseId, at }, idempotencyKey })
      await refresh()
      return changed
    },
  })
  await refresh()
  if (!closed) return
  offerUndo(`${caseWords[closed.kind]}结案了`, async () => {
    await change(closed, { closed: false })
    await refresh()
  })
}

/** 售后记录: what there was, and the way to open one again. */
export const showCases: Action = async ({ customerId, nowMs, refresh, run }) => {
  const done = await openSheet<'opened' | 'new'>(CasesSheet, { customerId, nowMs: nowMs(), reopen: (serviceCase: ServiceCase, key: string) => change(serviceCase, { closed: false }, key) })
  if (done === 'new') return run('open-case')
  if (done !== 'opened') return
  await refresh()
  say('重新打开了')
}
