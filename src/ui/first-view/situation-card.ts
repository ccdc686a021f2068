import type { Profile, Sidebar, Situation } from '../../../contract/customers.schema.ts'
import type { FilledScript } from '../../../contract/scripts.schema.ts'
import { countdownText, dateText, daysSince } from '../../utils/date-text.ts'
import { moneyText, supplyLeftText } from '../../utils/money-text.ts'
import { cardScripts, hasGaps, shownScript } from './shown-script.ts'
import { caseWords, meansWords } from './words.ts'

/** `data` becomes `data-*` attributes. */
export interface CardButton { do: string, label: string, data?: { question?: string, option?: string, state?: string, q?: string } }

/** The one card, before it is markup: why now (figure first), the words, one primary action, at most two quiet ones. */
export interface Card {
  tone: 'plain' | 'due' | 'urgent'
  figure: string
  word: string
  /** One line in second colour each. */
  facts: string[]
  script: FilledScript | null
  chips: CardButton[]
  hint: string
  primary: CardButton | null
  quiet: CardButton[]
  why: string[]
}

export interface CardInput { sidebar: Sidebar, nowMs: number, canSend: boolean, scriptTurns: number }

type Of<Kind extends Situation['kind']> = Extract<Situation, { kind: Kind }>

/** What the card of the present situation says (product.md, "The first screen"). */
export function situationCard(input: CardInput): Card {
  const { situation } = input.sidebar
  switch (situation.kind) {
    case 'just_added': return justAdded(situation, input)
    case 'asked': return asked(situation, input)
    case 'supply_ending': return supplyEnding(situation, input)
    case 'silent': return silent(situation, input)
    case 'case_open': return caseOpen(situation, input)
    case 'nothing_due': return nothingDue(situation, input)
  }
}

function card(situation: Situation, rest: Partial<Card> & Pick<Card, 'figure' | 'word'>): Card {
  return { tone: 'plain', facts: [], script: null, chips: [], hint: '', primary: null, quiet: [], why: situation.why, ...rest }
}

function justAdded(situation: Of<'just_added'>, input: CardInput): Card {
  const { profile, questions } = input.sidebar
  const question = questions.find(({ key }) => key === situation.questionKey)
  const script = shownScript(input.sidebar, input.scriptTurns)
  return card(situation, {
    tone: 'due', figure: countdownText(situation.deadlineAt, input.nowMs), word: '首聊',
    facts: [join([situation.channel ?? profile.addWay, situation.orderTitle && `买了${situation.orderTitle}`, question && `先问${question.title}`])],
    script,
    primary: sendButton(script, input, '发第一问', 'send-question', { question: situation.questionKey }),
    quiet: otherScript(input),
  })
}

function asked(situation: Of<'asked'>, { sidebar, nowMs }: CardInput): Card {
  const question = sidebar.questions.find(({ key }) => key === situation.questionKey)
  const options = question?.options ?? []
  const chip = (label: string, option: CardButton['data']) => ({ do: 'answer', label, data: { question: situation.questionKey, ...option } })
  return card(situation, {
    tone: 'plain', figure: dateText(situation.askedAt, nowMs), word: `问了${question?.title ?? '一个问题'}`,
    facts: ['点客户的回答'],
    chips: [...options.map(({ value, label }) => chip(label, { option: value })), chip('不愿说', { state: 'declined' }), { do: 'edit-answers', label: '详细记', data: { question: situation.questionKey } }],
    hint: '没回别追问，明早换个有用的话题',
    primary: { do: 'show-card', label: '点客户的回答' },
  })
}

function supplyEnding(situation: Of<'supply_ending'>, input: CardInput): Card {
  const script = shownScript(input.sidebar, input.scriptTurns)
  const rhythm = situation.usualGapDays !== null && `平时 ${situation.usualGapDays} 天买一次`
  return card(situation, {
    tone: 'due', figure: supplyLeftText(situation.leftDays), word: '该补货了',
    facts: [join([situation.productName, situation.takers, rhythm]), said(situation.lastNote)],
    script,
    primary: sendButton(script, input, '发补货话术', 'send'),
    quiet: [...otherScript(input), { do: 'supply-left', label: '客户说还有' }],
  })
}

