import type { FilledScript } from '../../../contract/scripts.schema.ts'
import { type Html, html } from './html.ts'
import type { Card, CardButton } from './situation-card.ts'

export function buttonHtml(button: CardButton, look: string): Html {
  const { question, option, state, q } = button.data ?? {}
  const data = [
    question && html` data-question="${question}"`, option && html` data-option="${option}"`, state && html` data-state="${state}"`, q && html` data-q="${q}"`,
  ]
  return html`<button type="button" class="${look}" data-do="${button.do}"${data}>${button.label}</button>`
}

export function cardHtml(card: Card, isWhyOpen: boolean): Html {
  return html`<header class="card-head">
      <h1 class="card-title tone-${card.tone}">${card.figure && html`<b>${card.figure}</b>`}${card.word && html`<span>${card.word}</span>`}</h1>
      ${card.why.length > 0 && html`<button type="button" class="quiet" data-do="why" aria-expanded="${String(isWhyOpen)}">${isWhyOpen ? '▾' : '▸'}为什么</button>`}
    </header>
    ${isWhyOpen && html`<ul class="card-why">${card.why.map(line => html`<li>${line}</li>`)}</ul>`}
    ${card.facts.filter(Boolean).map(fact => html`<p class="card-fact">${fact}</p>`)}
    ${card.script && scriptHtml(card.script)}
    ${card.chips.length > 0 && html`<div class="chips">${card.chips.map(chip => buttonHtml(chip, 'chip'))}</div>`}
    ${card.hint && html`<p class="card-hint">${card.hint}</p>`}
    ${footHtml(card)}`
}

/** The words to send, four lines of them; a gap is marked. */
function scriptHtml(script: FilledScript): Html {
  const parts = script.parts.map(part => 'text' in part ? part.text : html`<mark class="gap">${part.missing}？</mark>`)
  return html`<button type="button" class="card-script" data-do="edit-script" aria-label="修改话术"><span class="card-words">${parts}</span></button>`
}

/** Answer chips and the search field are their own primary action: no button repeats them. */
function footHtml({ primary, quiet }: Card): Html | false {
  const own = primary?.do === 'show-card' || primary?.do === 'find-answer' ? null : primary
  if (!own && quiet.length === 0) return false
  return html`<footer class="card-foot">
      ${own && buttonHtml(own, 'button button-primary')}
      <span class="card-quiet">${quiet.map(button => buttonHtml(button, 'quiet'))}</span>
    </footer>`
}
