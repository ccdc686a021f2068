import type { Profile, Sidebar, Situation } from '../../contract/customers.schema.ts'
import type { CaseId, CustomerId, NoteId, OrderId, RepId, ScriptId, TouchId } from '../../contract/ids.ts'
import type { Order } from '../../contract/orders.schema.ts'
import type { FilledScript } from '../../contract/scripts.schema.ts'
import type { SituationKind } from '../../contract/words.ts'

/** 2026-05-15 14:00 in the company's zone. */
export const sidebarNow = '2026-05-15T06:00:00.000Z'
const rep = 'rep-chen' as RepId

export function aProfile(changes: Partial<Profile> = {}): Profile {
  return {
    externalUserId: 'wmTest0001' as CustomerId, name: '王敏', remark: '王姐', description: '', avatarUrl: null, region: '杭州', ageBand: '40_49', birthdayOn: null,
    addedAt: '2025-03-01T03:00:00.000Z', addWay: '扫描二维码', channel: '抖店来源', tags: [], tier: 'vip', scene: 'converted', highValue: true, oneToOne: true,
    optOut: false, lifetimeSpendFen: 3_860_000, lastOrderAt: '2026-05-03T03:00:00.000Z', lastTouchAt: '2026-05-03T03:00:00.000Z', lastReplyAt: null, lostAt: null,
    ownerUserId: rep, ownerName: '陈晨', isFollowedByMe: true, isWaitingForWecom: false, consumption: { type: null, need: null, attention: [] }, otherAccounts: [], ...changes,
  }
}

export function aScript(changes: Partial<FilledScript> = {}): FilledScript {
  return {
    scriptId: 'script-1' as ScriptId, title: '补货提醒', kind: 'care', reason: '约剩 3–6 天', questionKey: null, replies: { known: 42, replied: 30, few: false },
    parts: [{ text: '王姐，上次说先生嫌甜，这批有无糖的即食燕窝，口感清爽很多。您那边应该快吃完了，要不要给您留六瓶？还是按老规矩发顺丰，后天能到，先生也可以跟着吃。' }], ...changes,
  }
}

export function anOrder(changes: Partial<Order> = {}): Order {
  return {
    orderId: 'order-1' as OrderId, platform: 'taobao', shop: '旗舰店', orderNo: '3312', state: 'completed', placedAt: '2026-05-03T03:00:00.000Z', paidAt: '2026-05-03T03:01:00.000Z',
    paidFen: 198_000, refundFen: 0, refundSeenAt: null, matchedBy: 'phone', use: 'self', useReason: '收件人是本人', recipient: '王** 139****1234',
    logistics: { company: '顺丰', number: 'SF1', shippedAt: '2026-05-04T03:00:00.000Z', signedAt: '2026-05-06T03:00:00.000Z' },
    lines: [{ title: '即食燕窝 6 瓶', productName: '即食燕窝', spec: '70g', quantity: 6, paidFen: 198_000, refundFen: 0, isGift: false, isService: false }], ...changes,
  }
}

const situations: { [Kind in SituationKind]: Extract<Situation, { kind: Kind }> } = {
  just_added: {
    kind: 'just_added', why: ['5月15日 13:47 扫抖店包裹卡加的', '还没有人和她说过话', '24 小时内说上话的客户，回复多一倍'], reminderId: null, addedAt: '2026-05-15T05:47:00.000Z',
    deadlineAt: '2026-05-16T05:48:00.000Z', channel: '抖店包裹卡', orderTitle: '即食燕窝 6 瓶', questionKey: 'kinds',
    script: aScript({ scriptId: 'script-q1' as ScriptId, questionKey: 'kinds', parts: [{ text: '王女士您好，我是您的专属顾问小陈。看到您在抖店带了即食燕窝，想先问问您平时吃哪种滋补品多一些？我好给您配吃法。' }] }),
  },
  asked: { kind: 'asked', why: ['昨天 15:20 问的，还没标回答'], script: null, reminderId: null, questionKey: 'kinds', askedAt: '2026-05-14T07:20:00.000Z', deadlineAt: '2026-05-15T07:20:00.000Z' },
  supply_ending: {
    kind: 'supply_ending', why: ['4月12日买了 6 瓶，两个人吃，一天一瓶', '她自己的间隔是 31、35、29 天', '约剩 3–6 天，路上要 2 天'], script: aScript(), reminderId: null, productName: '即食燕窝',
    leftDays: { min: 3, max: 6 }, usualGapDays: 32, takers: '夫妻两人吃', lastNote: '先生嫌甜，想要无糖的',
  },
  silent: {
    kind: 'silent', why: ['平时 38 天买一次，现在 72 天', '上次联系 3月5日，没回'], reminderId: null, silentDays: 72, usualDays: 38, lastNote: '胃口不好，在喝中药',
    script: aScript({ scriptId: 'script-care' as ScriptId, parts: [{ text: '王姐，上次您说胃口不好，最近好些了吗？天热起来了，燕窝可以放凉了吃，不用加糖。' }, { missing: '先生的近况' }] }),
  },
  case_open: {
    kind: 'case_open', why: ['5月15日 11:20 陈晨登记', '4 个工作小时内要给说法'], reminderId: null,
    script: aScript({ scriptId: 'script-sorry' as ScriptId, kind: 'service', parts: [{ text: '王姐，实在对不起，瓶子碎了让您糟心了。我这边马上给您补发两瓶，顺丰今天就走，碎的不用寄回。' }] }),
    case: {
      caseId: 'case-1' as CaseId, kind: 'complaint', summary: '收到两瓶碎了，汤汁流了一箱', openedAt: '2026-05-15T03:20:00.000Z', openedByName: '陈晨', dueAt: '2026-05-15T09:20:00.000Z',
      handlerUserId: rep, handlerName: '陈晨', means: [{ means: 'apology', note: '', amountFen: null, at: '2026-05-15T04:00:00.000Z', byName: '陈晨' }], closedAt: null, closeNote: null,
    },
  },
  nothing_due: {
    kind: 'nothing_due', why: [], script: null, reminderId: null,
    parcel: { title: '即食燕窝×6', company: '顺丰', number: 'SF1', state: 'signed', at: '2026-05-06T03:00:00.000Z' },
  },
}

