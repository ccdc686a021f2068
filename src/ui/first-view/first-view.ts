import type { Sidebar } from '../../../contract/customers.schema.ts'
import { dateText } from '../../utils/date-text.ts'
import { boughtSection } from './bought.ts'
import { buttonHtml, cardHtml } from './card-html.ts'
import { type Html, html } from './html.ts'
import { type PanelKey, panelKeys, panelTitles } from './panel-keys.ts'
import { type Card, situationCard } from './situation-card.ts'
import { talkSection } from './talk.ts'
import { commonQuestions } from './words.ts'
import { whoSection } from './who.ts'

export interface FirstViewInput {
  sidebar: Sidebar
  /** The server's time, ms since 1970. */
  nowMs: number
  canSend: boolean
  /** Opened from a list of the workbench: there is a way back. */
  isFromList: boolean
  /** Taps on 换一条. */
  scriptTurns: number
  isWhyOpen: boolean
  tab: PanelKey
  /** 客户回了 / 没回 was put away. */
  isReplyDismissed: boolean
  /** The card's own primary action is out of view. */
  isCardOut: boolean
}

/** One block of the page. Drawn apart, so that a change in one leaves focus and scroll of the others alone. */
export interface Section { key: string, markup: string }

export const untouchedView = { isFromList: false, scriptTurns: 0, isWhyOpen: false, tab: 'scripts', isReplyDismissed: false, isCardOut: false } as const

/**
 * The markup of the first view, for boot and the app alike (so that the take-over moves nothing).
 * Pure: the same input gives the same text. `above` stands over the panel, `below` under it.
 */
export function firstView(input: FirstViewInput): { above: Section[], below: Section[] } {
  const card = situationCard(input)
  const above = [
    section('who', whoSection(input.sidebar.profile, input.nowMs)),
    section('reply', replySection(input)),
    section('card', cardHtml(card, input.isWhyOpen)),
    section('find', card.primary?.do === 'find-answer' && findSection()),
    section('talk', talkSection(input.sidebar, input.nowMs)),
    section('bought', boughtSection(input.sidebar, input.nowMs)),
    section('tabs', tabsSection(input.tab)),
  ]
  return { above: above.filter(({ markup }) => markup), below: [section('bar', barSection(card, input))] }
}

/** What boot puts on the page: the same elements that the app makes. */
export function firstViewMarkup(input: FirstViewInput): string {
  const { above, below } = firstView(input)
  const block = ({ key, markup }: Section) => `<section class="fv fv-${key}">${markup}</section>`
  return `<main class="page">${above.map(block).join('')}<div class="panel" role="tabpanel"></div>${below.map(block).join('')}</main>`
}

function section(key: string, content: Html | false): Section {
  return { key, markup: content ? content.markup : '' }
}

function replySection({ sidebar: { askReply }, nowMs, isReplyDismissed }: FirstViewInput): Html | false {
  if (!askReply || isReplyDismissed) return false
  return html`<p class="reply-ask">${dateText(askReply.lastAt, nowMs)} ${askReply.channel === 'call' ? '打的电话' : '发的'}</p>
    <button type="button" class="chip" data-do="reply-yes">客户回了</button>
    <button type="button" class="chip" data-do="reply-no">没回</button>
    <button type="button" class="icon-button" data-do="reply-dismiss" aria-label="先不标">${crossIcon}</button>`
}

function findSection(): Html {
  return html`<form class="find" data-do="find-answer" role="search">
      <input class="find-field" name="q" type="search" enterkeyhint="search" placeholder="客户问了什么" aria-label="找答案" autocomplete="off" maxlength="60">
      <button type="submit" class="button button-primary">找答案</button>
    </form>
    <div class="chips">${commonQuestions.map(q => buttonHtml({ do: 'find-answer', label: q, data: { q } }, 'chip'))}</div>`
}

function tabsSection(tab: PanelKey): Html {
  return html`<div class="tabs" role="tablist">${panelKeys.map(key =>
    html`<button type="button" class="tab" role="tab" aria-selected="${String(key === tab)}" data-do="show-tab" data-tab="${key}">${panelTitles[key]}</button>`)}</div>`
}

/** Always in reach: 记一笔, and beside a chat the card's primary action, elsewhere the way into the chat. */
function barSection(card: Card, { isCardOut, canSend, isFromList, sidebar }: FirstViewInput): Html {
  return html`${isFromList && backButton}
    <button type="button" class="button button-plain" data-do="take-note">记一笔</button>
    ${!canSend && sidebar.profile.isFollowedByMe && html`<button type="button" class="button button-plain" data-do="open-chat">打开聊天</button>`}
    ${isCardOut && card.primary && buttonHtml(card.primary, 'button button-primary')}`
}

const backButton = html`<button type="button" class="icon-button" data-do="go-back" aria-label="返回">
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M15 6l-6 6 6 6"/></svg>
  </button>`
const crossIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>`