/** The figure is what made the card: no order for longer than usual, else the days since anybody touched her. */
function silentFigure({ silentDays, usualDays }: Of<'silent'>, { sidebar, nowMs }: CardInput): string {
  const { lastTouchAt } = sidebar.profile
  if (lastTouchAt && (usualDays === null || silentDays <= usualDays)) return `${daysSince(lastTouchAt, nowMs)} 天没联系`
  return `${silentDays} 天没买${usualDays === null ? '' : `（平时 ${usualDays}）`}`
}

function silent(situation: Of<'silent'>, input: CardInput): Card {
  const script = shownScript(input.sidebar, input.scriptTurns)
  return card(situation, {
    tone: 'due', figure: silentFigure(situation, input), word: '',
    facts: [said(situation.lastNote) || '还没记过聊了什么，先问候，不谈价'],
    script,
    primary: sendButton(script, input, '接着聊', 'send'),
    quiet: [...otherScript(input), { do: 'reminder-skip', label: '这次不联系' }],
  })
}

function caseOpen(situation: Of<'case_open'>, { nowMs }: CardInput): Card {
  const { kind, summary, dueAt, handlerName, means } = situation.case
  const last = means[means.length - 1]
  const given = last && `已给${meansWords[last.means]}${last.amountFen ? ` ${moneyText(last.amountFen)}` : ''} · ${dateText(last.at, nowMs)}`
  // The clock is for the first answer: once something was offered it stands still.
  const isOffered = means.some(each => each.means !== 'apology')
  return card(situation, {
    tone: 'urgent', figure: isOffered ? '已给方案' : countdownText(dueAt, nowMs), word: `${caseWords[kind]}没处理完`,
    facts: [join([`${handlerName} 在处理`, given]), summary],
    script: situation.script,
    hint: '处理完之前不谈卖货',
    primary: { do: 'handle-case', label: '给方案' },
  })
}

function nothingDue(situation: Of<'nothing_due'>, input: CardInput): Card {
  const { sidebar, nowMs } = input
  const { parcel, script } = situation
  const { reminder } = sidebar
  if (sidebar.profile.lostAt) return card(situation, { figure: '', word: '客户删了我，消息发不到', facts: ['记录和订单都还在；她重新加回来，接着聊'] })
  // What falls due without a card of its own (a season, a birthday, a first use, a promise) is the card.
  if (reminder && Date.parse(reminder.snoozedUntil ?? reminder.dueAt) <= nowMs) {
    return card(situation, {
      tone: 'due', figure: '', word: reminder.title, facts: [reminder.reason], script, primary: sendButton(script, input, '发话术', 'send'),
      quiet: [reminder.rule === 'promise' ? { do: 'finish-promise', label: '做到了' } : { do: 'reminder-skip', label: '这次不联系' }],
    })
  }
  const parcelWords = { shipped: '在路上', signed: '已签收', unknown: '到哪了未知' } as const
  return card(situation, {
    figure: '', word: '现在没有要跟的',
    facts: parcel ? [join([parcel.title, `${parcel.company}${parcelWords[parcel.state]}`, parcel.at && dateText(parcel.at, nowMs)])] : [],
    primary: { do: 'find-answer', label: '找答案' },
  })
}

/** A gap is filled by the rep before anything is sent; without a script the rep writes. Nothing for who does not follow her: nobody speaks as her rep. */
function sendButton(script: FilledScript | null, { sidebar, canSend }: CardInput, label: string, action: string, data?: CardButton['data']): CardButton | null {
  if (!sidebar.profile.isFollowedByMe) return null
  if (!script) return { do: 'edit-script', label: '写一句', data }
  if (hasGaps(script)) return { do: 'edit-script', label: canSend ? '补全再发' : '补全再复制', data }
  return { do: action, label: canSend ? label : '复制话术', data }
}

function otherScript({ sidebar }: CardInput): CardButton[] {
  return cardScripts(sidebar).length > 1 ? [{ do: 'next-script', label: '换一条' }] : []
}

const said = (note: string | null) => note ? `上次聊到：${note}` : ''
const join = (parts: (string | null | undefined | false)[]) => parts.filter(Boolean).join(' · ')

/** Shown beside a remark. */
export function shownName({ name, remark }: Pick<Profile, 'name' | 'remark'>): { first: string, second: string } {
  return remark && remark !== name ? { first: remark, second: name } : { first: name || '未知称呼', second: '' }
}