/** A sidebar in one of the six situations; `changes` replaces top keys. */
export function aSidebar(kind: SituationKind = 'supply_ending', changes: Partial<Sidebar> = {}): Sidebar {
  const isNew = kind === 'just_added' || kind === 'asked'
  const answer = (questionKey: string, options: string[]) => ({
    answerId: `answer-${questionKey}` as never, questionKey, questionVersion: 1, state: 'answered' as const, source: 'said' as const, options, note: '', byUserId: rep, byName: '陈晨', answeredAt: sidebarNow,
  })
  const note = (noteId: string, text: string, notedAt: string) => ({ noteId: noteId as NoteId, text, kind: 'other' as const, byUserId: rep, byName: '陈晨', notedAt, isMine: true })
  return {
    session: { userId: rep, name: '陈晨', role: 'rep', now: sidebarNow, outboxKey: 'a2V5' },
    profile: aProfile(isNew ? { tier: 'new', oneToOne: false, lifetimeSpendFen: 0, lastOrderAt: null, lastTouchAt: null, remark: '' } : {}),
    situation: situations[kind],
    questions: [
      { key: 'kinds', version: 1, title: '平时吃哪种', options: ['燕窝', '花胶', '海参', '人参', '阿胶', '石斛', '奶粉', '还没吃过'].map(label => ({ value: label, label })), multiple: true },
      { key: 'duration', version: 1, title: '吃了多久', options: ['刚开始', '半年', '2年', '更久'].map(label => ({ value: label, label })), multiple: false },
      { key: 'family', version: 1, title: '家里谁在吃', options: ['自己', '夫妻', '父母', '孩子'].map(label => ({ value: label, label })), multiple: true },
    ],
    answers: isNew ? [] : [answer('kinds', ['燕窝']), answer('duration', ['2年']), answer('family', ['夫妻'])],
    notes: isNew ? [] : [note('note-1', '先生嫌甜', '2026-05-03T03:00:00.000Z'), note('note-2', '胃口不好', '2026-04-12T03:00:00.000Z')],
    orders: isNew
      ? { count: 0, totalFen: 0, averageFen: null, firstOrderAt: null, lastOrderAt: null, usualGapDays: null, supply: null, lastFive: [] }
      : { count: 12, totalFen: 3_860_000, averageFen: 321_700, firstOrderAt: '2024-05-03T03:00:00.000Z', lastOrderAt: '2026-05-03T03:00:00.000Z', usualGapDays: 32, supply: null, lastFive: [anOrder()] },
    scripts: [aScript({ scriptId: 'script-2' as ScriptId, parts: [{ text: '王姐，您常买的即食燕窝到新货了，无糖的也有。' }] })],
    reminder: null,
    askReply: null,
    ...changes,
  }
}

export function anOpenTouch() {
  return {
    touchId: 'touch-1' as TouchId, channel: 'chat' as const, contactClass: 'proactive' as const, startedAt: '2026-05-14T07:20:00.000Z', lastAt: '2026-05-14T07:20:00.000Z', sendCount: 1,
    byUserId: rep, byName: '陈晨', reply: { state: 'unknown' as const, source: null, at: null },
  }
}
